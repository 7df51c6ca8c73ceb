import type { AlertMessage, Notifier } from '../../core/ports/alerts.ts'
import { Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import type { Command, CommandResult } from './client.ts'

/** Any application string; without it the portal would not replace the earlier notification of the same tag. */
const CLIENT_ID = 'bxi'

/** One line in the bell of a portal user; another one with the same tag takes its place. */
export function notification({ userId, text, tag }: { userId: string | number; text: string; tag: string }): Command {
  return { method: 'im.notify.system.add', params: { USER_ID: userId, MESSAGE: text, TAG: `bxi|${tag}`, CLIENT_ID } }
}

/** The portal answers `false` where it did not take a notification. */
export function isTaken(answer: CommandResult): boolean {
  return answer.kind === 'ok' && answer.result !== false
}

/** The bell of a portal user. A repeated message about one trouble replaces the earlier one there. Needs the scope `im`. */
export function portalNotifier(userId: number, batches: BatchRunner): Notifier {
  const name = `bitrix24:${userId}`
  return {
    name,
    async send({ id, text }: AlertMessage) {
      const [result] = await batches.write([notification({ userId, text, tag: id })], async () => undefined)
      if (result && isTaken(result)) return
      const why = result && result.kind !== 'ok' ? result.problem.code : 'no'
      throw new Problem('alerts.undelivered', { channel: name, why }, result && result.kind !== 'ok' ? { cause: result.problem } : {})
    },
  }
}
