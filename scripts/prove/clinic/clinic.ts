import type { ClinicSource, Reception } from '../../../core/ports/clinic.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import { fakeClinic, type FakeClinic } from '../../../fixtures/fakes/clinic.ts'
import type { SimProcess } from '../sim/process.ts'

const QUERY_MS = 5
/** Rows that every read gives again, as a window behind a time-stamp cursor does. */
const OVERLAP_ROWS = 2

/** A clinic whose staff work while bxi runs. */
export interface ProofClinic {
  id: string
  /** Every reception as it is now, in the order of their first change. */
  receptions(): Promise<readonly Reception[]>
  /** How many there were. */
  readonly changes: number
  change(id: string, fields: Partial<Reception>): void
  seenBy(process: SimProcess): ClinicSource
}

export function proofClinic(id: string, clock: Clock): ProofClinic {
  const clinic: FakeClinic = fakeClinic({ id, clock })
  const ids = new Set<string>()
  let changes = 0
  return {
    id,
    receptions: async () => (await clinic.receptionsByIds([...ids], new AbortController().signal)).receptions,
    get changes() {
      return changes
    },
    change(reception, fields) {
      changes++
      clinic.change(reception, fields)
      ids.add(reception)
    },
    seenBy: (process) => ({
      id,
      timezone: clinic.timezone,
      async *changedReceptions(query) {
        await process.clock.sleep(QUERY_MS)
        const cursor = query.cursor === undefined ? undefined : Math.max(0, Number(query.cursor) - OVERLAP_ROWS)
        for await (const page of clinic.changedReceptions({ ...query, cursor })) {
          await process.clock.sleep(QUERY_MS)
          // A page has no order of its own: its rows come as the database likes.
          yield { ...page, receptions: shuffled(page.receptions, process) }
        }
      },
      async receptionsByIds(wanted, signal) {
        await process.clock.sleep(QUERY_MS)
        return clinic.receptionsByIds(wanted, signal)
      },
      async aliveReceptions(window, signal) {
        await process.clock.sleep(QUERY_MS)
        return clinic.aliveReceptions(window, signal)
      },
      notes: () => clinic.notes(),
      close: () => clinic.close(),
    }),
  }
}

function shuffled<T>(items: readonly T[], { random }: SimProcess): T[] {
  const left = [...items]
  return items.map(() => left.splice(Math.floor(random.next() * left.length), 1)[0] as T)
}
