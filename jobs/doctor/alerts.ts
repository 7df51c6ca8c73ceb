import type { Config } from '../../core/config.ts'
import type { Channel } from '../../core/ports/alerts.ts'
import type { Finding } from '../../core/ports/doctor.ts'
import { isProblem } from '../../core/problem.ts'
import { isSecretGiven } from '../../core/secrets.ts'
import { ownLine } from './own-line.ts'

/** Whether people would be told of troubles and of silence. Sends nothing. Pure. */
export function alertFindings({ alerts }: Pick<Config, 'alerts'>, channels: readonly Channel[]): Finding[] {
  return [
    ...channels.map(({ path, opened }): Finding => {
      if (!isProblem(opened)) return ownLine('ok', 'alert-channel', { channel: opened.name })
      return { ...ownLine('failed', 'alert-channel', { channel: path }), code: opened.code, problem: opened }
    }),
    ...heartbeatLines(alerts),
  ]
}

/** The path of an address where another bxi listens. */
const LISTENER = /\/agents\/[^/]+\/?$/

function heartbeatLines({ heartbeat_url: url, heartbeat_secret: secret }: Config['alerts']): Finding[] {
  if (url === '') return [ownLine('warning', 'heartbeat-missing')]
  if (LISTENER.test(new URL(url).pathname) && !isSecretGiven(secret)) return [ownLine('failed', 'heartbeat-unsigned')]
  return [ownLine('ok', 'heartbeat-ok')]
}
