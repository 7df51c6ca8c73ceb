// Breaks everything on purpose and counts what was tried (docs/proof.md). Usage:
//   npm run prove                                  every point of every scenario, then 200 random histories
//   npm run prove -- --runs 10000 --seed 7         more of them, others of them
//   npm run prove -- --repeat '{"scenario":…}'     one case again, as a failure has printed it
import { parseArgs } from 'node:util'
import type { CaseId } from './prove/cases.ts'
import { explainFailures, prove, tellCase, warmUp } from './prove/prove.ts'
import { unprovenJobs } from './prove/scenarios.ts'
import { printed } from './prove/tally.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string' },
    repeat: { type: 'string' },
  },
})

async function repeat(text: string): Promise<number> {
  await warmUp()
  const { violations, struck, passed } = await tellCase(JSON.parse(text) as CaseId)
  console.log(`${passed.write.length} durable writes, ${passed.request.length} requests, ${struck.length} strokes`)
  for (const violation of violations) console.log(violation)
  return violations.length > 0 ? 1 : 0
}

async function proveAll(): Promise<number> {
  const unproven = unprovenJobs()
  for (const line of unproven) console.log(`without proof: ${line}`)
  const startedAt = performance.now()
  const tally = await prove({
    seed: Number(values.seed),
    runs: Number(values.runs),
    mostFailures: 5,
    onProgress: (line) => console.error(line),
    ...(values.sample === undefined ? {} : { sample: Number(values.sample) }),
  })
  console.log(printed(tally))
  if (tally.failures.length > 0) console.log(`\n${await explainFailures(tally)}`)
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  console.log(`\nseed ${values.seed}: ${tally.enumerated + tally.random} cases in ${seconds} s, ${tally.failures.length} failed`)
  return tally.failures.length + unproven.length > 0 ? 1 : 0
}

process.exitCode = await (values.repeat === undefined ? proveAll() : repeat(values.repeat))
