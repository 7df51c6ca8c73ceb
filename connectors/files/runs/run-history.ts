import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
import type { OnDamage } from '../../../core/ports/state.ts'
import type { RunHistory, RunQuery, RunRecord } from '../../../core/ports/runs.ts'
import { Problem } from '../../../core/problem.ts'
import { NO_COUNTS } from '../../../core/run-counts.ts'
import type { FilesContext } from '../context.ts'
import { ensureFolder, namesIn, readIfPresent, removeFile, syncFolder } from '../disk/disk.ts'
import { onDisk } from '../disk/errors.ts'
import { eachLine, encodeLine, isTorn, payloadOf } from '../disk/line.ts'

const DAY_MS = 86_400_000
const FILE = /^(\d{4}-\d{2}-\d{2})\.jsonl$/
const LINE_FEED = 10

/**
 * A file a day (of UTC) that every process appends to: each record is one write at the end of the file, so records of several processes stand one
 * after another. What a crash or a full disk tore is closed with a line feed by the next writer and passed by when it is read.
 */
export class FileRunHistory implements RunHistory {
  readonly #folder: string
  readonly #context: FilesContext

  constructor(folder: string, context: FilesContext) {
    this.#folder = folder
    this.#context = context
  }

  async append(record: RunRecord): Promise<void> {
    await this.#context.beforeDurable('run')
    await ensureFolder(this.#folder)
    const name = `${dayOf(record.finishedAt)}.jsonl`
    const path = join(this.#folder, name)
    const isNew = !(await namesIn(this.#folder)).includes(name)
    await onDisk(path, async () => {
      const file = await open(path, 'a+', 0o600)
      try {
        await appendLine(file, encodeLine(record))
      } finally {
        await file.close()
      }
    })
    if (!isNew) return
    await syncFolder(this.#folder)
    await sweepRuns(this.#folder, this.#context)
  }

  async *read(query: RunQuery, onDamage?: OnDamage): AsyncIterable<RunRecord> {
    const { since = -Infinity, until = Infinity } = query
    for (const file of await namesIn(this.#folder)) {
      const day = Date.parse(FILE.exec(file)?.[1] ?? '')
      if (Number.isNaN(day) || day + DAY_MS <= since || day >= until) continue
      const path = join(this.#folder, file)
      yield* recordsIn(await readIfPresent(path), (line) => onDamage?.(new Problem('state.damaged', { file: path, line })))
        .filter((record) => isWantedRun(record, query))
        .sort((a, b) => a.finishedAt - b.finishedAt)
    }
  }
}

/** Days that have records, oldest first. */
export async function daysOfRuns(folder: string): Promise<string[]> {
  return (await namesIn(folder)).flatMap((file) => FILE.exec(file)?.[1] ?? [])
}

/** Days past their time go. */
export async function sweepRuns(folder: string, { clock, keepDays }: Pick<FilesContext, 'clock' | 'keepDays'>): Promise<void> {
  const oldest = dayOf(clock.now() - keepDays * DAY_MS)
  for (const day of await daysOfRuns(folder)) if (day < oldest) await removeFile(join(folder, `${day}.jsonl`))
}

/** One system call, so that nobody else's record stands in the midst of it. */
async function appendLine(file: FileHandle, line: string): Promise<void> {
  const { size } = await file.stat()
  const last = Buffer.alloc(1)
  const isTorn = size > 0 && (await file.read(last, 0, 1, size - 1)).bytesRead === 1 && last[0] !== LINE_FEED
  const bytes = Buffer.from(isTorn ? `\n${line}` : line)
  const { bytesWritten } = await file.write(bytes)
  if (bytesWritten < bytes.length) throw Object.assign(new Error('only a part of the record was written'), { code: 'ENOSPC' })
  await file.datasync()
}

function recordsIn(bytes: Buffer | undefined, onDamage: (line: number) => void): RunRecord[] {
  const records: RunRecord[] = []
  let number = 0
  eachLine(bytes ?? Buffer.alloc(0), (line) => {
    number++
    const payload = payloadOf(line)
    if (payload) records.push(recordIn(payload))
    else if (!isTorn(line)) onDamage(number)
  })
  return records
}

/** An older bxi counted less. */
function recordIn(payload: Buffer): RunRecord {
  const record = JSON.parse(payload.toString()) as RunRecord
  return { ...record, counts: { ...NO_COUNTS, ...record.counts } }
}

function isWantedRun(record: RunRecord, { since = -Infinity, until = Infinity, job, partition }: RunQuery): boolean {
  if (record.finishedAt < since || record.finishedAt >= until) return false
  return (job ?? record.job) === record.job && (partition ?? record.partition) === record.partition
}

function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10)
}
