import { seededRandom } from '../../core/random.ts'
import { type Fault, KINDS, type PointKind } from './faults.ts'
import type { Case } from './history.ts'
import type { Step } from './scenario.ts'
import { scenarioNamed } from './scenarios.ts'

/** `at-once`: runs follow each other directly · `two-minutes`: as cron starts them · a number: the seed of a random story. */
export type Story = 'at-once' | 'two-minutes' | number

/** A case in few words: enough to tell it again on another machine. */
export interface CaseId {
  scenario: string
  story: Story
  /** Steps left out of the story, by their place in it. */
  without?: readonly number[]
  faults: readonly Fault[]
}

const CRON_MS = 120_000
const MOST_FAULTS = 4
/** How many points a step of a random story passes, about: a fault aimed beyond the end strikes nothing. */
const POINTS_PER_STEP = { write: 2, request: 1.2 } as const satisfies Record<PointKind, number>

export function caseOf(id: CaseId): Case {
  const scenario = scenarioNamed(id.scenario)
  const without = new Set(id.without)
  const steps = stepsOf(id).filter((_, at) => !without.has(at))
  const seed = typeof id.story === 'number' ? id.story : 1
  return { scenario, seed, steps, faults: id.faults, outboxLimit: outboxLimitOf(id.story) }
}

/** Queues that are full at once, that are full now and then, and that never are. */
function outboxLimitOf(story: Story): number {
  if (typeof story === 'number') return [1_000, 3, 1_000, 6][story % 4] ?? 1_000
  return story === 'at-once' ? 1_000 : 2
}

/** The whole story of a case. */
export function stepsOf({ scenario, story }: CaseId): readonly Step[] {
  if (typeof story === 'number') return scenarioNamed(scenario).random(story)
  const steps = scenarioNamed(scenario).ordinary()
  return story === 'at-once' ? steps : steps.flatMap((step): Step[] => (step.do === 'run' ? [step, { do: 'wait', ms: CRON_MS }] : [step]))
}

/** Every fault at every point that the undisturbed story passes. */
export function enumerated(scenario: string, story: Story, passed: Readonly<Record<PointKind, readonly string[]>>): CaseId[] {
  const at = <K extends PointKind>(on: K): Fault[] => passed[on].flatMap((_, index) => KINDS[on].map((kind) => ({ on, n: index + 1, kind }) as Fault))
  return [...at('write'), ...at('request')].map((fault) => ({ scenario, story, faults: [fault] }))
}

/** A random story with up to four faults, all from one seed. */
export function randomCase(scenario: string, seed: number): CaseId {
  const random = seededRandom(seed * 7_919 + 17)
  const below = (n: number): number => Math.floor(random.next() * n)
  const steps = stepsOf({ scenario, story: seed, faults: [] }).length
  const faults = Array.from({ length: 1 + below(MOST_FAULTS) }, (): Fault => {
    const on = below(3) === 0 ? 'write' : 'request'
    const kinds = KINDS[on]
    return { on, n: 1 + below(Math.ceil(steps * POINTS_PER_STEP[on])), kind: kinds[below(kinds.length)] } as Fault
  })
  return { scenario, story: seed, faults }
}

/** The same items in an order of chance, so that a part of them is a fair sample. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(seed)
  const left = [...items]
  for (let at = left.length - 1; at > 0; at--) {
    const other = Math.floor(random.next() * (at + 1))
    ;[left[at], left[other]] = [left[other] as T, left[at] as T]
  }
  return left
}
