import { asMap } from '../envelope.ts'

/** Fields of a product's answer, whatever a site made of them. */
export type Raw = Readonly<Record<string, unknown>>

/** A whole number that may come as a text; undefined when it is none. */
export function integerOf(value: unknown): number | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined
}

/** A number that may come as a text; 0 when there is none. */
export function amountOf(value: unknown): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value.replace(',', '.')) : 0
  return Number.isFinite(number) ? number : 0
}

export function flagOf(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^[Y1]$/i.test(value))
}

export function instantIn(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

/** A line of text without tags, entities and doubled spaces; empty for anything that is no scalar. */
export function lineOf(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return ''
  return String(value)
    .replace(/<[^>]{1,200}>/g, ' ')
    .replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,6}));/gi, entity)
    .replace(/[\s\u00a0\u200b\ufeff]+/g, ' ')
    .trim()
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', quot: '"', lt: '<', gt: '>', nbsp: ' ', laquo: '«', raquo: '»', mdash: '—', ndash: '–' }

function entity(whole: string, decimal: string | undefined, hexadecimal: string | undefined, name: string | undefined): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
  return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
}

/** Longer than any word of a property: somebody's text in the wrong field. */
const LONGEST_VALUE = 2_000

export interface PropertyValues {
  values: string[]
  /** Something stood there that is no word. */
  isGarbled: boolean
}

/**
 * The words of a property: one `{value, valueId}`, a list or a map of them, a bare scalar, `{TEXT, TYPE}` of a text with markup, or nothing in
 * any of PHP's shapes of nothing. What has none of these shapes is garbled and told apart from empty. Pure.
 */
export function valuesOf(raw: unknown): PropertyValues {
  if (raw === null || raw === undefined || raw === false || raw === '') return { values: [], isGarbled: false }
  if (typeof raw === 'string' || typeof raw === 'number') {
    const line = lineOf(raw)
    return line.length > LONGEST_VALUE || line.includes('\ufffd')
      ? { values: [], isGarbled: true }
      : { values: line === '' ? [] : [line], isGarbled: false }
  }
  if (typeof raw !== 'object') return { values: [], isGarbled: true }
  const map = asMap(raw)
  if ('value' in map) return valuesOf(map['value'])
  if ('TEXT' in map) return valuesOf(map['TEXT'])
  const inner = Object.entries(map).map(([key, item]) => (/^n?\d+$/.test(key) ? valuesOf(item) : { values: [], isGarbled: true }))
  return { values: inner.flatMap(({ values }) => values), isGarbled: inner.some(({ isGarbled }) => isGarbled) }
}
