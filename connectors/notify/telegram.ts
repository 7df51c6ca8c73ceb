import type { Notifier } from '../../core/ports/alerts.ts'
import { Problem } from '../../core/problem.ts'
import { deliverJson, type Trust } from './post.ts'

export interface TelegramTarget {
  chatId: number
  token: string
  apiRoot: string
}

/** A chat that the shop's bot may write to. The token stands in the address, so the address is never shown. */
export function telegramNotifier({ chatId, token, apiRoot }: TelegramTarget, trust: Trust): Notifier {
  const name = `telegram:${chatId}`
  return {
    name,
    async send({ text }) {
      const url = `${apiRoot.replace(/\/$/, '')}/bot${token}/sendMessage`
      await deliverJson(url, { chat_id: chatId, text }, trust, undefined, (why) => new Problem('alerts.undelivered', { channel: name, why }))
    },
  }
}
