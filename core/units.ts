/** A year is 365.25 days: what must be kept five years is not lost a day early. */
const MS_PER = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, y: 31_557_600_000 } as const
/** Powers of 1024, as file managers and `df -h` show them. */
const BYTES_PER = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const

/** Milliseconds of `'500ms'`, `'30s'`, `'15m'`, `'24h'`, `'60d'`, `'5y'`; undefined for anything else. Pure. */
export function parseDurationMs(text: string): number | undefined {
  return parsed(text, /^(\d{1,9})(ms|s|m|h|d|y)$/, MS_PER)
}

/** Bytes of `'512B'`, `'64KB'`, `'500MB'`, `'2GB'`, `'1TB'`; undefined for anything else. Pure. */
export function parseBytes(text: string): number | undefined {
  return parsed(text, /^(\d{1,9})(B|KB|MB|GB|TB)$/, BYTES_PER)
}

function parsed(text: string, pattern: RegExp, table: Readonly<Record<string, number>>): number | undefined {
  const [, digits, unit = ''] = pattern.exec(text) ?? []
  const size = Number(digits) * (table[unit] ?? Number.NaN)
  return Number.isSafeInteger(size) ? size : undefined
}

/** Milliseconds of a duration that the configuration has already checked. @throws Error for any other text */
export function durationMs(checked: string): number {
  const ms = parseDurationMs(checked)
  if (ms === undefined) throw new Error(`not a duration: ${checked}`)
  return ms
}
