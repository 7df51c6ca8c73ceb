import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPortal, type PortalConnectorOptions } from '../connectors/bitrix/index.ts'
import type { ClinicSource } from '../core/ports/clinic.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { VisitDealField } from '../core/ports/crm.ts'
import type { Log, LogFields } from '../core/ports/log.ts'
import type { Store } from '../core/ports/store.ts'
import { seededRandom } from '../core/random.ts'
import type { RunReport } from '../core/report.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { type Portal, type PortalOptions, startPortal } from '../fixtures/emulators/portal/index.ts'
import { type FakeClinic, fakeClinic } from '../fixtures/fakes/clinic.ts'
import { memoryStore } from '../fixtures/fakes/memory-state.ts'
import { clinicConfig } from './clinic-config.testing.ts'
import type { JobRequest } from './job.ts'
import { runJob } from './run-job.ts'
import type { Kit } from './wiring.ts'

export const SETTLE_MS = 2_000

export interface Bench {
  portal: Portal
  clock: TestClock
  clinics: readonly FakeClinic[]
  store: Store
  logged: string[]
  /** What the operator has written into the configuration; a test changes it between runs. */
  settings: { webhook: string; fields: Partial<Record<VisitDealField, string>>; deletedStage: string; notifyManual: boolean }
  /** Ports as a process of its own would open them. */
  kit(): Kit
  sync(request?: Partial<JobRequest>): Promise<RunReport>
  /** Deals of bxi by external id. */
  deals(): Map<string, Record<string, unknown>[]>
  stageId(name: string): string
}

/** Real time plus what a test adds: servers answer in real time, waits are skipped. */
export interface TestClock extends Clock {
  advance(ms: number): void
}

export function testClock(): TestClock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    advance: (ms) => {
      ahead += ms
    },
    sleep: async (ms) => {
      ahead += ms
    },
  }
}

export interface BenchOptions {
  portal?: PortalOptions
  sources?: readonly string[]
  store?: (clock: Clock) => Store
  identity?: 'phone' | 'patient'
  clock?: TestClock
  /** Quotas and the like, instead of ones that never bite. Processes then share one count of requests. */
  connector?: Partial<PortalConnectorOptions>
  /** The quota that the connector keeps; default far above what a test asks. */
  limits?: { perSecond: number; burst: number }
  /** IANA zone of the clinics' wall clocks. */
  timezone?: string
  clinicSource?: Kit['clinicSource']
  /** What stands in for the clinics in memory, opened for each run. */
  openSource?: (id: string, store: Store, clock: Clock) => ClinicSource
}

/** A portal emulator over HTTP, the real connector, clinics in memory, and the job that joins them. */
export async function withBench(use: (bench: Bench) => Promise<void>, options: BenchOptions = {}): Promise<void> {
  const clock = options.clock ?? testClock()
  const portal = await startPortal({
    limits: 'off',
    operatingLimitSeconds: 'off',
    serverCutoffMs: SETTLE_MS,
    clock: options.clock ?? { now: () => clock.now() },
    ...options.portal,
  })
  const dir = mkdtempSync(join(tmpdir(), 'bxi-bench-'))
  const store = options.store?.(clock) ?? memoryStore({ clock })
  const sources = options.sources ?? ['main']
  const clinics = sources.map((id) => fakeClinic({ id, clock }))
  const logged: string[] = []
  const log = collectingLog(logged)
  const random = seededRandom(11)
  const settings: Bench['settings'] = { webhook: portal.url, fields: {}, deletedStage: '', notifyManual: false }
  const crm = (process: string) =>
    openPortal({
      webhook: settings.webhook,
      funnel: 'Ident',
      stages: {},
      fields: settings.fields,
      perSecond: options.limits?.perSecond ?? 1_000,
      burst: options.limits?.burst ?? 5_000,
      parallel: 3,
      operatingLimitSeconds: 100_000,
      timeoutMs: (options.portal?.serverCutoffMs ?? SETTLE_MS) + 500,
      documents: store.documents,
      sharedDir: join(dir, options.connector && process !== 'install' ? 'shared' : process),
      trafficClass: 'live',
      clock,
      random,
      log,
      ...(options.portal?.tls ? { ca: options.portal.tls.cert } : {}),
      ...(process === 'install' ? {} : options.connector),
    })
  const config = () =>
    clinicConfig({
      sources,
      settleMs: SETTLE_MS,
      ...(options.identity ? { identity: options.identity } : {}),
      ...(options.timezone ? { timezone: options.timezone } : {}),
      ident: { fields: settings.fields, deleted_stage: settings.deletedStage, notify_manual: settings.notifyManual },
    })
  let processes = 0
  const bench: Bench = {
    portal,
    clock,
    clinics,
    store,
    logged,
    settings,
    kit() {
      const connection = crm(String(++processes))
      return {
        config: config(),
        store,
        clock,
        random,
        log,
        words: reasonsIn('en'),
        crm: async () => connection,
        clinicSource:
          options.clinicSource ??
          (async (id) => options.openSource?.(id, store, clock) ?? clinics.find((clinic) => clinic.id === id) ?? fakeClinic({ id, clock })),
        portalQuota: async () => ({ host: 'portal', free: 50, burst: 50, methods: [] }),
        close: async () => undefined,
      }
    },
    async sync(request = {}) {
      return runJob('sync-ident', bench.kit(), { only: [], signal: new AbortController().signal, ...request })
    },
    deals() {
      const byOrigin = new Map<string, Record<string, unknown>[]>()
      for (const deal of portal.store.deals.all()) byOrigin.set(String(deal.ORIGIN_ID), [...(byOrigin.get(String(deal.ORIGIN_ID)) ?? []), deal])
      return byOrigin
    },
    stageId: (name) =>
      portal.store.statuses.find((status) => status.entityId === `DEAL_STAGE_${funnelId(portal)}` && status.name === name)?.statusId ?? '',
  }
  try {
    await crm('install').installIdent({ dryRun: false })
    portal.stats.reset()
    await use(bench)
  } finally {
    await portal.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What a lost state folder leaves: every row must be looked at again, and nothing is known of what was made. */
export async function forgetLedger(store: Store): Promise<void> {
  for (const name of await store.partitions()) {
    const lease = await store.leases.acquire(name, 'test')
    const state = await store.open(name, lease)
    for await (const known of state.scan())
      await state.recordOutcomes({ at: 0, entries: [{ ...known, digest: 'lost', ids: {}, memo: {} }], tickets: [], resolved: [], journal: [] })
    await state.close()
    await lease.release()
  }
}

function funnelId(portal: Portal): string {
  return String(portal.store.categories.find(({ name }) => name === 'Ident')?.id ?? '')
}

function collectingLog(lines: string[]): Log {
  const write = (fields: LogFields, message: string): void => void lines.push(JSON.stringify({ ...fields, message }))
  const log: Log = { debug: write, info: write, warn: write, error: write, critical: write, child: () => log, flush: async () => undefined }
  return log
}
