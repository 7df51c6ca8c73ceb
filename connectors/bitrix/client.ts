import type { Clock, Random } from '../../core/ports/clock.ts'
import type { RequestCounts } from '../../core/ports/crm.ts'
import type { Log } from '../../core/ports/log.ts'
import { Problem } from '../../core/problem.ts'
import { postJson } from '../http.ts'
import { encodeCommand, type Params } from './encode.ts'
import { asMap, errorOf, type MethodTime, type OkBody, readAnswer, type Verdict } from './envelope.ts'
import { meaningOf, problemOf } from './errors.ts'
import type { Limiter } from './limiter.ts'

export interface Command {
  method: string
  params: Params
}

/** How one command ended. `unsent`: proven not executed · `unknown`: it may have been. */
export type CommandResult =
  | { kind: 'ok'; result: unknown }
  | { kind: 'refused' | 'unsent' | 'unknown'; problem: Problem }

export interface ClientOptions {
  /** `https://<host>/rest/<user>/<secret>/`; never shown. */
  webhook: string
  /** Above the server's own 60 s: our time-out then means that the server gave up too. */
  timeoutMs: number
  userAgent: string
  ca?: string
  limiter: Limiter
  clock: Clock
  random: Random
  log: Log
}

export interface PortalClient {
  readonly host: string
  /** One batch of reads; repeated on anything that may pass. Rejects when the portal does not answer or refuses the whole batch. */
  read(commands: readonly Command[]): Promise<readonly CommandResult[]>
  /** One batch of writes, sent once. Never rejects for what the portal does. `sending` is awaited directly before it leaves. */
  write(commands: readonly Command[], sending: () => Promise<void>): Promise<readonly CommandResult[]>
  counts(): RequestCounts
}

export const BATCH_SIZE = 50
const READ_ATTEMPTS = 4
const QUOTA_ATTEMPTS = 4

/** One batch, already classified as a whole. */
type BatchAnswer = { kind: 'ok'; body: OkBody } | { kind: 'unsent' | 'unknown'; problem: Problem; isPassing: boolean }

export function openClient(options: ClientOptions): PortalClient {
  const { limiter, clock, random, log } = options
  const host = new URL(options.webhook).host
  const counts: RequestCounts = { http: 0, commands: 0, refused: 0 }

  async function post(commands: readonly Command[], sending?: () => Promise<void>): Promise<BatchAnswer> {
    const cmd = Object.fromEntries(commands.map(({ method, params }, index) => [`c${index}`, encodeCommand(method, params)]))
    const methods = commands.map(({ method }) => method)
    const method = methods.length === 1 ? (methods[0] ?? 'batch') : 'batch'
    try {
      await limiter.admit(methods)
    } catch (error) {
      if (error instanceof Problem) return { kind: 'unsent', problem: error, isPassing: false }
      throw error
    }
    await sending?.()
    counts.http++
    counts.commands += commands.length
    const answer = await postJson(`${options.webhook}batch`, { halt: 0, cmd }, { timeoutMs: options.timeoutMs, userAgent: options.userAgent, ...(options.ca ? { ca: options.ca } : {}) })
    if (answer.kind !== 'answered') {
      log.warn({ host, method, code: (answer.cause as { code?: string }).code, sent: answer.kind }, 'portal did not answer')
      const isUnsent = answer.kind === 'not_sent'
      return { kind: isUnsent ? 'unsent' : 'unknown', problem: new Problem(isUnsent ? 'portal.unreachable' : 'portal.uncertain', { host, method }), isPassing: true }
    }
    return classify(readAnswer(answer), method)
  }

  function classify(verdict: Verdict, method: string): BatchAnswer {
    switch (verdict.kind) {
      case 'ok':
        return verdict
      case 'moved':
        return { kind: 'unsent', problem: new Problem('portal.moved', { host, to: verdict.host }), isPassing: false }
      case 'garbled':
        log.warn({ host, method, status: verdict.status }, 'portal answered something that is not JSON')
        return { kind: 'unknown', problem: new Problem('portal.uncertain', { host, method }), isPassing: true }
      case 'error': {
        counts.refused++
        const meaning = meaningOf(verdict)
        if (meaning === 'quota') limiter.sawQuota()
        log.warn({ host, method, status: verdict.status, code: verdict.code }, 'portal refused a request')
        const problem = problemOf(verdict, host, method)
        if (meaning === 'uncertain' || (meaning === 'refused' && verdict.status >= 500)) {
          return { kind: 'unknown', problem: new Problem('portal.uncertain', { host, method }), isPassing: true }
        }
        // Only a whole batch ends here, so a "no" concerns the webhook, not a row.
        const ofAll = problem.kind === 'refused' ? new Problem('portal.credentials', { host, code: verdict.code || '—' }) : problem
        return { kind: 'unsent', problem: ofAll, isPassing: meaning === 'quota' }
      }
    }
  }

  function resultsOf(commands: readonly Command[], body: OkBody, kind: 'read' | 'write'): CommandResult[] {
    const envelope = asMap(body.result)
    const results = asMap(envelope.result)
    const errors = asMap(envelope.result_error)
    learn(commands, asMap(envelope.result_time), kind)
    return commands.map(({ method, params }, index): CommandResult => {
      const key = `c${index}`
      if (key in results) return { kind: 'ok', result: results[key] }
      if (!(key in errors)) return { kind: 'unknown', problem: new Problem('portal.uncertain', { host, method }) }
      counts.refused++
      const error = errorOf(asMap(errors[key]))
      const meaning = meaningOf(error)
      const problem = problemOf(error, host, method, params)
      if (meaning === 'uncertain') return { kind: 'unknown', problem }
      return { kind: meaning === 'refused' ? 'refused' : 'unsent', problem }
    })
  }

  /** What the answer tells about the portal's speed and about operating time. */
  function learn(commands: readonly Command[], times: Record<string, unknown>, kind: 'read' | 'write'): void {
    const spent: number[] = []
    const latest = new Map<string, MethodTime>()
    commands.forEach(({ method }, index) => {
      const time = asMap(times[`c${index}`]) as MethodTime
      if (typeof time.duration === 'number') spent.push(time.duration)
      if (typeof time.operating === 'number') latest.set(method, time)
    })
    if (spent.length > 0) limiter.sawDuration(kind, spent.reduce((sum, seconds) => sum + seconds, 0) / spent.length)
    for (const [method, { operating = 0, operating_reset_at }] of latest) limiter.sawOperating(method, operating, operating_reset_at)
  }

  const pause = (attempt: number): Promise<void> => clock.sleep(Math.round(500 * 2 ** attempt * (0.5 + random.next())))

  return {
    host,
    counts: () => counts,
    async read(commands) {
      for (let attempt = 1; ; attempt++) {
        const answer = await post(commands)
        if (answer.kind === 'ok') return resultsOf(commands, answer.body, 'read')
        if (!answer.isPassing || attempt >= READ_ATTEMPTS) throw answer.kind === 'unknown' ? new Problem('portal.unreachable', { host, method: commands[0]?.method ?? 'batch' }) : answer.problem
        await pause(attempt)
      }
    },
    async write(commands, sending) {
      for (let attempt = 1; ; attempt++) {
        const answer = await post(commands, sending)
        if (answer.kind === 'ok') return resultsOf(commands, answer.body, 'write')
        // Only what is proven not to have been executed may be sent again.
        if (answer.kind === 'unsent' && answer.isPassing && attempt < QUOTA_ATTEMPTS) {
          await pause(attempt)
          continue
        }
        return commands.map(() => ({ kind: answer.kind, problem: answer.problem }))
      }
    },
  }
}
