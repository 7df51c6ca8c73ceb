import type { Notifier } from '../../core/ports/alerts.ts'
import type { Clock, Random } from '../../core/ports/clock.ts'
import type { BacklogCrm, Crm, PortalInstaller } from '../../core/ports/crm.ts'
import type { PortalDoctor } from '../../core/ports/portal-health.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Documents } from '../../core/ports/state.ts'
import type { Post } from '../http.ts'
import { batchRunner } from './batches.ts'
import { openClient } from './client.ts'
import { find } from './find.ts'
import { portalHealth } from './health.ts'
import { installIdent } from './install.ts'
import type { TrafficClass } from './bucket.ts'
import { openLimiter } from './limiter.ts'
import { openLedger } from './limiter-ledger.ts'
import { portalNotifier } from './notify.ts'
import { perform } from './perform.ts'
import { referenceReader } from './reference.ts'
import { openSpeed } from './speed.ts'
import { usesOfContacts } from './uses.ts'
import { fieldNames } from './visit-fields.ts'

export interface PortalConnectorOptions {
  /** `https://<host>/rest/<user>/<secret>/` */
  webhook: string
  /** Name or id of the deal funnel. */
  funnel: string
  stages: Readonly<Partial<Record<string, string>>>
  /** Our field → the portal's field name, where an administrator renamed one. */
  fields?: Readonly<Partial<Record<string, string>>>
  perSecond: number
  burst: number
  parallel: number
  operatingLimitSeconds: number
  /** Above the server's cut-off: a time-out of ours then means that the server gave up too. */
  timeoutMs: number
  documents: Documents
  /** Shared by all bxi processes of this host. */
  sharedDir: string
  trafficClass: TrafficClass
  userAgent?: string
  originator?: string
  /** PEM of an authority to trust beside the system's. */
  ca?: string
  /** `http://[user:password@]host:port` */
  proxy?: string
  /** Default: over the network. */
  post?: Post
  clock: Clock
  random: Random
  log: Log
}

/** A portal, and the same portal for work that can wait: its requests keep half of the bucket and a part of every method's time free for the others. */
export interface Portal extends Crm, PortalInstaller, PortalDoctor {
  backlog(): BacklogCrm
  notifier(userId: number): Notifier
}

export { readQuota } from './quota.ts'

/** A Bitrix24 portal behind its inbound webhook. Opens no connection before it is asked something. */
export function openPortal(options: PortalConnectorOptions): Portal {
  const { clock, random, log, documents, funnel, stages } = options
  const webhook = options.webhook.endsWith('/') ? options.webhook : `${options.webhook}/`
  const { host, origin: address } = new URL(webhook)
  const originator = options.originator ?? 'bxi-ident'
  const names = fieldNames(options.fields)
  const ledger = openLedger({ ...options, host, rules: options })
  const speed = openSpeed({ host, documents, log })
  const { timeoutMs, parallel, userAgent = 'bxi', ca, proxy, post } = options

  const as = (trafficClass: TrafficClass) => {
    const limiter = openLimiter({ ...options, host, ledger, trafficClass })
    const reached = { ...(ca ? { ca } : {}), ...(proxy ? { proxy } : {}), ...(post ? { post } : {}) }
    const client = openClient({ webhook, timeoutMs, userAgent, limiter, speed, clock, random, log, ...reached })
    const batches = batchRunner(client, speed, { parallel, timeoutMs })
    const reference = referenceReader({ batches, documents, names, clock, log, host, funnel })
    const crm: Crm = {
      reference: ({ fresh } = {}) => reference(fresh),
      find: (question) => find(question, { host, batches, names, originator, reference: () => reference(), log }),
      usesOfContacts: (ids) => usesOfContacts(ids, { batches, names }),
      async perform(rows, sending) {
        const outcomes = await perform(rows, sending, { host, address, batches, names, originator, reference: () => reference() })
        // a stage or a field may have been deleted since the portal was last asked what it is like
        if (outcomes.some(({ result }) => result === 'refused')) await reference.doubt()
        return outcomes
      },
      requestCounts: () => ({ ...client.counts() }),
    }
    return { crm, batches, reference, limiter }
  }
  const { crm, batches, reference } = as(options.trafficClass)
  return {
    ...crm,
    backlog() {
      const other = as('backfill')
      return { ...other.crm, turnIn: () => other.limiter.turnIn() }
    },
    async installIdent(request) {
      const items = await installIdent({ host, batches, names, funnel, stages, documents, clock, settleMs: timeoutMs }, request)
      if (!request.dryRun) await reference.forget()
      return items
    },
    health: ({ forVisits } = { forVisits: true }) => portalHealth({ batches, names, host, funnel, stages, clock, forVisits }),
    notifier: (userId) => portalNotifier(userId, batches),
  }
}
