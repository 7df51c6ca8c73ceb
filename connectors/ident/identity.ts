import { z } from 'zod'
import type { LocalDateTime } from '../../core/ports/clinic.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { DatabaseIdentity } from './cursor.ts'
import type { RowVersion } from './statement.ts'
import { localOf } from './wall-clock.ts'

/** What the database says of itself at the start of a cycle. */
export interface DatabaseMoment {
  identity: DatabaseIdentity
  nowLocal: LocalDateTime
  nowUtc: Instant
  /** Everything below is settled: the smallest version an open transaction still uses, or `dbts` + 1. */
  minActive: RowVersion
  /** The last version given out. */
  dbts: RowVersion
}

const version = z.instanceof(Buffer).refine((bytes) => bytes.length === 8, 'eight bytes')
const shape = z.object({
  server: z.string().nullish(),
  database: z.string(),
  database_id: z.number(),
  create_date: z.date().nullish(),
  now_local: z.date(),
  now_utc: z.date(),
  min_active_rowversion: version,
  dbts: version,
})

export function rowVersionOf(bytes: Buffer): RowVersion {
  return `0x${bytes.toString('hex').toUpperCase()}`
}

export function bytesOf(rowVersion: RowVersion): Buffer {
  return Buffer.from(rowVersion.slice(2), 'hex')
}

/** The row of `identityStatement`, or undefined when it is not that. */
export function parseMoment(row: unknown): DatabaseMoment | undefined {
  const { success, data } = shape.safeParse(row)
  if (!success) return undefined
  return {
    identity: {
      server: data.server ?? '',
      database: data.database,
      databaseId: data.database_id,
      createDate: data.create_date ? localOf(data.create_date) : null,
    },
    nowLocal: localOf(data.now_local),
    nowUtc: data.now_utc.getTime(),
    minActive: rowVersionOf(data.min_active_rowversion),
    dbts: rowVersionOf(data.dbts),
  }
}
