import type { Config } from '../core/config.ts'
import { systemClock } from '../core/clock.ts'
import type { Clock, Random } from '../core/ports/clock.ts'
import type { DoctorWorld } from '../core/ports/doctor.ts'
import type { Log } from '../core/ports/log.ts'
import type { Documents } from '../core/ports/state.ts'
import { systemRandom } from '../core/random.ts'
import { durationMs } from '../core/units.ts'
import { clinicFindings } from './doctor/clinic.ts'
import type { Examination } from './doctor/examine.ts'
import { ownFindings } from './doctor/own.ts'
import { operatingFinding, portalFindings } from './doctor/portal.ts'
import { channelsOf } from './wiring-alerts.ts'
import { clinicOptions, portalOptions, sectionOf, type Surroundings } from './wiring-options.ts'

/** A person waits for the answer, and nothing is written: no need to outwait a late commit. */
const PORTAL_PATIENCE_MS = 15_000

export interface DoctorOptions {
  config: Config
  /** As it is shown. */
  configFile: string
  warnings: readonly string[]
  baseDir: string
  stateDir: string
  logDir: string
  log: Log
  clock?: Clock
  random?: Random
}

/** Everything there is to look at in this configuration, or in the one world asked for. Opens nothing yet. @throws Problem `config.section-missing` */
export function openExaminations(options: DoctorOptions, only?: DoctorWorld): Examination[] {
  const { config, baseDir, stateDir, log, clock = systemClock, random = systemRandom } = options
  const surroundings: Surroundings = { config, baseDir, stateDir, documents: NOWHERE, clock, random, log }
  const wants = (world: DoctorWorld, isConfigured: boolean): boolean => (only === undefined ? isConfigured : only === world)
  return [
    ...(wants('bxi', true) ? [ownExamination(options, surroundings)] : []),
    ...(wants('portal', config.portal !== undefined) ? [portalExamination(surroundings)] : []),
    ...(wants('ident', config.ident !== undefined) ? clinicExaminations(surroundings) : []),
  ]
}

function ownExamination(options: DoctorOptions, surroundings: Surroundings): Examination {
  return {
    world: 'bxi',
    subject: '',
    async *findings() {
      const { folderHealth } = await import('../connectors/files/index.ts')
      const channels = await channelsOf(surroundings, () => portalOf(surroundings), options.config.lang ?? 'ru')
      yield* await ownFindings({ ...options, nodeVersion: process.versions.node, channels, folderHealth })
    },
  }
}

function portalExamination(surroundings: Surroundings): Examination {
  const { per_second: perSecond, burst, settle } = sectionOf(surroundings.config, 'portal')
  return {
    world: 'portal',
    subject: '',
    async *findings() {
      const { ident, alerts } = surroundings.config
      const portal = await portalOf(surroundings, Math.min(PORTAL_PATIENCE_MS, durationMs(settle)))
      const notifying = alerts.notify.some(({ kind }) => kind === 'bitrix24')
      const options = await portalOptions(surroundings)
      yield* portalFindings(
        await portal.health({ forVisits: ident !== undefined }),
        { perSecond, burst },
        { notifying, telling: ident?.notify_manual ?? false },
      )
      // Afterwards: what the portal told just now is then among what this host knows.
      const { readQuota } = await import('../connectors/bitrix/index.ts')
      yield operatingFinding(readQuota({ ...options, tellingShare: 0 }), options.operatingLimitSeconds, surroundings.clock.now())
    },
  }
}

async function portalOf(surroundings: Surroundings, timeoutMs = PORTAL_PATIENCE_MS) {
  const { openPortal } = await import('../connectors/bitrix/index.ts')
  return openPortal({ ...(await portalOptions(surroundings)), timeoutMs })
}

function clinicExaminations(surroundings: Surroundings): Examination[] {
  const { sources } = sectionOf(surroundings.config, 'ident')
  const takenNumbers = sources.flatMap(({ branches }) => branches.map(({ n }) => n))
  return sources.map((source, place) => ({
    world: 'ident',
    subject: source.id,
    async *findings(signal) {
      const { healthChecks } = await import('../connectors/ident/index.ts')
      for await (const check of healthChecks(await clinicOptions(source.id, surroundings), signal))
        yield* clinicFindings(check, { source, place, takenNumbers })
    },
  }))
}

/** The doctor remembers nothing and believes nothing that was remembered. */
const NOWHERE: Documents = {
  read: async () => undefined,
  recall: async () => undefined,
  write: async () => undefined,
  remove: async () => undefined,
  list: async () => [],
}
