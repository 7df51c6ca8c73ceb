import { isProblem, type Lang, type Problem } from '../../core/problem.ts'
import type { ChannelTest } from '../../jobs/alerts/test-channels.ts'

const WORDS = {
  ru: { sent: 'отправлено', failed: 'ошибка', look: 'Посмотрите, дошло ли: bxi знает лишь, что канал сообщение взял.' },
  en: { sent: 'sent', failed: 'FAILED', look: 'See whether it arrived: bxi only knows that the channel took the message.' },
} as const satisfies Record<Lang, object>

/** A line a channel; what has to be changed stands under its line. Pure. */
export function channelTestsText(tests: readonly ChannelTest[], lang: Lang): string {
  const { sent, failed, look } = WORDS[lang]
  const width = Math.max(sent.length, failed.length)
  const lines = tests.flatMap(({ channel, problem }) => {
    if (!problem) return [`  ${sent.padEnd(width)}  ${channel}`]
    const { what, next } = told(problem, lang)
    return [`  ${failed.padEnd(width)}  ${channel}: ${what}`, `  ${' '.repeat(width)}  → ${next}`]
  })
  return [...lines, ...(tests.some(({ problem }) => !problem) ? [look] : [])].join('\n')
}

/** What the channel's own system said, where it is known; a test is not tried again, whatever the problem of a run says. Pure. */
function told(problem: Problem, lang: Lang): { what: string; next: string } {
  const { cause } = problem
  if (isProblem(cause)) return told(cause, lang)
  const { what, why, next } = problem.text(lang)
  return { what: problem.code === 'alerts.undelivered' ? what : `${what} ${why}`, next }
}

/** `--json`, schema 1 (docs/json.md). Pure. */
export function channelTestsJson(tests: readonly ChannelTest[], exit: number, lang: Lang): string {
  const channels = tests.map(({ problem, ...test }) => {
    return { ...test, state: problem ? 'failed' : 'sent', ...(problem ? { code: problem.code, ...told(problem, lang) } : {}) }
  })
  return JSON.stringify({ schema: 1, exit, channels }, undefined, 2)
}
