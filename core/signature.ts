import { createHmac, timingSafeEqual } from 'node:crypto'

/** Header of a signed message. */
export const SIGNATURE_HEADER = 'x-bxi-signature'

/** `sha256=<hex>` over the exact bytes of a body. Pure. */
export function signatureOf(body: string | Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

/** Takes the same time whatever is wrong. Pure. */
export function isSignedBy(body: string | Buffer, secret: string, signature: string | undefined): boolean {
  const wanted = Buffer.from(signatureOf(body, secret))
  const given = Buffer.from(signature ?? '')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
