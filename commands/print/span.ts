import { percentOf } from '../../core/error-share.ts'
import type { Lang } from '../../core/problem.ts'
import type { StoryWords } from '../../core/texts/story.ts'

/** `40 s`, `12 min`, `3.5 h`, `2 d`: a length of time as people say it. Pure. */
export function spanText(ms: number, { span }: StoryWords): string {
  const seconds = Math.max(0, ms) / 1_000
  if (seconds < 10) return span.seconds(Number(seconds.toFixed(1)))
  if (seconds < 120) return span.seconds(Math.round(seconds))
  if (seconds < 2 * 3_600) return span.minutes(Math.round(seconds / 60))
  if (seconds < 48 * 3_600) return span.hours(Number((seconds / 3_600).toFixed(1)))
  return span.days(Number((seconds / 86_400).toFixed(1)))
}

/** `97.4 %`, rounded down. Pure. */
export function percentText(share: number, lang: Lang): string {
  const percent = String(percentOf(share))
  return `${lang === 'ru' ? percent.replace('.', ',') : percent} %`
}
