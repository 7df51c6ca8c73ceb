import { z } from 'zod'
import { instantOfLocal } from '../../core/instant.ts'
import { Problem } from '../../core/problem.ts'
import { askRights } from './account-check.ts'
import type { Examination, HealthCheck } from './examination.ts'
import { type DatabaseMoment, parseMoment } from './identity.ts'
import { identityStatement, serverStatement } from './statements.ts'

/** Beyond this a clock is wrong rather than late. */
const CLOCK_TOLERATED_MS = 120_000

export async function checkConnection(examination: Examination): Promise<HealthCheck[]> {
  const { options, session, manners, signal } = examination
  const startedAt = options.clock.now()
  const { rows } = await session.ask(identityStatement(manners), 'identity', signal)
  const endedAt = options.clock.now()
  const moment = parseMoment(rows[0])
  if (moment === undefined)
    throw new Problem('ident.row', { source: options.id, query: 'identity', file: 'identity', faults: ['the server did not say who it is'] })
  examination.moment = moment
  examination.skewMs = moment.nowUtc - endedAt
  const tls = session.tls()
  return [
    {
      check: 'connect',
      state: tls === undefined && options.database.encrypt === 'on' ? 'warning' : 'ok',
      facts: {
        ms: endedAt - startedAt,
        encrypted: tls !== undefined,
        tls: tls ?? '',
        server: moment.identity.server,
        database: moment.identity.database,
      },
    },
  ]
}

const serverRow = z.object({
  ...{ version: z.string(), edition: z.string(), collation_name: z.string().nullable(), compatibility_level: z.number() },
  ...{ read_committed_snapshot: z.boolean(), snapshot_isolation_state: z.number() },
})

export async function checkServer({ options, session, manners, signal }: Examination): Promise<HealthCheck[]> {
  const { rows } = await session.ask(serverStatement(manners), 'server', signal)
  const { success, data } = serverRow.safeParse(rows[0])
  if (!success) throw new Problem('ident.row', { source: options.id, query: 'server', file: 'server', faults: ['the server did not say what it is'] })
  const { version, edition, collation_name: collation, compatibility_level: compatibilityLevel } = data
  const facts = {
    version,
    edition,
    collation: collation ?? '',
    compatibilityLevel,
    readCommittedSnapshot: data.read_committed_snapshot,
    snapshotAllowed: data.snapshot_isolation_state === 1,
  }
  // 10.50 is 2008 R2
  return [{ check: 'server', state: Number.parseFloat(version) >= 10.5 ? 'ok' : 'warning', facts }]
}

/** Two questions: does the server's clock agree with ours, and is the configured zone the one of its wall clock. */
export function clockOf({ options, moment, skewMs = 0 }: Examination): HealthCheck {
  const { nowLocal, nowUtc } = moment as DatabaseMoment
  const zoneErrorMs = instantOfLocal(nowLocal, options.timezone) - nowUtc
  const isRight = Math.abs(skewMs) <= CLOCK_TOLERATED_MS && Math.abs(zoneErrorMs) <= CLOCK_TOLERATED_MS
  const facts = {
    databaseTime: nowLocal,
    timezone: options.timezone,
    skewSeconds: Math.round(skewMs / 1000),
    zoneErrorMinutes: Math.round(zoneErrorMs / 60_000),
  }
  return { check: 'clock', state: isRight ? 'ok' : 'warning', facts }
}

export async function checkAccount({ options, session, manners, signal }: Examination): Promise<HealthCheck[]> {
  const rights = await askRights(session, manners, signal)
  return [{ check: 'account', state: rights === '' ? 'ok' : 'warning', facts: { user: options.database.user, rights } }]
}
