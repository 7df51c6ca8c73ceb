import type { Post, PostOptions, PostResult } from '../../../connectors/http.ts'
import type { Portal } from '../../../fixtures/emulators/portal/index.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { FaultPlan, RequestFault } from '../faults.ts'
import type { SimProcess } from './process.ts'

/** One way, on a good line. */
const WAY_MS = 10
/** Lists may lag behind writes so long. */
const LAG_MS = 10_000
const OUTAGE_MS = 1_800_000
/** A late request is carried out this long before the server would have given up. */
const LATE_MARGIN_MS = 100

/** @param onArrival called directly before the peer takes the request in, so that what it adds to the peer's script strikes this one and no other */
export type Carrier = (url: string, body: unknown, options: PostOptions, onArrival?: () => void) => Promise<PostResult>

/** The emulated system that requests go to. */
export type Peer = Pick<Portal, 'handle' | 'faults' | 'access'>

export interface Wire {
  process: SimProcess
  plan: FaultPlan
  /** The world's time: what is on its way does not die with its sender. */
  clock: Clock
  /** Something goes on behind everybody's back, `ms` from now. */
  later(ms: number, work: () => Promise<unknown>): void
  peer: Peer
  /** Reaches the peer undisturbed. */
  carry: Carrier
  /** After this the server gives a request up. */
  settleMs: number
}

/** The transport of one simulated process: every request is a point where it can be struck. */
export function wireOf(wire: Wire): Post {
  return async (url, body, options) => {
    await wire.process.alive()
    const fault = wire.plan.atRequest(commandsIn(body).some(changes) ? 'send' : 'ask', labelOf(body))
    const send = (onArrival?: () => void): Promise<PostResult> => wire.carry(url, body, options, onArrival)
    const sendHalf = (): Promise<PostResult> => wire.carry(url, halfOf(body), options)
    const result = await (fault ? STRIKES[fault]({ ...wire, send, sendHalf, body, options }) : afflicted(wire, send))
    await wire.process.alive()
    return result
  }
}

/** Straight to the emulator, without a socket between. */
export function inProcess(peer: Peer, clock: Clock): Carrier {
  return async (url, body, { timeoutMs, userAgent }, onArrival) => {
    const { pathname, host } = new URL(url)
    const answer = clock.sleep(WAY_MS).then(async () => {
      onArrival?.()
      const headers = { host, 'content-type': 'application/json', 'user-agent': userAgent }
      const outcome = await peer.handle({ method: 'POST', path: pathname, headers, body: JSON.stringify(body), remote: 'sim' })
      await clock.sleep(WAY_MS)
      return outcome
    })
    const outcome = await Promise.race([answer, clock.sleep(timeoutMs).then(() => 'timeout' as const)])
    if (outcome === 'timeout') return TIMED_OUT
    if (outcome === 'refused') return NOT_SENT
    if (outcome === 'dropped') return RESET
    const { location } = outcome.headers
    return { kind: 'answered', status: outcome.status, body: outcome.body, ...(location === undefined ? {} : { location }) }
  }
}

const TIMED_OUT: PostResult = { kind: 'lost', code: 'ETIMEDOUT', isTimeout: true }
const RESET: PostResult = { kind: 'lost', code: 'ECONNRESET', isTimeout: false }
const NOT_SENT: PostResult = { kind: 'not_sent', code: 'ECONNREFUSED' }

function page(status: number): PostResult {
  return { kind: 'answered', status, body: `<html><head><title>${status}</title></head><body>nginx</body></html>` }
}

/** What an outage that struck earlier in this run does to a request. */
async function afflicted({ process: { outage }, plan, clock }: Wire, send: () => Promise<PostResult>): Promise<PostResult> {
  if (clock.now() < plan.downUntil) return NOT_SENT
  if (outage === 'refused') return NOT_SENT
  return outage === 'page' ? page(503) : await send()
}

interface Blow extends Wire {
  send: (onArrival?: () => void) => Promise<PostResult>
  /** Only the first half of the commands. */
  sendHalf: () => Promise<PostResult>
  body: unknown
  options: PostOptions
}

