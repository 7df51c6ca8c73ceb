import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { type CaseId, enumerated, mixed, randomCase, TEMPOS } from './cases.ts'
import { tellCase, warmUp } from './prove.ts'
import { SCENARIOS, unprovenJobs } from './scenarios.ts'
import { type Failure, told } from './tally.ts'

/** The bounded form of `npm run prove`: a fair sample of the enumerated cases, and two hundred random histories. */
const proof = suite('the proof')
/** Portions of enumerated cases. */
const PORTIONS: Readonly<Record<string, number>> = { clinic: 4, agents: 1 }
const ENUMERATED = 30
const HISTORIES = 40

async function failuresOf(cases: readonly CaseId[]): Promise<Failure[]> {
  const failures: Failure[] = []
  for (const id of cases) {
    const { violations } = await tellCase(id)
    if (violations.length > 0) failures.push({ id, violations })
  }
  return failures
}

function assertNone(failures: readonly Failure[]): void {
  assert.is(failures.length, 0, failures.map((failure) => told(failure, failure.id)).join('\n\n'))
}

proof.before(warmUp)

proof('every job is run by a scenario, or says why none has to', () => {
  assert.equal(unprovenJobs(), [])
})

for (const scenario of Object.keys(SCENARIOS)) {
  proof(`${scenario}: without faults every tempo of the ordinary story ends well, and it passes many points`, async () => {
    for (const story of Object.keys(TEMPOS) as (keyof typeof TEMPOS)[]) {
      const { violations, passed } = await tellCase({ scenario, story, faults: [] })
      assert.equal(violations, [], story)
      assert.ok(passed.write.length >= 20 && passed.ask.length >= 5, `${passed.write.length} writes, ${passed.ask.length} questions`)
      const onlyReads = SCENARIOS[scenario]?.pointsPerStep.send === 0
      assert.is(passed.send.length >= 5, !onlyReads, `${passed.send.length} sends`)
    }
  })

  for (let portion = 0; portion < (PORTIONS[scenario] ?? 1); portion++) {
    proof.slow(`${scenario}: one fault anywhere loses, doubles and overwrites nothing (portion ${portion + 1})`, async () => {
      const cases: CaseId[] = []
      for (const story of Object.keys(TEMPOS) as (keyof typeof TEMPOS)[]) {
        const { passed } = await tellCase({ scenario, story, faults: [] })
        cases.push(...enumerated(scenario, story, passed))
      }
      assertNone(await failuresOf(mixed(cases, 1).slice(portion * ENUMERATED, (portion + 1) * ENUMERATED)))
    })
  }
}

for (let portion = 0; portion < 5; portion++) {
  proof.slow(`several faults in a random history lose, double and overwrite nothing (portion ${portion + 1})`, async () => {
    const seeds = Array.from({ length: HISTORIES }, (_, at) => 1 + portion * HISTORIES + at)
    assertNone(await failuresOf(seeds.map((seed) => randomCase(seed))))
  })
}

proof('the same case is the same to the last point every time it is told', async () => {
  const id = randomCase(42)
  const [first, second] = [await tellCase(id), await tellCase(id)]
  assert.equal(first.passed, second.passed)
  assert.equal(first.struck, second.struck)
})

proof.run()
