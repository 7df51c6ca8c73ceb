import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { LocalDateTime, ReceptionPage } from '../../core/ports/clinic.ts'
import type { Cursor } from '../../core/ports/state.ts'
import { suite } from '../../fixtures/suite.ts'
import { type IdentCursor, parseCursor } from './cursor.ts'
import { FEED_ROWS, type Feed, readPages } from './reading.ts'
import { planReading } from './reading-plan.ts'
import type { Change } from './rows.ts'
import { shiftLocal } from './wall-clock.ts'

const pages = suite('pages of a cycle')
const START = '2026-01-30T10:00:00.000' as LocalDateTime
const identity = { server: 'S', database: 'PZ', databaseId: 5, createDate: START }
const version = (n: number): string => `0x${n.toString(16).toUpperCase().padStart(16, '0')}`
const at = (minutes: number): LocalDateTime => shiftLocal(START, minutes * 60_000)

/** A database of receptions that counts versions; stamps of other tables come with them. */
class Clinic {
  dbts = 0
  minutes = 0
  readonly versions = new Map<string, number>()
  readonly stamps: Change[] = []
  readonly log: string[] = []

  write(id: string): void {
    this.versions.set(id, ++this.dbts)
  }
  touchOrder(id: string): void {
    this.stamps.push({ id, changedAt: at(this.minutes) })
  }
  feed(): Feed {
    return {
      changes: async (span, after) => {
        const stamped = this.stamps.filter((row) => (row.changedAt as string) >= span.since)
        const versioned = [...this.versions]
          .map(([id, n]) => ({ id, version: version(n) }))
          .filter((row) => span.versions && row.version >= span.versions.from && row.version < span.versions.to)
        const order = (row: Change): string => `${row.version ?? ''}|${row.changedAt ?? ''}|${row.id.padStart(6, '0')}`
        const place = after && ('version' in after ? `${after.version}||${after.id.padStart(6, '0')}` : `|${after.at}|${after.id.padStart(6, '0')}`)
        const rows = [...stamped, ...versioned].sort((a, b) => (order(a) < order(b) ? -1 : 1))
        return rows.filter((row) => place === undefined || order(row) > place).slice(0, FEED_ROWS)
      },
      windowIds: async (_, afterId) =>
        [...this.versions.keys()]
          .map(Number)
          .sort((a, b) => a - b)
          .filter((id) => afterId === null || id > Number(afterId))
          .slice(0, FEED_ROWS)
          .map(String),
      details: async (ids) => {
        this.log.push(...ids)
        return { receptions: ids.map((id) => ({ id, services: [] })), unreadable: [], asOf: 0 }
      },
    }
  }
  read(cursor: Cursor | undefined, given: { pageRows?: number; since?: LocalDateTime } = {}): AsyncGenerator<ReceptionPage> {
    const moment = { identity, nowLocal: at(this.minutes), nowUtc: 0, minActive: version(this.dbts + 1), dbts: version(this.dbts) }
    const plan = planReading({
      ...{
        cursor: parseCursor(cursor),
        hadCursor: cursor !== undefined,
        full: false,
        moment,
        versionsUsable: true,
        overlapMs: 15 * 60_000,
        firstWindowMs: 0,
      },
      ...(given.since === undefined ? {} : { since: given.since }),
    })
    return readPages(plan, this.feed(), { pageRows: given.pageRows ?? 2, now: at(this.minutes), cursor })
  }
}

async function all(reading: AsyncGenerator<ReceptionPage>): Promise<ReceptionPage[]> {
  const found: ReceptionPage[] = []
  for await (const page of reading) found.push(page)
  return found
}
const cursorOf = (page: ReceptionPage | undefined): IdentCursor => page?.cursor as IdentCursor
const idsOf = (page: ReceptionPage | undefined): string[] => (page?.receptions ?? []).map((one) => one.id)

