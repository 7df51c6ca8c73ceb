import type { Clock, Random } from '../../core/ports/clock.ts'
import type { RequestCounts } from '../../core/ports/crm.ts'
import type { Log } from '../../core/ports/log.ts'
import { isProblem, Problem } from '../../core/problem.ts'
import { type Patience, type Post, type PostResult, postJson, repeated } from '../http.ts'
import { commandKey, encodeCommand, type Params, textsIn } from './encode.ts'
import { asMap, errorOf, type MethodTime, type OkBody, readAnswer, type Verdict } from './envelope.ts'
import { meaningOf, type PortalError, problemOf } from './errors.ts'
import type { Limiter } from './limiter.ts'
import type { CommandKind, Speed } from './speed.ts'

export interface Command {
  method: string
  params: Params
  /** Rides in the batch of the command behind it; is left out rather than waited for, and its failure tells nothing about the portal. */
  isAside?: true
}

/** How one command ended. `unsent`: proven not carried out · `unknown`: it may have been. */
export type CommandResult = { kind: 'ok'; result: unknown } | { kind: 'refused' | 'unsent' | 'unknown'; problem: Problem }

export interface ClientOptions {
  /** `https://<host>/rest/<user>/<secret>/`; never shown. */
  webhook: string
  /** Above the server's own 60 s: our time-out then means that the server gave up too. */
  timeoutMs: number
  userAgent: string
  ca?: string
  proxy?: string
  /** Default: over the network. */
  post?: Post
  limiter: Limiter
  speed: Speed
  clock: Clock
  random: Random
  log: Log
}

export interface PortalClient {
  readonly host: string
  /** One batch of reads; repeated on anything that may pass. Rejects when the portal does not answer or refuses the whole batch. */
  read(commands: readonly Command[]): Promise<readonly CommandResult[]>
  /** One batch of writes, repeated only when it is proven that nothing was carried out. Never rejects for what the portal does. `sending` is awaited directly before it leaves. */
  write(commands: readonly Command[], sending: () => Promise<void>): Promise<readonly CommandResult[]>
  counts(): RequestCounts
}

export const BATCH_SIZE = 50

type Lost = 'timeout' | 'connection' | 'not-json' | 'error' | 'missing'

/** One request, already understood as a whole. */
type Exchange =
  | { kind: 'answered'; results: CommandResult[] }
  /** It is proven that nothing was carried out. */
  | { kind: 'unsent'; problem: Problem; passes?: 'unreachable' | 'quota' }
  | { kind: 'lost'; how: Lost; status?: number; code?: string }

const PATIENCE = {
  unreachable: { attempts: 4, firstMs: 500, mostMs: 5_000 },
  quota: { attempts: 5, firstMs: 1_000, mostMs: 10_000 },
  lost: { attempts: 4, firstMs: 500, mostMs: 5_000 },
  // A time-out has already cost more than the server's own limit.
  timeout: { attempts: 2, firstMs: 500, mostMs: 500 },
} as const satisfies Record<string, Patience>

function patienceFor(kind: CommandKind, exchange: Exchange): Patience | undefined {
  if (exchange.kind === 'unsent') return exchange.passes && PATIENCE[exchange.passes]
  if (kind === 'write' || exchange.kind === 'answered') return undefined
  return exchange.how === 'timeout' ? PATIENCE.timeout : PATIENCE.lost
}

