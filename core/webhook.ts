import { Problem } from './problem.ts'
import { resolveSecret, type SecretContext, type SecretRef } from './secrets.ts'

const PATH = /^\/rest\/\d+\/[\w-]+\/?$/
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** An inbound webhook's address with its closing slash, or undefined when it is none or would send its secret in the clear. Pure. */
export function parseWebhook(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, pathname, search, hash, username, password, origin } = new URL(text)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
  if (!isSafe || !PATH.test(pathname) || search + hash + username + password !== '') return undefined
  return `${origin}${pathname.replace(/\/?$/, '/')}`
}

/**
 * The webhook that a reference names. The address is a secret as a whole.
 *
 * @throws Problem `config.webhook` when it has another form, and the problems of `resolveSecret`
 */
export async function resolveWebhook(ref: SecretRef, context: SecretContext): Promise<string> {
  const webhook = parseWebhook((await resolveSecret(ref, context)).trim())
  if (webhook === undefined) throw new Problem('config.webhook', { path: context.path })
  return webhook
}
