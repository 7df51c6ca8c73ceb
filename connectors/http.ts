import type { ClientRequest } from 'node:http'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { rootCertificates } from 'node:tls'
import type { Clock, Random } from '../core/ports/clock.ts'

/**
 * One POST of JSON, with what a client of money must know about a failure: did the request leave?
 *
 * `answered` any HTTP answer, whatever its status · `not_sent` it is proven that no byte of the request left · `lost` it may have been carried out.
 * `code` is the system's or the library's word for the failure (`ECONNREFUSED`, `ETIMEDOUT`, …), never a text with an address.
 */
export type PostResult =
  | { kind: 'answered'; status: number; body: string; location?: string }
  | { kind: 'not_sent'; code: string }
  | { kind: 'lost'; code: string; isTimeout: boolean }

export interface PostOptions {
  /** From the first byte sent to the last byte received. */
  timeoutMs: number
  connectTimeoutMs?: number
  userAgent: string
  headers?: Readonly<Record<string, string>>
  /** PEM of an authority to trust beside the system's. */
  ca?: string
  /** HTTP proxy for encrypted connections: `http://[user:password@]host:port`. Addresses without encryption are of this machine and need none. */
  proxy?: string
  signal?: AbortSignal
}

const CONNECT_TIMEOUT_MS = 10_000

// A kept connection may be closed by the server just as a write leaves on it, and nobody could tell whether the write was seen.
const agents = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) }

/** How a connector reaches its system: `postJson`, or in a simulation the emulator itself without a socket between. */
export type Post = (url: string, body: unknown, options: PostOptions) => Promise<PostResult>

/** Never follows redirects, never repeats. Rejects only for faults of our own. */
export async function postJson(url: string, body: unknown, options: PostOptions): Promise<PostResult> {
  const { got, RequestError, TimeoutError } = await import('got')
  const connectTimeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
  const connection = { stood: false }
  try {
    const call = got.post(url, {
      json: body,
      responseType: 'text',
      followRedirect: false,
      throwHttpErrors: false,
      retry: { limit: 0 },
      agent: options.proxy === undefined ? agents : { http: agents.http, https: await tunnelTo(options.proxy, connectTimeoutMs) },
      headers: { ...options.headers, accept: 'application/json', 'user-agent': options.userAgent },
      timeout: { lookup: connectTimeoutMs, connect: connectTimeoutMs, secureConnect: connectTimeoutMs, request: options.timeoutMs },
      ...(options.ca === undefined ? {} : { https: { certificateAuthority: [...rootCertificates, options.ca] } }),
      ...(options.signal ? { signal: options.signal } : {}),
    })
    // "on" of got's promise gives the promise back, which is awaited below
    void call.on('request', (request: ClientRequest) => watch(request, url.startsWith('https:'), connection))
    const answer = await call
    const { location } = answer.headers
    return { kind: 'answered', status: answer.statusCode, body: answer.body, ...(location === undefined ? {} : { location }) }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    if (!connection.stood) return { kind: 'not_sent', code: error.code }
    return { kind: 'lost', code: error.code, isTimeout: error instanceof TimeoutError }
  }
}

async function tunnelTo(proxy: string, limitMs: number): Promise<HttpsAgent> {
  const { TunnelAgent } = await import('./http-proxy.ts')
  return new TunnelAgent(proxy, limitMs)
}

/** Bytes of a request leave only when its connection stands, encryption included: until then nothing can have been carried out. */
function watch(request: ClientRequest, isEncrypted: boolean, connection: { stood: boolean }): void {
  const onSocket = (socket: Socket): void => {
    const isOpening = socket.connecting || (socket as TLSSocket & { secureConnecting?: boolean }).secureConnecting === true
    if (!isOpening) connection.stood = true
    else
      socket.once(isEncrypted ? 'secureConnect' : 'connect', () => {
        connection.stood = true
      })
  }
  if (request.socket) onSocket(request.socket)
  else request.once('socket', onSocket)
}

/** Pauses between attempts: `firstMs`, then twice as long each time, never above `mostMs`; `attempts` counts the first one too. */
export interface Patience {
  attempts: number
  firstMs: number
  mostMs: number
}

/**
 * Repeats a call while its outcome asks for it. The caller says which outcomes may be repeated: only it knows what a repetition would do.
 *
 * @param once     one attempt
 * @param patience for an outcome that may be repeated, how often; undefined for one that is final
 */
export async function repeated<T>(
  once: () => Promise<T>,
  patience: (outcome: T) => Patience | undefined,
  chance: { clock: Clock; random: Random },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await once()
    const policy = patience(outcome)
    if (policy === undefined || attempt >= policy.attempts) return outcome
    await chance.clock.sleep(pauseMs(policy, attempt, chance.random.next()))
  }
}

/** The pause after this attempt, between half of it and one and a half, so that processes do not march in step. Pure. */
export function pauseMs({ firstMs, mostMs }: Patience, attempt: number, chance: number): number {
  return Math.round(Math.min(firstMs * 2 ** (attempt - 1), mostMs) * (0.5 + chance))
}
