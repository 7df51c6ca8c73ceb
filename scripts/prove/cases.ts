import { seededRandom } from '../../core/random.ts'
import { type Fault, KINDS, type PointKind } from './faults.ts'
import type { Case } from './history.ts'
import type { Step } from './scenario.ts'
import { scenarioNamed, scenarioOf } from './scenarios.ts'

/** The pause after each run of the ordinary story that is waited for: none, long enough for a late commit but not for a lagging list, as cron makes it. */
export const TEMPOS = { 'at-once': 0, 'five-seconds': 5_000, 'two-minutes': 120_000 } as const
/** A tempo of the ordinary story, or the seed of a random one. */
export type Story = keyof typeof TEMPOS | number

/** A case in few words: enough to tell it again on another machine. */
export interface CaseId {
  scenario: string
  story: Story
  /** Steps left out of the story, by their place in it. */
  without?: readonly number[]
  faults: readonly Fault[]
}

const MOST_FAULTS = 4

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
  return story === 'two-minutes' ? 2 : 1_000
}

/** The whole story of a case. */
export function stepsOf({ scenario, story }: CaseId): readonly Step[] {
  if (typeof story === 'number') return scenarioNamed(scenario).random(story)
  const steps = scenarioNamed(scenario).ordinary()
  const ms = TEMPOS[story]
  return ms === 0 ? steps : steps.flatMap((step): Step[] => (step.do === 'run' && !step.beside ? [step, { do: 'wait', ms }] : [step]))
}

/** Every fault at every point that the undisturbed story passes. */
export function enumerated(scenario: string, story: Story, passed: Readonly<Record<PointKind, readonly string[]>>): CaseId[] {
  const faults = (['write', 'ask', 'send'] as const).flatMap((on) =>
    passed[on].flatMap((_, index) => KINDS[on].map((kind) => ({ on, n: index + 1, kind }) as Fault)),
  )
  return faults.map((fault) => ({ scenario, story, faults: [fault] }))
}

/** A random story with up to four faults, all from one seed. Writes on their way are struck most, because there most can go wrong. */
export function randomCase(seed: number, scenario = scenarioOf(seed)): CaseId {
  const random = seededRandom(seed * 7_919 + 17)
  const below = (n: number): number => Math.floor(random.next() * n)
  const one = <T>(items: readonly T[]): T => items[below(items.length)] as T
  const steps = stepsOf({ scenario, story: seed, faults: [] }).length
  const { pointsPerStep } = scenarioNamed(scenario)
  const places = (['write', 'ask', 'send', 'send'] as const).filter((on) => pointsPerStep[on] > 0)
  const faults = Array.from({ length: 1 + below(MOST_FAULTS) }, (): Fault => {
    const on = one(places)
    const kind = on === 'send' && below(3) === 0 ? one(['late-commit', 'seen-late', 'killed-in-flight'] as const) : one<string>(KINDS[on])
    return { on, n: 1 + below(Math.ceil(steps * pointsPerStep[on])), kind } as Fault
  })
  return { scenario, story: seed, faults }
}

/** One of each kind of fault, then another one of each, and so on: a sample in which rare kinds have their share. */
export function mixed(cases: readonly CaseId[], seed: number): CaseId[] {
  const byKind = new Map<string, CaseId[]>()
  for (const id of shuffled(cases, seed)) {
    const [fault] = id.faults
    const kind = `${fault?.on} ${fault?.kind}`
    byKind.set(kind, [...(byKind.get(kind) ?? []), id])
  }
  const most = Math.max(0, ...[...byKind.values()].map(({ length }) => length))
  return Array.from({ length: most }, (_, at) => [...byKind.values()].flatMap((some) => some[at] ?? [])).flat()
}

/** The same items in an order of chance, so that a part of them is a fair sample. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(seed)
  const left = [...items]
  for (let at = left.length - 1; at > 0; at--) {
    const other = Math.floor(random.next() * (at + 1))
    ;[left[at], left[other]] = [left[other] as T, left[at] as T]
  }
  return left
}
