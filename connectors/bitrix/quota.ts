import type { Clock } from '../../core/ports/clock.ts'
import type { PortalQuota } from '../../core/ports/crm.ts'
import type { Log } from '../../core/ports/log.ts'
import { drained } from './bucket.ts'
import { openLedger } from './limiter-ledger.ts'
import { nextDropAt, usedAt } from './operating.ts'

/** What is less used than this is no news. */
const TELLING_SHARE = 0.4

/**
 * What the bxi processes of this host have left of the portal's quotas, from what they told each other; the portal itself is not asked.
 *
 * @param options.tellingShare methods less used than this are left out; default 0.4
 */
export function readQuota(options: {
  webhook: string
  perSecond: number
  burst: number
  operatingLimitSeconds: number
  sharedDir: string
  clock: Clock
  log: Log
  tellingShare?: number
}): PortalQuota {
  const { webhook, burst, operatingLimitSeconds, clock, tellingShare = TELLING_SHARE } = options
  const { host } = new URL(webhook)
  const ledger = openLedger({ ...options, host, rules: options })
  ledger.refresh()
  const now = clock.now()
  const { level } = drained(ledger.bucket, now, options)
  const methods = [...ledger.methods()].map((method) => {
    const account = ledger.operatingOf(method)
    return { method, usedShare: usedAt(account, now) / operatingLimitSeconds, resetAt: nextDropAt(account, now) }
  })
  return {
    host,
    free: Math.max(0, Math.floor(burst - level)),
    burst,
    methods: methods.filter(({ usedShare }) => usedShare >= tellingShare),
  }
}
