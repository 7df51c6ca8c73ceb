import { caseOf, type CaseId, enumerated, mixed, randomCase, TEMPOS } from './cases.ts'
import { tell, type Verdict } from './history.ts'
import { type Part, partOf } from './parts.ts'
import { SCENARIOS } from './scenarios.ts'
import { shrunk } from './shrink.ts'
import { count, emptyTally, type Tally, told } from './tally.ts'

export interface ProofOptions {
  seed: number
  /** Random histories. */
  runs: number
  /** Of the enumerated cases, at most so many, a fair sample; undefined: all. */
  sample?: number
  /** Ends the proof early, e.g. after this many failures. */
  mostFailures: number
  /** No case begins after this moment; what was not tried is not counted. */
  endAt?: number
  part: Part
  onProgress?: (line: string) => void
}

export async function tellCase(id: CaseId): Promise<Verdict> {
  return await tell(caseOf(id))
}

/** Random histories over sockets and files. A failure may not show again: two processes meet there as the machine likes. */
export async function proveReal(
  tally: Tally,
  histories: number,
  { seed, part, endAt, onProgress }: Pick<ProofOptions, 'seed' | 'part' | 'endAt' | 'onProgress'>,
): Promise<void> {
  const { realGround } = await import('./sim/real-ground.ts')
  const seeds = partOf(
    Array.from({ length: histories }, (_, at) => seed + at),
    part,
  )
  for (const one of seeds) {
    if (Date.now() >= (endAt ?? Number.POSITIVE_INFINITY)) return
    const id = randomCase(one)
    count(tally, id, await tell(caseOf(id), realGround()))
    tally.real++
    if (tally.real % 50 === 0) onProgress?.(`real ${tally.real} of ${seeds.length}, ${tally.failures.length} failed`)
  }
}

/** The first history loads modules from the disk, during which virtual time would run ahead: it is told once and thrown away. */
export async function warmUp(): Promise<void> {
  for (const scenario of Object.keys(SCENARIOS)) await tellCase({ scenario, story: 'at-once', faults: [] })
}

/** Every case of every scenario, then random histories. */
export async function prove(options: ProofOptions): Promise<Tally> {
  const tally = emptyTally()
  await warmUp()
  for (const scenario of Object.keys(SCENARIOS)) {
    const cases: CaseId[] = []
    for (const story of Object.keys(TEMPOS) as (keyof typeof TEMPOS)[]) {
      const undisturbed: CaseId = { scenario, story, faults: [] }
      const verdict = await tellCase(undisturbed)
      count(tally, undisturbed, verdict)
      for (const on of ['write', 'ask', 'send'] as const) tally.points[on] += verdict.passed[on].length
      cases.push(...enumerated(scenario, story, verdict.passed))
    }
    const sample = options.sample ?? SCENARIOS[scenario]?.mostEnumerated
    const chosen = sample === undefined ? cases : mixed(cases, options.seed).slice(0, sample)
    await tryAll(chosen, 'enumerated', tally, options)
  }
  const histories = Array.from({ length: options.runs }, (_, at) => randomCase(options.seed + at))
  await tryAll(histories, 'random', tally, options)
  return tally
}

async function tryAll(cases: readonly CaseId[], kind: 'enumerated' | 'random', tally: Tally, options: ProofOptions): Promise<void> {
  const ours = partOf(cases, options.part)
  for (const [at, id] of ours.entries()) {
    if (tally.failures.length >= options.mostFailures || Date.now() >= (options.endAt ?? Number.POSITIVE_INFINITY)) return
    const verdict = await tellCase(id)
    tally[kind]++
    count(tally, id, verdict)
    if (verdict.violations.length > 0) options.onProgress?.(`${kind} ${at + 1} of ${ours.length} failed: ${JSON.stringify(id)}`)
    if ((at + 1) % 500 === 0) options.onProgress?.(`${kind} ${at + 1} of ${ours.length}, ${tally.failures.length} failed`)
  }
}

/** What a person needs of each failure: the shortest case that shows it. */
export async function explainFailures({ failures }: Tally): Promise<string> {
  const texts: string[] = []
  for (const failure of failures) {
    const shapes = new Set(failure.violations.map(shapeOf))
    const shortest = await shrunk(failure.id, async (id) => (await tellCase(id)).violations.some((violation) => shapes.has(shapeOf(violation))))
    texts.push(told(failure, shortest))
  }
  return texts.join('\n\n')
}

/** What kind of fault a violation tells of: a shorter case must show the same one. */
function shapeOf(violation: string): string {
  return violation.replace(/[\d_]+/g, '').replace(/ is .*/, '')
}
