import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../core/config.ts'
import { systemClock } from '../core/clock.ts'
import { environment } from '../core/environment.ts'
import type { ClinicSource } from '../core/ports/clinic.ts'
import type { Clock, Random } from '../core/ports/clock.ts'
import type { Crm, PortalInstaller } from '../core/ports/crm.ts'
import type { Log } from '../core/ports/log.ts'
import type { Store } from '../core/ports/state.ts'
import { Problem } from '../core/problem.ts'
import { systemRandom } from '../core/random.ts'
import { resolveSecret } from '../core/secrets.ts'
import type { Reasons } from '../core/texts/reasons.ts'
import { resolveWebhook } from '../core/webhook.ts'
import { parseDurationMs } from '../core/units.ts'
import { type ShopDoor, shopDoor } from './wiring-shop.ts'
import type { VisitPipelineOptions } from '../pipelines/ident-visits/index.ts'
import { stageTable } from '../pipelines/ident-visits/stages.ts'

/** Everything a job may need, each behind a lazy import; built from the configuration and nothing else. */
export interface Kit extends Partial<ShopDoor> {
  config: Config
  store: Store
  clock: Clock
  random: Random
  log: Log
  words: Reasons
  engineSettings(): { pageRows: number; outboxLimit: number; settleMs: number }
  crm(): Promise<Crm & PortalInstaller>
  clinicSource(id: string): Promise<ClinicSource>
  visitRules(id: string): Omit<VisitPipelineOptions, 'source' | 'crm' | 'memory'>
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
  const secret = (reference: Parameters<typeof resolveSecret>[0], path: string): Promise<string> =>
    resolveSecret(reference, { environment: environment(), baseDir, path })
  const ident = () => {
    if (!config.ident) throw new Problem('config.section-missing', { section: 'ident', command: 'bxi' })
    return config.ident
  }
  const portal = () => {
    if (!config.portal) throw new Problem('config.section-missing', { section: 'portal', command: 'bxi' })
    return config.portal
  }
  const sourceConfig = (id: string) => {
    const index = ident().sources.findIndex((source) => source.id === id)
    const source = ident().sources[index]
    if (!source)
      throw new Problem('usage.wrong', {
        why: `--source ${id}: ${ident()
          .sources.map((known) => known.id)
          .join(' | ')}`,
      })
    return { source, path: `ident.sources[${index}]` }
  }
  let crm: Promise<Crm & PortalInstaller> | undefined

  return {
    ...shopDoor({ config, baseDir, stateDir, store, clock, random, log }),
    config,
    store,
    clock,
    random,
    log,
    words,
    engineSettings: () => ({ pageRows: ident().page_rows, outboxLimit: config.state.outbox_limit, settleMs: ms(portal().settle) }),
    crm: () => {
      crm ??= (async () => {
        const { openPortal } = await import('../connectors/bitrix/index.ts')
        return openPortal({
          webhook: await resolveWebhook(portal().webhook, { environment: environment(), baseDir, path: 'portal.webhook' }),
          funnel: String(ident().pipeline),
          stages: ident().stages,
          fields: ident().fields,
          perSecond: portal().per_second,
          burst: portal().burst,
          parallel: portal().parallel,
          operatingLimitSeconds: ms(portal().operating_limit) / 1_000,
          timeoutMs: ms(portal().settle),
          ...(config.net.ca_file === '' ? {} : { ca: await readFile(resolve(baseDir, config.net.ca_file), 'utf8') }),
          ...(config.net.proxy === '' ? {} : { proxy: config.net.proxy }),
          documents: store.documents,
          sharedDir: stateDir,
          trafficClass: 'live',
          clock,
          random,
          log,
        })
      })()
      return crm
    },
    async clinicSource(id) {
      const { source, path } = sourceConfig(id)
      const { openClinicSource } = await import('../connectors/ident/index.ts')
      const { database } = source
      return openClinicSource({
        id,
        timezone: source.timezone,
        database: {
          server: database.server,
          port: database.port,
          instance: database.instance,
          name: database.name,
          user: database.user,
          password: await secret(database.password, `${path}.database.password`),
          encrypt: database.encrypt,
          legacyTls: database.legacy_tls,
          ...(database.domain === '' ? {} : { domain: database.domain }),
          ...(database.ca_file === '' ? {} : { ca: await readFile(resolve(baseDir, database.ca_file), 'utf8') }),
          ...(database.certificate_name === '' ? {} : { certificateName: database.certificate_name }),
        },
        queries: Object.fromEntries(
          Object.entries(source.queries).flatMap(([name, file]) => (file === undefined ? [] : [[name, resolve(baseDir, file)]])),
        ),
        branchFrom: source.branch_from,
        amountFrom: source.amount_from,
        overlapMs: ms(ident().overlap),
        firstWindowMs: ms(ident().first_window),
        queryTimeoutMs: ms(source.query_timeout),
        lockTimeoutMs: ms(source.lock_timeout),
        connectTimeoutMs: ms(source.connect_timeout),
        readUncommitted: source.read_uncommitted,
        documents: store.documents,
        clock,
        log,
      })
    },
    visitRules(id) {
      const { source } = sourceConfig(id)
      const noShow = ident().no_show_after
      return {
        rules: {
          source: id,
          timezone: source.timezone,
          branches: source.branches.map(({ key, n, name, responsible }) => ({
            key: String(key),
            n,
            name,
            responsibleId: responsible === undefined ? undefined : String(responsible),
          })),
          unknownBranch: source.unknown_branch === 'reject' ? undefined : source.unknown_branch,
          amountFrom: source.amount_from,
          noShowAfterMs: noShow === '' ? undefined : ms(noShow),
        },
        table: stageTable(ident().stage_table),
        identity: ident().identity,
        funnel: { mapping: ident().stages, manual: ident().manual_stages },
      }
    },
    async close() {
      await store.close()
      await log.flush()
    },
  }
}

/** A duration of the configuration, already checked there. */
function ms(duration: string): number {
  const parsed = parseDurationMs(duration)
  if (parsed === undefined) throw new Problem('bug', { name: `duration ${duration}` })
  return parsed
}
