import { type CaseId, enumerated, mixed, randomCase, TEMPOS } from '../cases.ts'
import type { Fault } from '../faults.ts'
import { tellCase } from '../prove.ts'

/** How a mutant ended: `after` is missing when the proof did not find it. */
export interface Found {
  name: string
  after?: number
  violation?: string
  faults?: readonly string[]
  /** It could not be tried at all. */
  fault?: string
}

const SCENARIO = 'clinic'
/** Where most can go wrong: around the two durable points of a wave, and at writes whose outcome is in doubt. */
const AROUND_A_WAVE: ReadonlySet<string> = new Set(['intents', 'sending', 'outcomes'])
/** Who wakes before a write overwrites what others have written only where he writes what became of a wave. */
const WAKES_BEFORE: ReadonlySet<Fault['kind']> = new Set<Fault['kind']>(['lease-lost', 'overslept'])
const HOT: ReadonlySet<Fault['kind']> = new Set<Fault['kind']>([
  'killed-before-write',
  'killed-after-write',
  'lease-lost',
  'lease-lost-after',
  'overslept',
  'timeout-after',
  'late-commit',
  'seen-late',
  'half-batch',
  'left-out',
  'method-refused',
  'killed-in-flight',
])

/**
 * The ordinary cases of the proof in an order of chance that a seed repeats: of four, two are enumerated where most can go wrong, one is enumerated
 * anywhere, one is random.
 */
export async function* mutantCases(seed: number): AsyncIterable<CaseId> {
  const all: CaseId[] = []
  const hot: CaseId[][] = []
  for (const story of Object.keys(TEMPOS) as (keyof typeof TEMPOS)[]) {
    yield { scenario: SCENARIO, story, faults: [] }
    const { passed } = await tellCase({ scenario: SCENARIO, story, faults: [] })
    const cases = enumerated(SCENARIO, story, passed)
    const isHot = ({ faults: [fault] }: CaseId): boolean => {
      if (fault === undefined || !HOT.has(fault.kind)) return false
      const label = fault.on === 'write' ? (passed.write[fault.n - 1] ?? '') : ''
      return fault.on === 'send' || (WAKES_BEFORE.has(fault.kind) ? label === 'outcomes' : AROUND_A_WAVE.has(label))
    }
    all.push(...cases)
    hot.push(mixed(cases.filter(isHot), seed))
  }
  const anywhere = mixed(all, seed)
  const inTurn = Array.from({ length: Math.max(...hot.map(({ length }) => length)) }, (_, at) => hot.flatMap((some) => some[at] ?? [])).flat()
  for (let at = 0; at < anywhere.length; at++) {
    yield* inTurn.slice(2 * at, 2 * at + 2)
    yield* anywhere.slice(at, at + 1)
    yield randomCase(seed * 100_000 + at, SCENARIO)
  }
}
