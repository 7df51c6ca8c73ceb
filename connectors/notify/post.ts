import type { Problem } from '../../core/problem.ts'
import { SIGNATURE_HEADER, signatureOf } from '../../core/signature.ts'
import { postJson } from '../http.ts'

const TIMEOUT_MS = 10_000

export interface Trust {
  ca?: string
  proxy?: string
}

/**
 * Posts JSON to a channel that takes it or not. A receiver that knows the secret can tell whom it is from.
 *
 * @throws Problem of the channel, made by `refusal` from a short reason without addresses
 */
export async function deliverJson(
  url: string,
  body: unknown,
  trust: Trust,
  secret: string | undefined,
  refusal: (why: string) => Problem,
): Promise<string> {
  const headers = secret === undefined ? {} : { [SIGNATURE_HEADER]: signatureOf(JSON.stringify(body), secret) }
  const result = await postJson(url, body, { timeoutMs: TIMEOUT_MS, userAgent: 'bxi', headers, ...trust })
  if (result.kind !== 'answered') throw refusal(result.code)
  if (result.status < 200 || result.status > 299) throw refusal(`HTTP ${result.status}`)
  return result.body
}
