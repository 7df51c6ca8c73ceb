import { openPortal } from '../../../connectors/bitrix/index.ts'
import type { Config } from '../../../core/config.ts'
import type { Clock, Random } from '../../../core/ports/clock.ts'
import type { Documents } from '../../../core/ports/state.ts'
import type { Store } from '../../../core/ports/store.ts'
import { silentLog } from '../../../core/log.ts'
import { reasonsIn } from '../../../core/texts/reasons.ts'
import type { Post } from '../../../connectors/http.ts'
import { clinicConfig } from '../../../jobs/clinic-config.testing.ts'
import type { Kit } from '../../../jobs/wiring.ts'
import type { SimProcess } from '../sim/process.ts'
import type { ProofClinic } from './clinic.ts'

/** Few rows a page, so that a small story has many pages, waves and points. */
export const PAGE_ROWS = 3
const MANUAL_STAGES = ['PLAN_PRESENTATION', 'PREPAYMENT_RECEIVED', 'WAITING_LIST'] as const

export interface PortalParts {
  url: string
  post?: Post
  settleMs: number
  documents: Documents
  /** Where processes of one host tell each other of requests. A folder that cannot be made: each counts alone. */
  sharedDir: string
  clock: Clock
  random: Random
}

/** The real connector, as jobs/wiring.ts builds it; only its transport and its quotas are those of the proof. */
export function portalOf({ url, post, settleMs, documents, sharedDir, clock, random }: PortalParts): ReturnType<typeof openPortal> {
  return openPortal({
    webhook: url,
    funnel: 'Ident',
    stages: {},
    perSecond: 1_000,
    burst: 5_000,
    parallel: 3,
    operatingLimitSeconds: 100_000,
    timeoutMs: settleMs,
    documents,
    sharedDir,
    trafficClass: 'live',
    clock,
    random,
    log: silentLog,
    ...(post ? { post } : {}),
  })
}

export interface KitParts {
  process: SimProcess
  store: Store
  clinics: readonly ProofClinic[]
  config: Config
  portal: Omit<PortalParts, 'documents' | 'clock' | 'random'>
}

/** The configuration of all runs of a history. */
export function configOf(sources: readonly string[], settleMs: number, outboxLimit: number): Config {
  const config = clinicConfig({ sources, settleMs, pageRows: PAGE_ROWS, manual: MANUAL_STAGES, ident: { notify_manual: true } })
  return { ...config, state: { ...config.state, outbox_limit: outboxLimit } }
}

/** What one run is made of: the real job, engine, pipeline and connector over the parts of the proof. */
export function kitOf({ process, store, clinics, config, portal }: KitParts): Kit {
  const { clock, random } = process
  const crm = portalOf({ ...portal, documents: store.documents, clock, random })
  return {
    config,
    store,
    clock,
    random,
    log: silentLog,
    words: reasonsIn('en'),
    crm: async () => crm,
    async clinicSource(id) {
      const clinic = clinics.find((one) => one.id === id)
      if (!clinic) throw new Error(`no clinic ${id}`)
      return clinic.seenBy(process)
    },
    portalQuota: async () => ({ host: 'portal', free: 50, burst: 50, methods: [] }),
    close: async () => undefined,
  }
}
