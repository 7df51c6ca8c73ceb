import type { AlertMessage, Notifier } from '../../core/ports/alerts.ts'
import { Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'

/** Any application string; without it the portal would not replace the earlier notification of the same tag. */
const CLIENT_ID = 'bxi'

/** The bell of a portal user. A repeated message about one trouble replaces the earlier one there. Needs the scope `im`. */
export function portalNotifier(userId: number, batches: BatchRunner): Notifier {
  const name = `bitrix24:${userId}`
  return {
    name,
    async send({ id, text }: AlertMessage) {
      const params = { USER_ID: userId, MESSAGE: text, TAG: `bxi|${id}`, CLIENT_ID }
      const [result] = await batches.write([{ method: 'im.notify.system.add', params }], async () => undefined)
      if (result?.kind === 'ok' && result.result !== false) return
      const why = result && result.kind !== 'ok' ? result.problem.code : 'no'
      throw new Problem('alerts.undelivered', { channel: name, why }, result && result.kind !== 'ok' ? { cause: result.problem } : {})
    },
  }
}
