/** Russian money as a whole number of kopecks; sums stay exact up to 90 trillion roubles. */
export type Kopecks = number

/** A decimal number without rounding: `units / 10 ** scale`. */
interface Decimal {
  units: bigint
  scale: number
}

/** What a bill's line needs to have a sum; decimal texts as the database gives them. */
export interface PricedLine {
  quantity?: string
  price?: string
  discount?: string
  amount?: string
}

/** Digits beyond which a text is no sum of money; keeps BigInt work small. */
const MOST_CHARACTERS = 40
const ONE: Decimal = { units: 1n, scale: 0 }
const ZERO: Decimal = { units: 0n, scale: 0 }

/**
 * The kopecks of a decimal text of roubles, e.g. 123450 for `'1234.5000'`, -1200 for `'-12'`; parts of a kopeck are rounded half away from
 * zero. Undefined for what is no plain decimal number (`'1e3'`, `'1 234'`, `'12,5'`, empty) and for sums too large to be exact. Pure.
 */
export function kopecksOf(decimalText: string): Kopecks | undefined {
  const roubles = decimalOf(decimalText)
  return roubles && rounded(roubles)
}

/**
 * The sum of one line of a bill: `amount` when there is one, else quantity × price − discount. Exact, rounded once, half away from zero.
 *
 * A missing quantity is 1, a missing discount is 0. Undefined when neither amount nor price is known, or one of the texts is no number.
 * Pure. Source: the `services` query of the clinic's contract (discount is money per line, not per unit).
 */
export function lineKopecks(line: PricedLine): Kopecks | undefined {
  if (line.amount !== undefined) return kopecksOf(line.amount)
  if (line.price === undefined) return undefined
  const price = decimalOf(line.price)
  const quantity = line.quantity === undefined ? ONE : decimalOf(line.quantity)
  const discount = line.discount === undefined ? ZERO : decimalOf(line.discount)
  if (!price || !quantity || !discount) return undefined
  const full: Decimal = { units: price.units * quantity.units, scale: price.scale + quantity.scale }
  const scale = Math.max(full.scale, discount.scale)
  return rounded({ units: unitsAt(full, scale) - unitsAt(discount, scale), scale })
}

/** `'1234.50'`: roubles as machines read them. */
export function rublesText(kopecks: Kopecks): string {
  const digits = String(Math.abs(kopecks)).padStart(3, '0')
  return `${kopecks < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** `'1 234,50 ₽'`: roubles as people read them in Russian, with no-break spaces so that a sum never wraps. */
export function rublesForPeople(kopecks: Kopecks): string {
  const [roubles = '', rest] = rublesText(Math.abs(kopecks)).split('.')
  return `${kopecks < 0 ? '−' : ''}${roubles.replace(/\B(?=(?:\d{3})+$)/g, '\u00a0')},${rest}\u00a0₽`
}

function decimalOf(text: string): Decimal | undefined {
  const found = text.length <= MOST_CHARACTERS && /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(text)
  if (!found) return undefined
  const [, sign, whole = '', fraction = ''] = found
  // '.50' is how some servers print money below a rouble; a lone point is nothing.
  if (whole + fraction === '') return undefined
  const units = BigInt(whole + fraction)
  return { units: sign === '-' ? -units : units, scale: fraction.length }
}

function unitsAt(decimal: Decimal, scale: number): bigint {
  return decimal.units * 10n ** BigInt(scale - decimal.scale)
}

function rounded(roubles: Decimal): Kopecks | undefined {
  const divisor = 10n ** BigInt(roubles.scale)
  const kopecks = roubles.units * 100n
  const size = kopecks < 0n ? -kopecks : kopecks
  const whole = (2n * size + divisor) / (2n * divisor)
  const signed = Number(kopecks < 0n ? -whole : whole)
  return Number.isSafeInteger(signed) ? signed + 0 : undefined
}