pages('the first reading comes in pages by id, and the last page ends it with the bound', async () => {
  const clinic = new Clinic()
  for (const id of ['3', '1', '2']) clinic.write(id)
  const found = await all(clinic.read(undefined))
  assert.equal(found.map(idsOf), [['1', '2'], ['3'], []])
  assert.equal(cursorOf(found[0]).window?.afterId, '2')
  assert.equal(found.at(-1)?.cursor, { v: 1, identity, bound: version(4), stamps: START })
})

pages('an idle cycle yields no page when nothing at all has moved', async () => {
  const clinic = new Clinic()
  clinic.write('1')
  const cursor = (await all(clinic.read(undefined))).at(-1)?.cursor
  assert.equal(await all(clinic.read(cursor)), [])
})

pages('a bound that moved through other tables yields an empty page, so that it is kept', async () => {
  const clinic = new Clinic()
  const cursor = (await all(clinic.read(undefined))).at(-1)?.cursor
  clinic.dbts += 40
  const found = await all(clinic.read(cursor))
  assert.equal(found.map(idsOf), [[]])
  assert.is(cursorOf(found[0]).bound, version(41))
})

pages('a reception that changed for two reasons is read once in a cycle', async () => {
  const clinic = new Clinic()
  const cursor = (await all(clinic.read(undefined))).at(-1)?.cursor
  clinic.write('7')
  clinic.touchOrder('7')
  clinic.touchOrder('7')
  const found = await all(clinic.read(cursor))
  assert.equal(found.flatMap(idsOf), ['7'])
})

pages('more rows than one question answers are read by several questions', async () => {
  const clinic = new Clinic()
  const cursor = (await all(clinic.read(undefined))).at(-1)?.cursor
  for (let id = 1; id <= FEED_ROWS * 2 + 5; id++) {
    if (id % 2) clinic.write(String(id))
    else clinic.touchOrder(String(id))
  }
  const found = await all(clinic.read(cursor, { pageRows: 300 }))
  assert.is(new Set(found.flatMap(idsOf)).size, FEED_ROWS * 2 + 5)
})

pages('--since reads changes and then planned receptions once, and hands back the cursor untouched', async () => {
  const clinic = new Clinic()
  for (const id of ['1', '2', '3']) clinic.write(id)
  clinic.touchOrder('2')
  const found = await all(clinic.read({ old: true }, { since: START }))
  assert.equal(found.flatMap(idsOf), ['2', '1', '3'])
  for (const page of found) assert.equal(page.cursor, { old: true })
})

type Event = { kind: 'write' | 'order'; id: number } | { kind: 'read'; pagesBeforeCrash: number }
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constantFrom('write' as const, 'order' as const), id: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('read' as const), pagesBeforeCrash: fc.integer({ min: 0, max: 4 }) }),
)

pages('however often reading crashes between pages, no change is passed over', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40, size: 'max' }), async (events) => {
      const clinic = new Clinic()
      let cursor: Cursor | undefined
      /** Receptions whose latest change has not been delivered yet. */
      const owed = new Set<string>()
      const read = async (limit: number): Promise<void> => {
        let left = limit
        for await (const page of clinic.read(cursor, { pageRows: 2 })) {
          if (left-- === 0) return
          for (const id of idsOf(page)) owed.delete(id)
          cursor = JSON.parse(JSON.stringify(page.cursor))
        }
      }
      for (const one of events) {
        clinic.minutes += 10
        if (one.kind === 'read') await read(one.pagesBeforeCrash)
        else {
          const id = String(one.id)
          if (one.kind === 'order' && clinic.versions.has(id)) clinic.touchOrder(id)
          else clinic.write(id)
          owed.add(id)
        }
      }
      await read(Number.POSITIVE_INFINITY)
      // an unfinished first window is followed by the changes since its bound
      await read(Number.POSITIVE_INFINITY)
      assert.equal([...owed], [])
    }),
    { numRuns: 300 },
  )
})

pages.run()
