import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemRandom } from '../../core/random.ts'
import { manualClock, type ManualClock } from '../../fixtures/fakes/manual-clock.ts'
import { type FilesContext, type Gate, LIMITS, type Limits, type Repair } from './context.ts'

export interface TestContext extends FilesContext {
  clock: ManualClock
  labels: string[]
  repairs: Repair[]
  /** Called with each label, when a test sets it. */
  refuse?: (label: string) => void
}

export function testContext(limits: Partial<Limits> = {}): TestContext {
  const context: TestContext = {
    clock: manualClock(),
    random: systemRandom,
    keepDays: 30,
    limits: { ...LIMITS, ...limits },
    labels: [],
    repairs: [],
    async beforeDurable(label) {
      context.labels.push(label)
      context.refuse?.(label)
    },
    repaired(repair) {
      context.repairs.push(repair)
    },
  }
  return context
}

/** A lease that is never lost, or one that a test takes away. */
export function gateOf(generation: number, check: () => void = () => undefined): Gate {
  return { name: 'test', generation, check }
}

export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bxi-files-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export function diskError(code: string): Error {
  return Object.assign(new Error(code), { code })
}
