import { appendFileSync, closeSync, fstatSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../core/folder.ts'
import { shortHash } from '../../core/keys.ts'
import type { Clock, Instant } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { type Bucket, type BucketRules, overflowed, poured } from './bucket.ts'
import { type Account, charged, EMPTY, told } from './operating.ts'

/** The operating-time window of the portal, and the span of one file. */
const PERIOD_MS = 600_000

export interface OperatingTime {
  seconds: number
  resetAt: Instant
}

/** What all processes of this host have told each other about one portal. */
export interface SharedLedger {
  /** Takes in what the others have written. */
  refresh(): void
  readonly bucket: Bucket
  /** Methods whose operating time is known to be used. */
  methods(): Iterable<string>
  operatingOf(method: string): Account
  /** When the portal said that the oldest minute of a method drops out. */
  resetOf(method: string): Instant | undefined
  addRequest(): void
  addRefusal(): void
  /** What commands of ours have cost. */
  addCharge(method: string, seconds: number): void
  /** What the portal told. */
  addOperating(method: string, time: OperatingTime): void
}

export interface LedgerOptions {
  host: string
  rules: BucketRules
  sharedDir: string
  clock: Clock
  log: Log
}

/**
 * Quotas as an append-only file of small records: there is nothing to release, so a killed process costs nothing, and no record is ever moved, so no
 * process can write into a file that another has replaced. A file covers ten minutes; the one before is read too, older ones are deleted.
 *
 * Records: `r <ms>` a request · `q <ms>` a refusal for excess · `c <ms> <method> <seconds>` what commands of ours cost · `o <ms> <method> <seconds>
 * <reset ms>` what the portal told of a method. A line that is none (a torn one) is left out.
 * The calls are synchronous: a look and the record that follows from it must not be divided, and each takes microseconds.
 * When the file cannot be used, this process counts alone and says so once.
 */
export function openLedger({ host, rules, sharedDir, clock, log }: LedgerOptions): SharedLedger {
  const folder = join(sharedDir, 'limits')
  const prefix = `portal-${shortHash(host)}-`
  const offsets = new Map<number, { length: number; rest: string }>()
  const accounts = new Map<string, Account>()
  const resets = new Map<string, Instant>()
  let bucket: Bucket = { level: 0, at: 0 }
  let isShared = true

  const take = (line: string): void => {
    const [kind, when, method = '', seconds, resetAt] = line.split(' ')
    const at = Number(when)
    // A record from a clock that ran far ahead would fill the bucket for ever.
    if (!Number.isFinite(at) || at > clock.now() + PERIOD_MS) return
    if (kind === 'r') bucket = poured(bucket, at, rules)
    else if (kind === 'q') bucket = overflowed(bucket, at, rules)
    else if (kind === 'c' && isAmount(seconds)) accounts.set(method, charged(accounts.get(method) ?? EMPTY, at, Number(seconds)))
    else if (kind === 'o' && isAmount(seconds) && isAmount(resetAt)) {
      accounts.set(method, told(accounts.get(method) ?? EMPTY, at, Number(seconds), Number(resetAt)))
      resets.set(method, Number(resetAt))
    }
  }
  const pathOf = (period: number): string => join(folder, `${prefix}${period}`)
  const periodNow = (): number => Math.floor(clock.now() / PERIOD_MS)

  const readNew = (period: number): void => {
    const known = offsets.get(period) ?? { length: 0, rest: '' }
    const { text, length } = readFrom(pathOf(period), known.length)
    const lines = (known.rest + text).split('\n')
    offsets.set(period, { length, rest: lines.pop() ?? '' })
    for (const line of lines) take(line)
  }
  /** Does it with the shared file, or without from the first failure on. */
  const shared = (work: () => void, alone: () => void): void => {
    try {
      if (isShared) return work()
    } catch (error) {
      isShared = false
      log.warn(
        { code: (error as NodeJS.ErrnoException).code, file: pathOf(periodNow()) },
        'the shared count of requests cannot be used; this process counts alone',
      )
    }
    alone()
  }
  const add = (line: string): void =>
    shared(
      () => appendFileSync(pathOf(periodNow()), `${line}\n`, { mode: 0o600 }),
      () => take(line),
    )
  const refresh = (): void =>
    shared(
      () => {
        const period = periodNow()
        for (const old of offsets.keys()) if (old < period - 1) offsets.delete(old)
        readNew(period - 1)
        readNew(period)
      },
      () => undefined,
    )

  shared(
    () => {
      makeFolder(folder)
      const old = readdirSync(folder).filter((name) => name.startsWith(prefix) && Number(name.slice(prefix.length)) < periodNow() - 2)
      for (const name of old) rmSync(join(folder, name), { force: true })
    },
    () => undefined,
  )
  return {
    refresh,
    get bucket() {
      return bucket
    },
    methods: () => accounts.keys(),
    operatingOf: (method) => accounts.get(method) ?? EMPTY,
    resetOf: (method) => resets.get(method),
    addRequest: () => add(`r ${clock.now()}`),
    addRefusal: () => add(`q ${clock.now()}`),
    addCharge: (method, seconds) => add(`c ${clock.now()} ${method} ${Math.round(seconds * 1_000) / 1_000}`),
    addOperating: (method, { seconds, resetAt }) => add(`o ${clock.now()} ${method} ${seconds} ${Math.round(resetAt)}`),
  }
}

/** A torn line may end in half a number or in none. */
function isAmount(text: string | undefined): boolean {
  return text !== undefined && text !== '' && Number.isFinite(Number(text))
}

/** The bytes of a file behind `offset`; nothing when there is no file yet. */
function readFrom(path: string, offset: number): { text: string; length: number } {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: '', length: offset }
    throw error
  }
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - offset))
    const count = bytes.length === 0 ? 0 : readSync(file, bytes, 0, bytes.length, offset)
    return { text: bytes.toString('latin1', 0, count), length: offset + count }
  } finally {
    closeSync(file)
  }
}
