/** Fields that a person at a terminal does not need. */
const LEFT_OUT = new Set(['time', 'level', 'message', 'pid', 'err'])

/** One finished (masked) line as a person reads it: `12:31:19 INFO deal updated  key=F2_1045 ms=12`, with the frames of an error below. Pure. */
export function prettyLine(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown>
  const fields = Object.entries(entry).filter(([key]) => !LEFT_OUT.has(key))
  const told = fields.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ')
  const head = `${String(entry['time']).slice(11, 19)} ${entry['level']} ${entry['message']}${told === '' ? '' : `  ${told}`}`
  return [head, ...errorLines(entry['err'])].join('\n')
}

function errorLines(error: unknown): string[] {
  if (error === null || typeof error !== 'object') return []
  const { type, code, message, stack, cause } = error as Record<string, unknown>
  const head = `  ${type}${code === undefined ? '' : ` ${code}`}: ${message}`
  return [head, ...(typeof stack === 'string' ? [stack] : []), ...errorLines(cause)]
}