const STRIKES: Readonly<Record<RequestFault, (blow: Blow) => Promise<PostResult>>> = {
  refused: async () => NOT_SENT,
  async down({ process }) {
    process.outage = 'refused'
    return NOT_SENT
  },
  async 'down-page'({ process }) {
    process.outage = 'page'
    return page(503)
  },
  'reset-before': async () => RESET,
  async 'timeout-before'({ clock, options }) {
    await clock.sleep(options.timeoutMs)
    return TIMED_OUT
  },
  async 'timeout-after'({ send, clock, options }) {
    await Promise.all([send(), clock.sleep(options.timeoutMs)])
    return TIMED_OUT
  },
  async 'dropped-after'({ send }) {
    await send()
    return RESET
  },
  async 'late-commit'({ later, send, settleMs }) {
    later(settleMs - LATE_MARGIN_MS, send)
    return RESET
  },
  async 'seen-late'({ later, send, body }) {
    // A record that lists do not show yet is, to whoever only lists, one that is written later. Of updates that would not be true.
    if (commandsIn(body).every((method) => /\.add$/.test(method))) later(LAG_MS, send)
    else await send()
    return RESET
  },
  async 'long-outage'({ plan, clock }) {
    plan.downUntil = clock.now() + OUTAGE_MS
    return NOT_SENT
  },
  async 'page-after'({ send }) {
    await send()
    return page(500)
  },
  'page-before': async () => page(502),
  async truncated({ send }) {
    const answer = await send()
    return answer.kind === 'answered' ? { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) } : answer
  },
  'half-batch': ({ peer, send, body }) => scripted(send, () => peer.faults.dropAfterCommands(Math.floor(commandsIn(body).length / 2))),
  'left-out': ({ sendHalf }) => sendHalf(),
  quota: ({ peer, send }) => scripted(send, () => peer.faults.quota()),
  'method-limit': ({ peer, send, body }) => scripted(send, () => peer.faults.operatingLimit(commandsIn(body).at(-1) ?? '', { times: 1 })),
  'command-refused': ({ peer, send, body }) => scripted(send, () => peer.faults.commandRefused(commandsIn(body).at(-1) ?? '', 'Не принято')),
  'method-refused': ({ peer, plan, send, body }) =>
    send(() => {
      const fault = peer.faults.commandRefused(commandsIn(body).at(-1) ?? '', 'Не принято', { times: Number.POSITIVE_INFINITY })
      plan.untilMended(() => fault.lift())
    }),
  'command-error': ({ peer, send, body }) => scripted(send, () => peer.faults.internalError({ method: commandsIn(body)[0] ?? '', isExecuted: true })),
  async 'webhook-expired'({ peer, plan, send }) {
    peer.access.revoke()
    plan.untilMended(() => peer.access.restore())
    return await send()
  },
  'killed-before-send': ({ process }) => process.die('killed'),
  async 'killed-in-flight'({ later, send, settleMs, process }) {
    later(settleMs / 2, send)
    return await process.die('killed')
  },
  async 'killed-after-commit'({ send, process }) {
    await send()
    return await process.die('killed')
  },
}

/** Lifted after the answer: a request that never asked for the struck command must leave no trap behind. */
async function scripted(send: Blow['send'], script: () => { lift(): void }): Promise<PostResult> {
  let fault: { lift(): void } | undefined
  try {
    return await send(() => {
      fault = script()
    })
  } finally {
    fault?.lift()
  }
}

function halfOf(body: unknown): unknown {
  const { cmd = {} } = body as { cmd?: Readonly<Record<string, string>> }
  const commands = Object.entries(cmd)
  return { ...(body as object), cmd: Object.fromEntries(commands.slice(0, Math.floor(commands.length / 2))) }
}

/** Methods of the commands of a batch, in order. */
function commandsIn(body: unknown): string[] {
  const { cmd = {} } = body as { cmd?: Readonly<Record<string, string>> }
  return Object.values(cmd).map((command) => command.split('?', 1)[0] ?? '')
}

/** Whether a method may change something, by the verb it ends in. */
function changes(method: string): boolean {
  return /\.(add|update|set|delete|register)$/.test(method)
}

function labelOf(body: unknown): string {
  const methods = commandsIn(body)
  const [first = '?'] = methods
  return methods.length > 1 ? `${first} +${methods.length - 1}` : first
}
