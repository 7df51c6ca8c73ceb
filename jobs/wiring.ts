import type { Config } from '../core/config.ts'
import { systemClock } from '../core/clock.ts'
import type { ClinicSource } from '../core/ports/clinic.ts'
import type { Clock, Random } from '../core/ports/clock.ts'
import type { Crm, PortalInstaller } from '../core/ports/crm.ts'
import type { Log } from '../core/ports/log.ts'
import type { Store } from '../core/ports/state.ts'
import { systemRandom } from '../core/random.ts'
import type { Reasons } from '../core/texts/reasons.ts'
import { clinicOptions, portalOptions, sectionOf } from './wiring-options.ts'

/** Everything a job may need, each behind a lazy import; built from the configuration and nothing else. */
export interface Kit {
  config: Config
  store: Store
  clock: Clock
  random: Random
  log: Log
  words: Reasons
  crm(): Promise<Crm & PortalInstaller>
  clinicSource(id: string): Promise<ClinicSource>
  close(): Promise<void>
}

export interface KitOptions {
  config: Config
  /** Folder that relative paths of the configuration start from. */
  baseDir: string
  stateDir: string
  log: Log
  words: Reasons
  clock?: Clock
  random?: Random
}

/** Opens the state folder and prepares the rest. The only place that builds connectors. */
export async function openKit(options: KitOptions): Promise<Kit> {
  const { config, baseDir, stateDir, log, words } = options
  const clock = options.clock ?? systemClock
  const random = options.random ?? systemRandom
  const { openStore } = await import('../connectors/files/index.ts')
  const store = await openStore({ dir: stateDir, clock, random, keepDays: config.state.keep_days })
  const surroundings = { config, baseDir, stateDir, documents: store.documents, clock, random, log }
  let crm: Promise<Crm & PortalInstaller> | undefined

  return {
    config,
    store,
    clock,
    random,
    log,
    words,
    crm: () => {
      crm ??= (async () => {
        sectionOf(config, 'ident')
        const { openPortal } = await import('../connectors/bitrix/index.ts')
        return openPortal(await portalOptions(surroundings))
      })()
      return crm
    },
    async clinicSource(id) {
      const { openClinicSource } = await import('../connectors/ident/index.ts')
      return openClinicSource(await clinicOptions(id, surroundings))
    },
    async close() {
      await store.close()
      await log.flush()
    },
  }
}
