import { type Phone, parsePhones } from '../../core/phone.ts'
import type { ContactPhone } from '../../core/ports/crm.ts'

/** Values one duplicate search takes, and hits it returns at most. */
export const SEARCH_LIMIT = 20

/**
 * The forms under which the portal's duplicate search must be asked for a number.
 *
 * | stored as | the portal's code | found by |
 * |---|---|---|
 * | `+7 9XX…`, `8 9XX…`, `7 9XX…`, `007 9XX…` | `79XX…` | `+79XX…` |
 * | `9XX…` (ten digits) | `9XX…` | `9XX…` |
 * | `+8 9XX…` | `89XX…` | `+89XX…` |
 * | `+375 29…`, `375 29…`, `00375 29…` | `37529…` | `+37529…` |
 * | `8 10 375 29…` | `8103752…` | `81037529…` |
 *
 * Source: the portal's normalisation of communication values.
 */
export function searchForms(phone: Phone): readonly string[] {
  const national = /^\+7(\d{10})$/.exec(phone)?.[1]
  return national === undefined ? [phone, `810${phone.slice(1)}`] : [phone, national, `+8${national}`]
}

/** The portal's own code of a stored number, by which it compares. Pure. Source: as above. */
export function portalCode(raw: string): string {
  const text = raw.length >= 10 && raw.startsWith('+8') ? `00${raw.slice(1)}` : raw
  const digits = text.replace(/[^\d#*]/g, '')
  if (digits.length < 10 || /^8[012]/.test(digits)) return digits
  if (digits.startsWith('00')) return digits.slice(2)
  if (digits.startsWith('011')) return digits.slice(3)
  if (digits.startsWith('8')) return `7${digits.slice(1)}`
  return digits.startsWith('0') ? digits.slice(1) : digits
}

/** Stored values as we know them: the number a person meant, when there is one. */
export function decodePhones(value: unknown): readonly ContactPhone[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item: { ID?: unknown; VALUE?: unknown }) => {
    if (typeof item?.VALUE !== 'string') return []
    const raw = item.VALUE
    const [phone] = parsePhones(raw).phones
    return [{ id: String(item.ID ?? ''), raw, ...(phone === undefined ? {} : { phone }) }]
  })
}

/** Whether one of the stored values is this number, by our reading or by the portal's: it keeps what we would call no number at all. */
export function hasPhone(stored: readonly ContactPhone[], phone: Phone): boolean {
  const codes = new Set(searchForms(phone).map(portalCode))
  return stored.some(({ raw, phone: parsed }) => parsed === phone || codes.has(portalCode(raw)) || parsePhones(raw).phones.includes(phone))
}
