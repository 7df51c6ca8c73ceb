import type { Beat, Heartbeat, Notifier } from '../../core/ports/alerts.ts'
import { Problem } from '../../core/problem.ts'
import { deliverJson, type Trust } from './post.ts'

/** Any address that takes JSON; the body is the message with `"schema": 1`. */
export function webhookNotifier({ url, secret }: { url: string; secret?: string }, trust: Trust): Notifier {
  const name = `webhook:${new URL(url).host}`
  return {
    name,
    async send(message) {
      await deliverJson(url, { schema: 1, ...message }, trust, secret, (why) => new Problem('alerts.undelivered', { channel: name, why }))
    },
  }
}

/** The address that notices when bxi falls silent: another bxi (`/agents/<id>`) or any external checker that takes a POST. */
export function heartbeatTo({ url, secret }: { url: string; secret?: string }, trust: Trust): Heartbeat {
  const { host } = new URL(url)
  return {
    async ping(beat: Beat) {
      await deliverJson(url, beat, trust, secret, (why) => new Problem('alerts.no-heartbeat', { host, why }))
    },
  }
}