export function openClient(options: ClientOptions): PortalClient {
  const { limiter, speed, clock, random, log, timeoutMs } = options
  const post: Post = options.post ?? postJson
  const host = new URL(options.webhook).host
  const counts: RequestCounts = { http: 0, commands: 0, refused: 0 }

  async function exchange(kind: CommandKind, commands: readonly Command[], sending?: () => Promise<void>): Promise<Exchange> {
    const methods = commands.filter(({ isAside }) => !isAside).map(({ method }) => method)
    let ended: () => void
    try {
      ended = await limiter.admit(methods)
    } catch (error) {
      if (isProblem(error)) return { kind: 'unsent', problem: error }
      throw error
    }
    try {
      await sending?.()
      return await sent(kind, commands)
    } finally {
      ended()
    }
  }

  async function sent(kind: CommandKind, commands: readonly Command[]): Promise<Exchange> {
    const cmd = Object.fromEntries(commands.map(({ method, params }, index) => [commandKey(index), encodeCommand(method, params)]))
    counts.http++
    counts.commands += commands.length
    const startedAt = clock.now()
    const { userAgent, ca, proxy } = options
    const posted = await post(
      `${options.webhook}batch`,
      { halt: 0, cmd },
      { timeoutMs, userAgent, ...(ca ? { ca } : {}), ...(proxy ? { proxy } : {}) },
    )
    const understood = understand(kind, commands, posted)
    if (understood.kind === 'lost') {
      speed.sawLost(kind, commands.length, clock.now() - startedAt)
      log.warn(
        { host, method: named(commands), how: understood.how, status: understood.status, code: understood.code },
        'an answer of the portal was lost',
      )
    }
    return understood
  }

  function understand(kind: CommandKind, commands: readonly Command[], posted: PostResult): Exchange {
    const method = named(commands)
    if (posted.kind === 'not_sent') {
      log.warn({ host, method, code: posted.code }, 'the portal was not reached')
      return { kind: 'unsent', problem: new Problem('portal.unreachable', { host, method, code: posted.code }), passes: 'unreachable' }
    }
    if (posted.kind === 'lost') return { kind: 'lost', how: posted.isTimeout ? 'timeout' : 'connection', code: posted.code }
    const verdict = readAnswer(posted)
    if (verdict.kind === 'ok') return { kind: 'answered', results: resultsOf(kind, commands, verdict.body) }
    if (verdict.kind === 'moved') return { kind: 'unsent', problem: new Problem('portal.moved', { host, to: verdict.host }) }
    if (verdict.kind === 'garbled') return { kind: 'lost', how: 'not-json', status: verdict.status }
    return refusalOfAll(verdict, method)
  }

  /** The portal said no to the whole batch: that concerns the webhook, never a row. */
  function refusalOfAll(error: Extract<Verdict, { kind: 'error' }>, method: string): Exchange {
    counts.refused++
    const meaning = meaningOf(error)
    if (meaning === 'uncertain' || (meaning === 'refused' && error.status >= 500))
      return { kind: 'lost', how: 'error', status: error.status, code: error.code }
    if (meaning === 'quota') limiter.sawQuota()
    log.warn({ host, method, status: error.status, code: error.code }, 'the portal refused a request')
    const problem =
      meaning === 'refused'
        ? new Problem('portal.credentials', { host, code: error.code || String(error.status) })
        : problemOf(error, { host, method, isWhole: true })
    return { kind: 'unsent', problem, ...(meaning === 'quota' ? { passes: 'quota' } : {}) }
  }

  function resultsOf(kind: CommandKind, commands: readonly Command[], body: OkBody): CommandResult[] {
    const envelope = asMap(body.result)
    const results = asMap(envelope.result)
    const errors = asMap(envelope.result_error)
    learn(kind, commands, asMap(envelope.result_time))
    return commands.map((command, index): CommandResult => {
      const key = commandKey(index)
      if (key in results) return { kind: 'ok', result: results[key] }
      if (key in errors) return refusalOfOne(errorOf(asMap(errors[key])), command)
      return { kind: 'unknown', problem: new Problem('portal.uncertain', { host, method: command.method, how: 'missing' }) }
    })
  }

  function refusalOfOne(error: PortalError, { method, params }: Command): CommandResult {
    counts.refused++
    const restsUntil = limiter.restsUntil(method)
    const resetsAt = restsUntil === undefined ? {} : { resetsAt: new Date(restsUntil).toISOString() }
    const problem = problemOf(error, { host, method, sent: textsIn(params), ...resetsAt })
    log.debug({ host, method, code: error.code, problem: problem.code }, 'the portal refused a command')
    if (problem.kind === 'unknown') return { kind: 'unknown', problem }
    return { kind: problem.kind === 'refused' ? 'refused' : 'unsent', problem }
  }

  /** What the answer tells about the portal's speed and about operating time. */
  function learn(kind: CommandKind, commands: readonly Command[], times: Readonly<Record<string, unknown>>): void {
    const spent: number[] = []
    const costs = new Map<string, number[]>()
    const latest = new Map<string, MethodTime>()
    commands.forEach(({ method }, index) => {
      const time = asMap(times[commandKey(index)]) as MethodTime
      if (typeof time.duration === 'number') {
        spent.push(time.duration)
        costs.set(method, [...(costs.get(method) ?? []), time.duration])
      }
      if (typeof time.operating === 'number') latest.set(method, time)
    })
    speed.saw(kind, spent)
    for (const [method, seconds] of costs)
      limiter.sawSpent(
        method,
        seconds.length,
        seconds.reduce((sum, one) => sum + one, 0),
      )
    for (const [method, { operating = 0, operating_reset_at: resetAt, finish }] of latest) {
      // The server's clock may differ from ours, so only the time that is left is taken from it.
      limiter.sawOperating(method, operating, resetAt === undefined || finish === undefined ? undefined : (resetAt - finish) * 1_000)
    }
  }

  /** What the operator reads when a question stays without an answer. */
  function unanswered({ how, status, code }: Extract<Exchange, { kind: 'lost' }>, method: string): Problem {
    if (how === 'timeout') return new Problem('portal.timeout', { host, method, ms: timeoutMs })
    if (how === 'not-json') return new Problem('portal.not-json', { host, method, status: status ?? 0 })
    if (how === 'connection') return new Problem('portal.unreachable', { host, method, ...(code === undefined ? {} : { code }) })
    return new Problem('portal.server-error', { host, method, code: code ?? how })
  }

  async function written(commands: readonly Command[], sending: () => Promise<void>): Promise<readonly CommandResult[]> {
    const answer = await repeated(
      () => exchange('write', commands, sending),
      (outcome) => patienceFor('write', outcome),
      { clock, random },
    )
    if (answer.kind === 'answered') return answer.results
    if (answer.kind === 'unsent') return commands.map(() => ({ kind: 'unsent', problem: answer.problem }))
    return commands.map(({ method }) => ({ kind: 'unknown', problem: new Problem('portal.uncertain', { host, method, how: answer.how }) }))
  }

  return {
    host,
    counts: () => counts,
    async read(commands) {
      const asked = async (): Promise<Exchange> => {
        const answer = await exchange('read', commands)
        const isWhole = answer.kind !== 'answered' || answer.results.every((result) => result.kind !== 'unknown')
        return isWhole ? answer : { kind: 'lost', how: 'missing' }
      }
      const answer = await repeated(asked, (outcome) => patienceFor('read', outcome), { clock, random })
      if (answer.kind === 'answered') return answer.results
      throw answer.kind === 'unsent' ? answer.problem : unanswered(answer, named(commands))
    },
    async write(given, sending) {
      const rests = new Set(given.filter(({ method, isAside }) => isAside && !limiter.isRested(method)))
      const commands = given.filter((command) => !rests.has(command))
      const results = commands.length === 0 ? [] : [...(await written(commands, sending))]
      return given.map((command) => {
        const { method } = command
        if (rests.has(command)) return { kind: 'unsent', problem: new Problem('portal.operating-limit', { host, method }) }
        return results.shift() ?? { kind: 'unknown', problem: new Problem('portal.uncertain', { host, method, how: 'missing' }) }
      })
    },
  }
}

/** The one method of a batch, or `batch`. */
function named(commands: readonly Command[]): string {
  const methods = new Set(commands.map(({ method }) => method))
  const [only] = methods
  return methods.size === 1 && only !== undefined ? only : 'batch'
}
