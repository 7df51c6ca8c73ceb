import { localOfInstant } from '../../core/instant.ts'
import type { ClinicNote, ClinicSource, ReceptionPage, ReceptionQuery } from '../../core/ports/clinic.ts'
import type { Instant } from '../../core/ports/clock.ts'
import { Problem } from '../../core/problem.ts'
import { rightsBeyondReading } from './account-check.ts'
import { parseCursor } from './cursor.ts'
import { readDetails } from './details.ts'
import { type DatabaseMoment, parseMoment } from './identity.ts'
import { type KnownColumns, knownColumns } from './known-columns.ts'
import type { ClinicSourceOptions } from './options.ts'
import { loadQueryFiles, type QueryFile, type QueryFiles, type QueryName } from './query-files.ts'
import { FEED_ROWS, type Feed, readPages } from './reading.ts'
import { markReading } from './reading-mark.ts'
import { planReading } from './reading-plan.ts'
import { type Parsed, parseChange, parseId } from './rows.ts'
import { openSession, type Row } from './session.ts'
import type { Manners, Statement } from './statement.ts'
import { changesStatement, identityStatement, receptionsStatement, rowsByIdStatement, wholeStatement, windowStatement } from './statements.ts'

/** Beyond this the clocks of the two hosts differ enough to be told. */
const SKEW_TOLERATED_MS = 120_000

/** Ids of one question; the protocol ends at 2,100 parameters, plans of the server get slow long before. */
const BY_ID_ROWS = 100

/** Planned starts that one question about what exists covers: a busy database answers it in a moment. */
const ALIVE_SPAN_MS = 92 * 86_400_000

/** What one reading needs to know of its database; asked for at its start. */
interface Opened {
  files: QueryFiles
  columns: KnownColumns
  moment: DatabaseMoment
  /** Database clock minus ours. */
  skewMs: number
  /** What the account may do beyond reading. */
  rights: string
}

/** The clinic's database behind the port; nothing is loaded or opened before the first read. */
export function clinicSource(options: ClinicSourceOptions): ClinicSource {
  const { clock, documents } = options
  const session = openSession(options)
  const manners: Manners = { lockTimeoutMs: options.lockTimeoutMs, readUncommitted: options.readUncommitted ?? false }
  const queries: readonly QueryName[] = [
    'changes',
    'changes_window',
    'receptions',
    'services',
    ...(options.amountFrom === 'journal' ? ['journal' as const] : []),
  ]
  let notes: ClinicNote[] = []
  let known: Opened | undefined

  async function open(signal: AbortSignal): Promise<Opened> {
    const files = await loadQueryFiles(options.id, options.queries)
    const { rows } = await session.ask(identityStatement(manners), 'identity', signal)
    const moment = momentOf(rows[0])
    const skewMs = moment.nowUtc - clock.now()
    const columns = await knownColumns(session, moment.identity, files, queries, { ...options, manners }, signal)
    const rights = await rightsBeyondReading(session, moment, { ...options, manners }, signal)
    known = { files, columns, moment, skewMs, rights }
    return known
  }

  async function* changedReceptions(query: ReceptionQuery): AsyncGenerator<ReceptionPage> {
    notes = []
    const unmark = await markReading(documents, options.id)
    try {
      const opened = await open(query.signal)
      if (Math.abs(opened.skewMs) > SKEW_TOLERATED_MS) notes.push({ code: 'clock-skew', params: { seconds: Math.round(opened.skewMs / 1000) } })
      if (opened.rights !== '') notes.push({ code: 'account-can-write', params: { user: options.database.user, rights: opened.rights } })
      const plan = planReading({
        cursor: parseCursor(query.cursor),
        hadCursor: query.cursor !== undefined,
        ...(query.since === undefined ? {} : { since: localOfInstant(query.since, options.timezone) }),
        full: query.full ?? false,
        moment: opened.moment,
        versionsUsable: !manners.readUncommitted && (opened.columns.get('changes')?.has('row_version') ?? false),
        overlapMs: options.overlapMs,
        firstWindowMs: options.firstWindowMs,
      })
      notes.push(...plan.notes)
      yield* readPages(plan, feedOf(opened, query.signal), { pageRows: query.pageRows, now: opened.moment.nowLocal, cursor: query.cursor })
    } finally {
      await unmark()
    }
  }

  function feedOf({ files, columns, skewMs }: Opened, signal: AbortSignal): Feed {
    const ask = async (statement: Statement, file: QueryFile): Promise<readonly Row[]> => (await session.ask(statement, file.file, signal)).rows
    const journal = options.amountFrom === 'journal' ? files.journal : undefined
    const all = <T>(rows: readonly Row[], parse: (row: Row) => Parsed<T>, file: QueryFile): readonly T[] =>
      rows.map((row) => rowOf(parse(row), options.id, file))
    return {
      changes: async (span, after) => {
        const statement = changesStatement(manners, files.changes, columns.get('changes') ?? new Set(), span, after, FEED_ROWS)
        return all(await ask(statement, files.changes), parseChange, files.changes)
      },
      windowIds: async (from, afterId) => {
        const statement = windowStatement(manners, files.changes_window, from, afterId, FEED_ROWS)
        return all(await ask(statement, files.changes_window), parseId, files.changes_window)
      },
      details: async (ids) => {
        const asOf: Instant = clock.now() + skewMs
        const questions = {
          receptions: (some: readonly string[]) => ask(receptionsStatement(manners, files.receptions, some, journal), files.receptions),
          services: (some: readonly string[]) => ask(rowsByIdStatement(manners, files.services, 'reception_id', some), files.services),
        }
        return { ...(await readDetails(questions, ids, options.branchFrom)), asOf }
      },
    }
  }

  function momentOf(row: Row | undefined): DatabaseMoment {
    const moment = parseMoment(row)
    if (moment !== undefined) return moment
    throw new Problem('ident.row', { source: options.id, query: 'identity', file: 'identity', faults: ['the server did not say who it is'] })
  }

  return {
    id: options.id,
    timezone: options.timezone,
    changedReceptions,
    async receptionsByIds(ids, signal) {
      const feed = feedOf(known ?? (await open(signal)), signal)
      const portions: Omit<ReceptionPage, 'cursor'>[] = []
      for (let start = 0; start < ids.length; start += BY_ID_ROWS) portions.push(await feed.details(ids.slice(start, start + BY_ID_ROWS)))
      return {
        receptions: portions.flatMap((portion) => portion.receptions),
        unreadable: portions.flatMap((portion) => portion.unreadable),
        asOf: portions[0]?.asOf ?? clock.now(),
      }
    },
    async aliveReceptions(window, signal) {
      const { files } = known ?? (await open(signal))
      const ids = new Set<string>()
      for (let from = window.from; from < window.to; from += ALIVE_SPAN_MS) {
        const to = Math.min(from + ALIVE_SPAN_MS, window.to)
        const statement = wholeStatement(manners, files.alive, [
          { name: 'from', type: 'datetime', value: localOfInstant(from, options.timezone) },
          { name: 'to', type: 'datetime', value: localOfInstant(to, options.timezone) },
        ])
        const { rows } = await session.ask(statement, files.alive.file, signal)
        for (const row of rows) ids.add(rowOf(parseId(row), options.id, files.alive))
      }
      return ids
    },
    notes: () => notes,
    close: () => session.close(),
  }
}

function rowOf<T>(parsed: Parsed<T>, source: string, file: QueryFile): T {
  if ('row' in parsed) return parsed.row
  throw new Problem('ident.row', { source, query: file.name, file: file.file, faults: parsed.faults })
}
