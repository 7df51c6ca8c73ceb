import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

/**
 * One POST of JSON, with what a client of money must know about a failure: did the request leave?
 *
 * `answered` any HTTP answer, whatever its status · `not_sent` it is proven that the server never saw the request · `lost` it may have been carried out.
 */
export type PostResult = { kind: 'answered'; status: number; body: string; location?: string } | { kind: 'not_sent' | 'lost'; cause: unknown }

export interface PostOptions {
  /** From the first byte sent to the last byte received. */
  timeoutMs: number
  connectTimeoutMs?: number
  userAgent: string
  /** PEM of an authority to trust beside the system's. */
  ca?: string
  signal?: AbortSignal
}

const CONNECT_TIMEOUT_MS = 10_000

/** Errors that arise before a connection stands, so before any byte of the request. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EPROTO'])
const CERTIFICATE = /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH)/

// A kept connection may be closed by the server just as a write leaves on it, and nobody could tell whether the write was seen.
const agents = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) }

/** Never follows redirects, never repeats. Rejects only for faults of our own. */
export async function postJson(url: string, body: unknown, options: PostOptions): Promise<PostResult> {
  const { got, RequestError, TimeoutError } = await import('got')
  try {
    const answer = await got.post(url, {
      json: body,
      responseType: 'text',
      followRedirect: false,
      throwHttpErrors: false,
      retry: { limit: 0 },
      agent: agents,
      headers: { accept: 'application/json', 'user-agent': options.userAgent },
      timeout: {
        lookup: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
        connect: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
        secureConnect: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
        request: options.timeoutMs,
      },
      ...(options.ca === undefined ? {} : { https: { certificateAuthority: options.ca } }),
      ...(options.signal ? { signal: options.signal } : {}),
    })
    const { location } = answer.headers
    return { kind: 'answered', status: answer.statusCode, body: answer.body, ...(location === undefined ? {} : { location }) }
  } catch (error) {
    if (error instanceof TimeoutError) return { kind: ['lookup', 'connect', 'secureConnect'].includes(error.event) ? 'not_sent' : 'lost', cause: error }
    if (error instanceof RequestError) return { kind: BEFORE_SENDING.has(error.code) || CERTIFICATE.test(error.code) ? 'not_sent' : 'lost', cause: error }
    throw error
  }
}
