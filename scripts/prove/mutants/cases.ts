import { type CaseId, enumerated, mixed, randomCase, TEMPOS } from '../cases.ts'
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

/** The ordinary cases of the proof, enumerated and random in turn, in an order of chance that a seed repeats. */
export async function* mutantCases(seed: number): AsyncIterable<CaseId> {
  const scenario = 'clinic'
  const all: CaseId[] = []
  for (const story of Object.keys(TEMPOS) as (keyof typeof TEMPOS)[]) {
    yield { scenario, story, faults: [] }
    const { passed } = await tellCase({ scenario, story, faults: [] })
    all.push(...enumerated(scenario, story, passed))
  }
  for (const [at, id] of mixed(all, seed).entries()) {
    yield id
    yield randomCase(scenario, seed * 100_000 + at)
  }
}
