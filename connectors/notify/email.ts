import type { AlertMessage, Notifier } from '../../core/ports/alerts.ts'
import type { Lang } from '../../core/problem.ts'
import { Problem } from '../../core/problem.ts'

export interface MailTarget {
  address: string
  /** `smtp://user:password@host:587` or `smtps://…`; never shown. */
  smtp: string
  from: string
  lang: Lang
}

const TIMEOUT_MS = 15_000
const SUBJECTS = {
  ru: { raised: 'bxi: нужно внимание', over: 'bxi: снова в порядке', test: 'bxi: проверка связи' },
  en: { raised: 'bxi: needs attention', over: 'bxi: well again', test: 'bxi: a test message' },
} as const satisfies Record<Lang, Record<AlertMessage['state'] | 'test', string>>

/** One letter per message. The message id tells a mail server and a reader that a repeated letter is the same one. */
export function mailNotifier({ address, smtp, from, lang }: MailTarget): Notifier {
  const name = `email:${address.slice(address.indexOf('@') + 1)}`
  return {
    name,
    async send({ text, state, kind, id, at }) {
      const { createTransport } = await import('nodemailer')
      const transport = createTransport(smtp, { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS })
      const messageId = `<${id}.${state}.${at}@bxi>`.replace(/[^\w.@<>-]/g, '-')
      try {
        await transport.sendMail({ from, to: address, subject: SUBJECTS[lang][kind === 'test' ? kind : state], text: `${text}\n`, messageId })
      } catch (error) {
        const { code, responseCode } = error as { code?: string; responseCode?: number }
        throw new Problem('alerts.undelivered', { channel: name, why: [code, responseCode].filter(Boolean).join(' ') || 'smtp' }, { cause: error })
      } finally {
        transport.close()
      }
    },
  }
}
