import type { Lang } from '../../core/problem.ts'
import type { QueueLeft, RunReport } from '../../core/report.ts'
import type { Reasons } from '../../core/texts/reasons.ts'
import { nextText } from './queue.ts'
import { type DryRun, reportText } from './run-report.ts'

const WORDS = {
  ru: {
    empty: 'В очереди ничего не осталось.',
    none: 'Из-за названной причины (--cause) ничего не ждёт.',
    early: 'Ничему ещё не пора.',
    waiting: (count: number, next: string) => `Ждут доставки: ${count}, ближайшая: ${next}.`,
    nobody: 'некому доставить',
    unconfigured: (names: string) => `Ждущее в ${names} доставлять некому: в настройке этого больше нет. Верните его в настройку.`,
    buried: (count: number) => `Снято и ждёт человека: ${count}.`,
    unreadable: (names: string) => `Сколько ждёт в ${names}, сказать нельзя: состояние повреждено.`,
    sooner: 'Не ждать срока: bxi replay-queue release НОМЕР (или --cause КОД).',
    back: 'Вернуть снятое: bxi replay-queue release НОМЕР.',
  },
  en: {
    empty: 'Nothing is left in the queue.',
    none: 'Nothing waits because of the cause named with --cause.',
    early: 'Nothing is due yet.',
    waiting: (count: number, next: string) => `${count} wait for delivery, the next one: ${next}.`,
    nobody: 'delivered by nobody',
    unconfigured: (names: string) => `Nobody delivers what waits in ${names}: the configuration no longer names it. Put it back there.`,
    buried: (count: number) => `${count} are buried and wait for a person.`,
    unreadable: (names: string) => `What waits in ${names} cannot be told: its state is damaged.`,
    sooner: 'Not to wait: bxi replay-queue release KEY (or --cause CODE).',
    back: 'Take up a buried one again: bxi replay-queue release KEY.',
  },
} as const

/** A run as an operator reads it, and behind a replay how the queue stands. Pure. */
export function replayText(report: RunReport, words: Reasons, dry?: DryRun): string {
  const { queue, finishedAt } = report
  return [reportText(report, words, dry), ...(queue ? [queueLeftText(queue, finishedAt, words.lang)] : [])].join('\n')
}

/** How the queue stands after a replay, and what to type when it did nothing. Pure. */
export function queueLeftText(
  { taken, waiting, buried, suiting, nextDue, unconfigured = [], unreadable = [] }: QueueLeft,
  at: string,
  lang: Lang,
): string {
  const words = WORDS[lang]
  const hidden = unreadable.length > 0 ? words.unreadable(unreadable.join(', ')) : ''
  if (waiting + buried === 0) return hidden === '' ? words.empty : hidden
  const now = Date.parse(at)
  const due = nextDue === undefined ? undefined : Date.parse(nextDue)
  const isEarly = taken === 0 && suiting !== 0 && due !== undefined && due > now
  return [
    suiting === 0 && taken === 0 ? words.none : '',
    isEarly ? words.early : '',
    waiting > 0 ? words.waiting(waiting, due === undefined ? words.nobody : nextText(due, now, lang)) : '',
    unconfigured.length > 0 ? words.unconfigured(unconfigured.join(', ')) : '',
    buried > 0 ? words.buried(buried) : '',
    hidden,
    isEarly ? words.sooner : '',
    buried > 0 && waiting === 0 ? words.back : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}
