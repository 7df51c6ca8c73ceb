import { spawn } from 'node:child_process'
import type { CaseId } from './cases.ts'
import { emptyTally, type Tally } from './tally.ts'

/** Which share of the cases a process tells: every `of`th one. */
export interface Part {
  index: number
  of: number
}

export function partOf<T>(items: readonly T[], { index, of }: Part): T[] {
  return items.filter((_, at) => at % of === index)
}

/** `1/4`: the second of four. */
export function parsePart(text: string): Part {
  const [index = 0, of = 1] = text.split('/').map(Number)
  return { index, of }
}

/** A tally as one line, for the process that adds them up. */
export function lineOf(tally: Tally): string {
  return JSON.stringify({ ...tally, strokes: [...tally.strokes] })
}

/** The same proof shared among processes: each does its part, this adds up. Rejects when one of them breaks. */
export async function proveInParts(workers: number, argv: readonly string[]): Promise<Tally> {
  const program = process.argv[1] ?? ''
  const parts = Array.from({ length: workers }, (_, index) => spawnPart([program, ...argv, '--part', `${index}/${workers}`]))
  const total = emptyTally()
  for (const part of await Promise.all(parts)) add(total, part)
  return total
}

async function spawnPart(args: readonly string[]): Promise<Tally> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const line = output.trim().split('\n').at(-1) ?? ''
  if (code !== 0 || !line.startsWith('{')) throw new Error(`a part of the proof ended with ${String(code)}: ${output}`)
  const { strokes, ...counts } = JSON.parse(line) as Omit<Tally, 'strokes'> & { strokes: [string, number][] }
  return { ...counts, strokes: new Map(strokes) }
}

function add(total: Tally, part: Tally): void {
  for (const name of ['enumerated', 'random', 'real', 'several', 'cpuSeconds'] as const) total[name] += part[name]
  for (const [kind, times] of part.strokes) total.strokes.set(kind, (total.strokes.get(kind) ?? 0) + times)
  // Every part walks the undisturbed stories, so their points are counted once.
  total.points = part.points
  const known = new Set(total.failures.map(({ id }) => JSON.stringify(id satisfies CaseId)))
  total.failures.push(...part.failures.filter(({ id }) => !known.has(JSON.stringify(id))))
}
