import { cleanText, shorten } from './clean-text.ts'

export const SERVICES_MAX_LENGTH = 3_000
const SEPARATOR = ', '
const MORE = '…'

/**
 * Names of services in bill order, comma-joined, at most 3,000 characters, cut at a separator with `…` behind it; undefined without services.
 * A single longer name is cut inside. Pure. Source: the field `UF_CRM_IDENT_SERVICES`.
 */
export function servicesText(names: readonly string[], maxLength = SERVICES_MAX_LENGTH): string | undefined {
  const clean = names.flatMap((name) => cleanText(name)?.replace(/\n/g, ' ') ?? [])
  if (clean.length === 0) return undefined
  const whole = clean.join(SEPARATOR)
  if (whole.length <= maxLength) return whole
  let text = ''
  for (const name of clean) {
    const longer = text === '' ? name : text + SEPARATOR + name
    if (longer.length + SEPARATOR.length + MORE.length > maxLength) break
    text = longer
  }
  return text === '' ? shorten(clean[0] ?? '', maxLength) : text + SEPARATOR + MORE
}
