import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const RUN = fileURLToPath(new URL('./drain-run.js', import.meta.url))
const LENGTHS = [1_000, 10_000, 100_000]

export interface Drained {
  tickets: number
  lanes: number
  /** Of one delivery. */
  ms: number
  /** Of all processors: does not grow with what else runs on the machine. */
  cpuMs: number
  delivered: number
  doubled: number
  peakMb: number
}

/** What the queue itself costs: three tickets a lane, then all of them in one lane, where each must wait for the one before it. */
export async function drains(folder: string, tell: (what: string) => void): Promise<Drained[]> {
  const drained: Drained[] = []
  for (const isOneLane of [false, true]) {
    for (const tickets of LENGTHS) {
      const lanes = isOneLane ? 1 : Math.ceil(tickets / 3)
      tell(`deliver ${tickets.toLocaleString('en')} in ${lanes.toLocaleString('en')} lanes`)
      const { stdout } = await promisify(execFile)(process.execPath, [RUN, join(folder, `drain-${tickets}-${lanes}`), String(tickets), String(lanes)])
      drained.push({ tickets, lanes, ...(JSON.parse(stdout) as Omit<Drained, 'tickets' | 'lanes'>) })
    }
  }
  return drained
}
