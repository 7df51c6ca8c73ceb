import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { PortalConnectorOptions } from '../connectors/bitrix/index.ts'
import type { ClinicSourceOptions } from '../connectors/ident/index.ts'
import type { Config } from '../core/config.ts'
import { environment } from '../core/environment.ts'
import type { Clock, Random } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { Documents } from '../core/ports/state.ts'
import { Problem } from '../core/problem.ts'
import { resolveSecret } from '../core/secrets.ts'
import { durationMs } from '../core/units.ts'
import { resolveWebhook } from '../core/webhook.ts'

/** What every connector is built from. */
export interface Surroundings {
  config: Config
  /** Folder that relative paths of the configuration start from. */
  baseDir: string
  stateDir: string
  documents: Documents
  clock: Clock
  random: Random
  log: Log
}

/** The portal as the configuration describes it; without `[ident]` what concerns visits stays as it comes. @throws Problem `config.…`, `secret.…` */
export async function portalOptions({ config, baseDir, stateDir, ...ports }: Surroundings): Promise<PortalConnectorOptions> {
  const portal = sectionOf(config, 'portal')
  const { ident } = config
  return {
    webhook: await resolveWebhook(portal.webhook, { environment: environment(), baseDir, path: 'portal.webhook' }),
    funnel: String(ident?.pipeline ?? ''),
    stages: ident?.stages ?? {},
    fields: ident?.fields ?? {},
    perSecond: portal.per_second,
    burst: portal.burst,
    parallel: portal.parallel,
    operatingLimitSeconds: durationMs(portal.operating_limit) / 1_000,
    timeoutMs: durationMs(portal.settle),
    ...(config.net.ca_file === '' ? {} : { ca: await readNamed(config.net.ca_file, baseDir, 'net.ca_file') }),
    ...(config.net.proxy === '' ? {} : { proxy: config.net.proxy }),
    sharedDir: stateDir,
    trafficClass: 'live',
    ...ports,
  }
}

/** One source as the configuration describes it. @throws Problem `usage.wrong` for an unknown id, `config.…`, `secret.…` */
export async function clinicOptions(id: string, { config, baseDir, documents, clock, log }: Surroundings): Promise<ClinicSourceOptions> {
  const ident = sectionOf(config, 'ident')
  const place = ident.sources.findIndex((source) => source.id === id)
  const source = ident.sources[place]
  if (!source) throw new Problem('usage.wrong', { given: `--source ${id}`, known: ident.sources.map((known) => known.id).join(' | ') })
  const { database } = source
  const path = `ident.sources[${place}].database`
  return {
    id,
    timezone: source.timezone,
    database: {
      server: database.server,
      port: database.port,
      instance: database.instance,
      name: database.name,
      user: database.user,
      password: await resolveSecret(database.password, { environment: environment(), baseDir, path: `${path}.password` }),
      encrypt: database.encrypt,
      legacyTls: database.legacy_tls,
      ...(database.domain === '' ? {} : { domain: database.domain }),
      ...(database.ca_file === '' ? {} : { ca: await readNamed(database.ca_file, baseDir, `${path}.ca_file`) }),
      ...(database.certificate_name === '' ? {} : { certificateName: database.certificate_name }),
    },
    queries: Object.fromEntries(
      Object.entries(source.queries).flatMap(([name, file]) => (file === undefined ? [] : [[name, resolve(baseDir, file)]])),
    ),
    branchFrom: source.branch_from,
    amountFrom: source.amount_from,
    overlapMs: durationMs(ident.overlap),
    firstWindowMs: durationMs(ident.first_window),
    queryTimeoutMs: durationMs(source.query_timeout),
    lockTimeoutMs: durationMs(source.lock_timeout),
    connectTimeoutMs: durationMs(source.connect_timeout),
    readUncommitted: source.read_uncommitted,
    documents,
    clock,
    log,
  }
}

/** A section that the work cannot do without. @throws Problem `config.section-missing` */
export function sectionOf<S extends 'ident' | 'portal'>(config: Config, section: S): NonNullable<Config[S]> {
  const found = config[section]
  if (!found) throw new Problem('config.section-missing', { section, command: 'bxi' })
  return found
}

/** A file that the configuration names. @throws Problem `config.file-unreadable` */
async function readNamed(file: string, baseDir: string, path: string): Promise<string> {
  const place = resolve(baseDir, file)
  try {
    return await readFile(place, 'utf8')
  } catch (error) {
    throw new Problem('config.file-unreadable', { path, file: place, reason: (error as { code?: string }).code ?? 'unknown' }, { cause: error })
  }
}
