import type { BackupManifest, BackupResult, PruneResult, RestoreResult, StateSurvey } from '../../core/ports/care.ts'
import { dateTimeSeconds } from '../../core/instant.ts'
import type { Lang, Problem } from '../../core/problem.ts'
import { problemText } from './problem.ts'
import { sizeText, STATE_WORDS } from './state-words.ts'
import { textTable } from './table.ts'

/** Of torn lines so many are named in words; all of them in JSON. */
const SHOWN = 10

export function surveyText({ files, bytes, torn, faults }: StateSurvey, dir: string, lang: Lang): string {
  const words = STATE_WORDS[lang]
  const size = sizeText(bytes, lang)
  const places = torn.map(({ file, line }) => `${file}:${line}`)
  return [
    faults.length === 0 ? words.whole(dir, files, size) : words.harmed(dir, files, size, faults.length),
    ...faults.map((fault) => `\n${problemText(fault, lang)}`),
    ...(places.length > 0 ? [words.torn([...places.slice(0, SHOWN), ...(places.length > SHOWN ? ['…'] : [])].join(', '))] : []),
  ].join('\n')
}

export function surveyJson({ files, bytes, torn, faults }: StateSurvey, dir: string, exit: number, lang: Lang): string {
  const told = faults.map((fault) => ({ code: fault.code, ...(fault.params as { file?: string; line?: number }), ...fault.text(lang) }))
  return json({ exit, dir, files, bytes, torn, faults: told })
}

export function backupText({ files, madeAt, leftovers }: BackupResult, file: string, lang: Lang, zone: string): string {
  const words = STATE_WORDS[lang]
  return [
    words.backup(file, files.length, sizeText(bytesOf(files), lang), dateTimeSeconds(madeAt, zone)),
    ...(leftovers.removed.length > 0 ? [words.halfMade(leftovers.removed.join(', '))] : []),
    ...(leftovers.kept.length > 0 ? [words.halfMadeKept(leftovers.kept.join(', '))] : []),
  ].join('\n')
}

export function backupJson({ files, madeAt, leftovers }: BackupResult, file: string): string {
  return json({ file, madeAt: iso(madeAt), files: files.length, bytes: bytesOf(files), leftovers })
}

export function restoreText({ madeAt, keptAt, lookFirst, inboxes }: RestoreResult, dir: string, lang: Lang, zone: string): string {
  const words = STATE_WORDS[lang]
  return [
    words.restored(dir, dateTimeSeconds(madeAt, zone)),
    words.lookFirst(lookFirst),
    keptAt === undefined ? words.notKept : words.kept(keptAt),
    ...(inboxes.carried > 0 ? [words.carried(inboxes.carried)] : []),
    ...(inboxes.unreadable.length > 0 ? [words.unreadable(inboxes.unreadable.join(', '))] : []),
    words.next,
  ].join('\n')
}

export function restoreJson({ madeAt, keptAt, lookFirst, inboxes }: RestoreResult, dir: string): string {
  return json({ dir, madeAt: iso(madeAt), keptAt: keptAt ?? null, lookFirst, inboxes })
}

export function pruneText({ days, leftovers, keptStates, logs }: PruneResult & { logs: readonly string[] }, keepDays: number, lang: Lang): string {
  const words = STATE_WORDS[lang]
  const removed = words.pruned(days.length, keepDays, logs.length, leftovers.length)
  return [removed, ...(keptStates.length > 0 ? [words.keptStates(keptStates.join(', '))] : [])].join('\n')
}

export function pruneJson({ days, leftovers, keptStates, logs }: PruneResult & { logs: readonly string[] }): string {
  return json({ days, logs, leftovers, keptStates })
}

/** A partition whose files were made smaller, sizes in bytes. */
export interface Compacted {
  partition: string
  before?: number
  after?: number
  /** It is being worked on. */
  held?: Problem<'lease.held'>
}

export function compactText(done: readonly Compacted[], lang: Lang): string {
  const words = STATE_WORDS[lang]
  const size = (bytes: number | undefined): string => (bytes === undefined ? '' : sizeText(bytes, lang))
  const rows = done.map(({ partition, before, after, held }) => [
    partition,
    held ? words.busy(held.params.job, held.params.pid) : size(before),
    size(after),
  ])
  return textTable(words.compactHead, rows)
}

export function compactJson(done: readonly Compacted[], exit: number): string {
  const partitions = done.map(({ partition, before, after, held }) => ({
    partition,
    before: before ?? null,
    after: after ?? null,
    holder: held ? { job: held.params.job, pid: held.params.pid, host: held.params.host } : null,
  }))
  return json({ exit, partitions })
}

function json(value: object): string {
  return JSON.stringify({ schema: 1, ...value }, undefined, 2)
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function bytesOf(files: BackupManifest['files']): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
