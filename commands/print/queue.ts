import { stringify } from 'csv-stringify/sync'
import { dateTimeSeconds, sheetDateTime } from '../../core/instant.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { Ticket } from '../../core/ports/state.ts'
import { keptProblemText, type Lang } from '../../core/problem.ts'
import { causesOf, type QueueGroup } from '../../jobs/queue-list.ts'
import { storyWordsIn } from '../../core/texts/story.ts'
import { problemCodeText } from './entry-text.ts'
import { QUEUE_WORDS } from './queue-words.ts'
import { spanText } from './span.ts'
import { textTable } from './table.ts'

/** One waiting delivery on one line: no row, no lane, nothing personal. */
export interface QueueLine {
  key: string
  partition: string
  state: Ticket['state']
  code: string
  system?: string
  method?: string
  attempts: number
  since: string
  /** Absent when it is buried. */
  nextDue?: string
  version: string
}

/** A screen is no place for ten thousand lines. */
const SHOWN = 100

export function ticketLine(partition: string, { key, state, cause, attempts, firstAt, dueAt, version }: Ticket): QueueLine {
  const { code, system, method } = cause
  return {
    key,
    partition,
    state,
    code,
    ...(system === undefined ? {} : { system }),
    ...(method === undefined ? {} : { method }),
    attempts,
    since: new Date(firstAt).toISOString(),
    ...(state === 'buried' ? {} : { nextDue: new Date(dueAt).toISOString() }),
    version,
  }
}

export function agoText(at: Instant, now: Instant, lang: Lang): string {
  const story = storyWordsIn(lang)
  return story.ago(spanText(now - at, story))
}

/** When a group or a delivery is due next, as people say it. Pure. */
export function nextText(nextDue: Instant | undefined, now: Instant, lang: Lang): string {
  const words = QUEUE_WORDS[lang]
  if (nextDue === undefined) return words.never
  return nextDue <= now ? words.now : words.in(spanText(nextDue - now, storyWordsIn(lang)))
}

export function totalText(groups: readonly QueueGroup[], lang: Lang): string {
  const buried = groups.reduce((sum, group) => sum + group.buried, 0)
  return QUEUE_WORDS[lang].total(groups.reduce((sum, { count }) => sum + count, 0) - buried, buried)
}

/** The queue is empty, or what was asked for is not in it. Pure. */
export function emptyText(others: readonly QueueGroup[], lang: Lang): string {
  const words = QUEUE_WORDS[lang]
  return others.length === 0 ? words.empty : `${words.noneOf(causesOf(others))} ${totalText(others, lang)}`
}

const STATES = ['refused', 'unknown', 'lane', 'buried'] as const

/** What waits, a few lines per cause. Pure. */
export function groupsText(groups: readonly QueueGroup[], now: Instant, lang: Lang): string {
  const words = QUEUE_WORDS[lang]
  const blocks = groups.map((group) => {
    const states = STATES.filter((state) => group[state] > 0).map((state) => `${words.state[state]}: ${group[state]}`)
    const times = `${agoText(group.oldest, now, lang)} → ${nextText(group.nextDue, now, lang)}`
    return [
      [`${group.count}  ${problemCodeText(group.code, storyWordsIn(lang))}`, ...(group.method === undefined ? [] : [group.method])].join(' · '),
      `     ${[...states, times].join(' · ')}`,
      `     ${group.partitions.join(' ')}: ${group.examples.join(' ')}${group.count > group.examples.length ? ' …' : ''}`,
      ...[exampleText(group, lang)].filter(Boolean).map((said) => `     ${said}`),
    ].join('\n')
  })
  return [...blocks, totalText(groups, lang), words.hint].join('\n')
}

/** A group for machines. Pure. */
export function groupJson({ oldest, nextDue, problem, ...group }: QueueGroup, lang: Lang) {
  const why = keptProblemText(problem, lang)?.why
  return {
    ...group,
    oldest: new Date(oldest).toISOString(),
    ...(nextDue === undefined ? {} : { nextDue: new Date(nextDue).toISOString() }),
    ...(why === undefined ? {} : { why }),
  }
}

/** `F1_1045: The portal said: …`, what stopped the first of a group; empty when that was not kept. Pure. */
export function exampleText({ problem, examples: [first = ''] }: Pick<QueueGroup, 'problem' | 'examples'>, lang: Lang): string {
  const why = keptProblemText(problem, lang)?.why
  return why === undefined ? '' : `${first}: ${why}`
}

/** What waits, a line per delivery. Pure. */
export function ticketsText(lines: readonly QueueLine[], lang: Lang, zone: string): string {
  const words = QUEUE_WORDS[lang]
  const local = (iso: string | undefined): string => (iso === undefined ? words.never : dateTimeSeconds(Date.parse(iso), zone))
  const table = textTable(
    words.tickets,
    lines.slice(0, SHOWN).map((line) => ticketCells({ ...line, since: local(line.since), nextDue: local(line.nextDue) }, lang)),
  )
  return [table, ...(lines.length > SHOWN ? [words.more(lines.length - SHOWN)] : [])].join('\n')
}

/** For a spreadsheet: opens in Excel with Cyrillic intact and times as times, and no cell is a formula. Pure. */
export function groupsCsv(groups: readonly QueueGroup[], lang: Lang, zone: string): string {
  const rows = groups.map((group) => [
    group.code,
    group.system ?? '',
    group.method ?? '',
    group.count,
    group.refused,
    group.unknown,
    group.lane,
    group.buried,
    sheetDateTime(group.oldest, zone),
    group.nextDue === undefined ? '' : sheetDateTime(group.nextDue, zone),
    group.partitions.join(' '),
    group.examples.join(' '),
  ])
  return csv(QUEUE_WORDS[lang].groups, rows)
}

export function ticketsCsv(lines: readonly QueueLine[], lang: Lang, zone: string): string {
  const local = (iso: string | undefined): string => (iso === undefined ? '' : sheetDateTime(Date.parse(iso), zone))
  return csv(
    QUEUE_WORDS[lang].tickets,
    lines.map((line) => ticketCells({ ...line, since: local(line.since), nextDue: local(line.nextDue) }, lang)),
  )
}

function ticketCells(line: QueueLine, lang: Lang): (string | number)[] {
  const { key, partition, state, code, system = '', method = '', attempts, since, nextDue = '', version } = line
  return [key, partition, QUEUE_WORDS[lang].state[state], code, system, method, attempts, since, nextDue, version]
}

function csv(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return stringify([[...head], ...rows.map((row) => [...row])], { bom: true, delimiter: ';', escape_formulas: true }).trimEnd()
}
