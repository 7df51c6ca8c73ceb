/** A number as Russians write it: 12,5. Pure. */
export function tenths(number: unknown): string {
  return String(number).replace('.', ',')
}
