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

/**
 * Which of the records have which phone, by our reading of what is stored or by the portal's code: it keeps what we would call no number at all.
 * Phones that nobody has are left out; the order of the records is kept. Each stored text is read once.
 */
export function byPhone<T extends { phones: readonly ContactPhone[] }>(
  records: readonly T[],
  phones: readonly Phone[],
): ReadonlyMap<Phone, readonly T[]> {
  const readings = records.map(({ phones: stored }) => new Set(stored.flatMap(({ raw }) => [portalCode(raw), ...parsePhones(raw).phones])))
  const found = [...new Set(phones)].map((phone): readonly [Phone, T[]] => {
    const names = [phone, ...searchForms(phone).map(portalCode)]
    return [phone, records.filter((_, index) => names.some((name) => readings[index]?.has(name)))]
  })
  return new Map(found.filter(([, having]) => having.length > 0))
}
