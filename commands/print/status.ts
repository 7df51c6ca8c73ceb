import { dateTimeSeconds, timeForPeople } from '../../core/instant.ts'
import { isProblemCode } from '../../core/problem.ts'
import type { Reasons } from '../../core/texts/reasons.ts'
import { type StoryWords, storyWordsIn } from '../../core/texts/story.ts'
import { type Finding, isRed, type SourceStanding, type Standing, type Tone } from '../../jobs/standing.ts'
import { problemCodeText } from './entry-text.ts'
import { sourceName } from './source-name.ts'
import { percentText, spanText } from './span.ts'
import { textTable } from './table.ts'

const NONE = '—'

/** A line of a report, and how bad it is. */
export interface StatusLine {
  text: string
  tone?: Tone | 'good' | 'title'
}

/** Problems first, then one line a source, then what is left of the portal's quota. Pure. */
export function statusLines(standing: Standing, { lang }: Reasons, zone: string): StatusLine[] {
  const words = storyWordsIn(lang)
  const findings = [
    ...standing.sources.flatMap((source) => source.findings.map((finding) => ({ finding, about: sourceName(source, standing.sources) }))),
    ...standing.findings.map((finding) => ({ finding, about: '' })),
  ].sort((a, b) => Number(b.finding.tone === 'red') - Number(a.finding.tone === 'red'))
  const rows = standing.sources.map((source) => rowOf(source, sourceName(source, standing.sources), standing.at, lang))
  return [
    { text: words.status.title(dateTimeSeconds(standing.at, zone)), tone: 'title' },
    { text: '' },
    ...(findings.length === 0 ? [{ text: words.status.well, tone: 'good' } as const] : [{ text: words.status.attention }]),
    ...together(findings).map(({ finding, about }) => ({ text: findingText(finding, about, words), tone: finding.tone })),
    { text: '' },
    ...(rows.length > 0 ? textTable(words.status.head, rows).split('\n') : [words.status.noSources]).map((text) => ({ text })),
    ...standing.sources.flatMap(({ partition, holder }, at): StatusLine[] =>
      holder && standing.sources.findIndex((other) => other.partition === partition) === at
        ? [{ text: words.status.working(partition, holder.job, holder.pid, spanText(standing.at - holder.since, words)) }]
        : [],
    ),
    ...portalLines(standing, lang, zone),
  ]
}

export function statusText(standing: Standing, reasons: Reasons, zone: string): string {
  return statusLines(standing, reasons, zone)
    .map(({ text }) => text)
    .join('\n')
}

/** What several sources have in common is one line. */
function together(findings: readonly { finding: Finding; about: string }[]): { finding: Finding; about: string }[] {
  const lines = new Map<string, { finding: Finding; about: string }>()
  for (const { finding, about } of findings) {
    const same = JSON.stringify([finding.tone, finding.code, finding.params])
    const before = lines.get(same)
    lines.set(same, { finding, about: before ? `${before.about}, ${about}` : about })
  }
  return [...lines.values()]
}

/** `! ident-visits@east: silent for 14 min …`; `!` somebody is needed now, `·` worth a look. */
function findingText({ tone, code, params }: Finding, about: string, words: StoryWords): string {
  const problem = typeof params.problem === 'string' && isProblemCode(params.problem) ? { problem: problemCodeText(params.problem, words) } : {}
  const sentence = words.finding[code]({ ...params, ...problem })
  return `  ${tone === 'red' ? '!' : '·'} ${about === '' ? '' : `${about}: `}${sentence}`
}

function rowOf(
  { last, lagMs, day, queue, forPerson, isIncomplete }: SourceStanding,
  name: string,
  at: number,
  lang: Reasons['lang'],
): (string | number)[] {
  const words = storyWordsIn(lang)
  const { status } = words
  // What could not be read may hold more.
  const told = (count: number | undefined): string | number => (isIncomplete ? `${count ?? ''}?` : (count ?? NONE))
  const runs = day.runs === 0 ? NONE : `${percentText(day.well / day.runs, lang)} (${day.well}/${day.runs})`
  const delivered = day.tried === 0 ? `${day.applied}` : `${day.applied}, ${percentText(1 - day.failed / day.tried, lang)}`
  return [
    name,
    last ? words.ago(spanText(at - last.finishedAt, words)) : status.never,
    last ? endedText(last, words) : NONE,
    lagMs === undefined ? NONE : spanText(lagMs, words),
    runs,
    delivered,
    told(queue?.waiting),
    told(queue?.buried),
    told(forPerson),
  ]
}

function endedText({ exit, stop }: { exit: number; stop?: string }, words: StoryWords): string {
  if (stop !== undefined) return words.status.ended.stopped
  if (exit === 1) return words.status.ended.buried
  return exit === 0 ? words.status.ended.well : words.status.ended.waits
}

function portalLines({ portal, portalProblem }: Standing, lang: Reasons['lang'], zone: string): StatusLine[] {
  const { status } = storyWordsIn(lang)
  if (portalProblem) return [{ text: '' }, { text: status.noQuota(portalProblem.text(lang).what) }]
  if (!portal) return []
  const resting = portal.methods.map(({ method, usedShare, resetAt }) =>
    status.resting(method, Math.round(100 * usedShare), timeForPeople(resetAt, zone)),
  )
  return [{ text: '' }, { text: status.portal(portal.host, portal.free, portal.burst) }, ...resting.map((text) => ({ text }))]
}

/** For monitors: codes and numbers, moments as ISO. */
export function statusJson(standing: Standing, { lang }: Reasons): string {
  const words = storyWordsIn(lang)
  const iso = (at: number): string => new Date(at).toISOString()
  const said = (findings: readonly Finding[]) => findings.map((finding) => ({ ...finding, text: findingText(finding, '', words).slice(4) }))
  return JSON.stringify(
    {
      schema: 1,
      at: iso(standing.at),
      red: isRed(standing),
      findings: said(standing.findings),
      sources: standing.sources.map(({ findings, last, holder, queue, forPerson, ...source }) => ({
        ...source,
        queue: queue ?? null,
        forPerson: forPerson ?? null,
        last: last ? { ...last, scheduledAt: iso(last.scheduledAt), startedAt: iso(last.startedAt), finishedAt: iso(last.finishedAt) } : null,
        ageMs: last ? standing.at - last.finishedAt : null,
        holder: holder ? { ...holder, since: iso(holder.since) } : null,
        findings: said(findings),
      })),
      portal: standing.portal
        ? { ...standing.portal, methods: standing.portal.methods.map((method) => ({ ...method, resetAt: iso(method.resetAt) })) }
        : null,
      damaged: standing.damaged,
    },
    undefined,
    2,
  )
}
