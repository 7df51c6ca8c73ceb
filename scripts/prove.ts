// Breaks everything on purpose and counts what was tried (docs/proof.md). Usage:
//   npm run prove                                  every point of every scenario, then 200 random histories
//   npm run prove -- --runs 10000 --seed 7         more of them, others of them
//   npm run prove -- --mutants                     plants known faults one by one: each must be found
//   npm run prove -- --repeat '{"scenario":…}'     one case again, as a failure has printed it
import { parseArgs } from 'node:util'
import type { CaseId } from './prove/cases.ts'
import { tryMutants } from './prove/mutants/hunt.ts'
import { MUTANTS } from './prove/mutants/mutants.ts'
import { explainFailures, prove, tellCase, warmUp } from './prove/prove.ts'
import { unprovenJobs } from './prove/scenarios.ts'
import { printed } from './prove/tally.ts'

const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    cases: { type: 'string', default: '500' },
    repeat: { type: 'string' },
  },
  allowPositionals: true,
})

async function repeat(text: string): Promise<number> {
  await warmUp()
  const { violations, struck, passed } = await tellCase(JSON.parse(text) as CaseId)
  console.log(`${passed.write.length} durable writes, ${passed.request.length} requests, ${struck.length} strokes`)
  for (const violation of violations) console.log(violation)
  return violations.length > 0 ? 1 : 0
}

async function huntMutants(): Promise<number> {
  const names = positionals.length > 0 ? positionals : MUTANTS.map(({ name }) => name)
  const results = await tryMutants(names, Number(values.cases), Number(values.seed), ({ name, after, violation, faults }) => {
    const does = MUTANTS.find((one) => one.name === name)?.does ?? ''
    if (after === undefined) console.log(`NOT FOUND  ${name.padEnd(28)} ${does}`)
    else console.log(`case ${String(after).padStart(3)}   ${name.padEnd(28)} ${does}\n             ${faults?.join(', ') ?? ''} → ${violation ?? ''}`)
  })
  const missed = results.filter(({ after }) => after === undefined)
  console.log(`\n${results.length - missed.length} of ${results.length} mutants found within ${values.cases} cases`)
  return missed.length > 0 ? 1 : 0
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

if (values.repeat !== undefined) process.exitCode = await repeat(values.repeat)
else process.exitCode = await (values.mutants ? huntMutants() : proveAll())
