import type { Lang } from '../../core/problem.ts'
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
    const { what, why, next } = problem.text(lang)
    const reason = problem.code === 'alerts.undelivered' ? what : `${what} ${why}`
    return [`  ${failed.padEnd(width)}  ${channel}: ${reason}`, `  ${' '.repeat(width)}  → ${next}`]
  })
  return [...lines, ...(tests.some(({ problem }) => !problem) ? [look] : [])].join('\n')
}

/** `--json`, schema 1 (docs/json.md). Pure. */
export function channelTestsJson(tests: readonly ChannelTest[], exit: number, lang: Lang): string {
  const channels = tests.map(({ problem, ...test }) => {
    const { what = '', next = '' } = problem?.text(lang) ?? {}
    return { ...test, state: problem ? 'failed' : 'sent', ...(problem ? { code: problem.code, what, next } : {}) }
  })
  return JSON.stringify({ schema: 1, exit, channels }, undefined, 2)
}
