import { z } from 'zod'
import type { LocalDateTime } from '../../core/ports/clinic.ts'
import type { Cursor } from '../../core/ports/state.ts'
import type { RowVersion } from './statement.ts'

/** What makes a database the one that the cursor speaks of; a restore, a move or a rename changes it. */
export interface DatabaseIdentity {
  server: string
  database: string
  databaseId: number
  /** Wall clock of the server. */
  createDate: LocalDateTime | null
}

/**
 * Where reading of one database goes on. All times are the database's wall clock, never ours.
 *
 * `bound` everything below it is settled and was read; null when row versions are not in use · `stamps` the greatest time stamp that was
 * read · `unsettledSince` an open transaction has kept `bound` where it is since then · `window` the first reading is not finished:
 * receptions planned from `from` on, ids up to `afterId` are done.
 */
export interface IdentCursor {
  v: 1
  identity: DatabaseIdentity
  bound: RowVersion | null
  stamps: LocalDateTime
  unsettledSince?: LocalDateTime
  window?: { from: LocalDateTime; afterId: string | null }
}

const local = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/) as unknown as z.ZodType<LocalDateTime>
const shape = z.object({
  v: z.literal(1),
  identity: z.object({ server: z.string(), database: z.string(), databaseId: z.number(), createDate: local.nullable() }),
  bound: z
    .string()
    .regex(/^0x[0-9A-F]{16}$/)
    .nullable(),
  stamps: local,
  unsettledSince: local.exactOptional(),
  window: z.object({ from: local, afterId: z.string().nullable() }).exactOptional(),
})

/** A stored cursor, or undefined when it is of no shape that we know (another version, another kind of source): then it is void. */
export function parseCursor(cursor: Cursor | undefined): IdentCursor | undefined {
  const parsed = shape.safeParse(cursor)
  return parsed.success ? parsed.data : undefined
}

/** Server names compare without case, as SQL Server itself does. */
export function sameDatabase(a: DatabaseIdentity, b: DatabaseIdentity): boolean {
  return (
    a.server.toLowerCase() === b.server.toLowerCase() &&
    a.database.toLowerCase() === b.database.toLowerCase() &&
    a.databaseId === b.databaseId &&
    a.createDate === b.createDate
  )
}
