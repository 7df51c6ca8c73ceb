import { dateTimeForPeople } from '../../core/instant.ts'
import type { Reasons } from '../../core/texts/reasons.ts'
import { storyWordsIn } from '../../core/texts/story.ts'
import type { DamagedFile } from '../../jobs/damage.ts'
import type { ServiceLevel } from '../../jobs/slo.ts'
import { sourceName } from './source-name.ts'
import { percentText, spanText } from './span.ts'
import { textTable } from './table.ts'

export interface SloReport {
  since: number
  until: number
  levels: readonly ServiceLevel[]
  /** Files that could not be read whole. */
  damaged?: readonly DamagedFile[]
}

/** One line a source; what could not be measured says so. Pure. */
export function sloText({ since, until, levels }: SloReport, { lang }: Reasons, zone: string): string {
  const words = storyWordsIn(lang)
  const none = words.slo.noData
  const span = (ms: number | undefined): string => (ms === undefined ? none : spanText(ms, words))
  const share = (of: number | undefined): string => (of === undefined ? none : percentText(of, lang))
  const rows = levels.map((level) => [
    sourceName(level, levels),
    share(level.availability),
    `${level.served}/${level.due}`,
    span(level.longestGapMs),
    span(level.cycleP95Ms),
    span(level.deliveryP95Ms),
    level.measured,
    share(level.errorShare),
    level.tried,
    level.knownSince === undefined ? none : dateTimeForPeople(level.knownSince, zone),
  ])
  const title = words.slo.title(dateTimeForPeople(since, zone), dateTimeForPeople(until, zone))
  return [title, '', rows.length > 0 ? textTable(words.slo.head, rows) : words.status.noSources, '', ...words.slo.rules].join('\n')
}

/** For machines: what could not be measured is null. */
export function sloJson({ since, until, levels, damaged = [] }: SloReport): string {
  const iso = (at: number): string => new Date(at).toISOString()
  const sources = levels.map((level) => ({
    job: level.job,
    partition: level.partition,
    availability: level.availability ?? null,
    due: level.due,
    served: level.served,
    longestGapMs: level.longestGapMs ?? null,
    runs: level.runs,
    cycleP95Ms: level.cycleP95Ms ?? null,
    deliveryP95Ms: level.deliveryP95Ms === undefined ? null : Math.round(level.deliveryP95Ms),
    measured: level.measured,
    tried: level.tried,
    failed: level.failed,
    errorShare: level.errorShare ?? null,
    knownSince: level.knownSince === undefined ? null : iso(level.knownSince),
  }))
  return JSON.stringify({ schema: 1, since: iso(since), until: iso(until), sources, damaged }, undefined, 2)
}
