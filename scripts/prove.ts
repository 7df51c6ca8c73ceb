// Breaks everything on purpose and counts what was tried (docs/proof.md). Usage:
//   npm run prove                                  every point of every scenario, then 200 random histories
//   npm run prove -- --runs 10000 --seed 7         more of them, others of them
//   npm run prove -- --minutes 10                  no more begins after that; what was tried by then is printed
//   npm run prove -- --workers 2                   shared among processes
//   npm run prove -- --real 200                    besides, random histories over sockets and files
//   npm run prove -- --kills 200                   true kill -9 of real processes at random moments
//   npm run prove -- --mutants                     plants known faults one by one: each must be found
//   npm run prove -- --repeat '{"scenario":…}'     one case again, as a failure has printed it
import { parseArgs } from 'node:util'
import type { CaseId } from './prove/cases.ts'
import { tryMutants } from './prove/mutants/hunt.ts'
import { MUTANTS } from './prove/mutants/mutants.ts'
import { killRuns } from './prove/kills/kills.ts'
import { explainFailures, prove, proveReal, tellCase, warmUp } from './prove/prove.ts'
import { lineOf, type Part, parsePart, proveInParts } from './prove/parts.ts'
import { unprovenJobs } from './prove/scenarios.ts'
import { printed, type Tally } from './prove/tally.ts'

/** Enough to see what is wrong. */
const MOST_FAILURES = 5

const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string' },
    real: { type: 'string', default: '0' },
    kills: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    cases: { type: 'string', default: '500' },
    minutes: { type: 'string' },
    workers: { type: 'string', default: '1' },
    part: { type: 'string' },
    repeat: { type: 'string' },
  },
  allowPositionals: true,
})

async function repeat(text: string): Promise<number> {
  await warmUp()
  const { violations, struck, passed } = await tellCase(JSON.parse(text) as CaseId)
  console.log(
    `${passed.write.length} durable writes, ${passed.ask.length} questions, ${passed.send.length} requests that write, ${struck.length} strokes`,
  )
  for (const violation of violations) console.log(violation)
  return violations.length > 0 ? 1 : 0
}

async function huntMutants(): Promise<number> {
  const names = positionals.length > 0 ? positionals : MUTANTS.map(({ name }) => name)
  const results = await tryMutants(names, Number(values.cases), Number(values.seed), ({ name, after, violation, faults, fault }) => {
    const does = MUTANTS.find((one) => one.name === name)?.does ?? ''
    if (after === undefined) console.log(`NOT FOUND  ${name.padEnd(28)} ${fault ?? does}`)
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
  const tally = await (Number(values.workers) > 1 ? proveInParts(Number(values.workers), process.argv.slice(2)) : provePart({ index: 0, of: 1 }))
  console.log(printed(tally))
  if (tally.failures.length > 0) console.log(`\n${await explainFailures(tally)}`)
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1)
  const cases = tally.enumerated + tally.random + tally.real
  console.log(
    `\nseed ${values.seed}: ${cases} cases in ${minutes} min (${Math.round(tally.cpuSeconds)} s of one core), ${tally.failures.length} failed`,
  )
  return tally.failures.length + unproven.length > 0 ? 1 : 0
}

async function provePart(part: Part): Promise<Tally> {
  const seed = Number(values.seed)
  const onProgress = (line: string): void => console.error(line)
  const endAt = values.minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + Number(values.minutes) * 60_000
  const tally = await prove({
    seed,
    part,
    runs: Number(values.runs),
    mostFailures: MOST_FAILURES,
    endAt,
    onProgress,
    ...(values.sample === undefined ? {} : { sample: Number(values.sample) }),
  })
  await proveReal(tally, Number(values.real), { seed, part, endAt, onProgress })
  return { ...tally, cpuSeconds: process.cpuUsage().user / 1e6 }
}

async function kill(): Promise<number> {
  const { kills, histories, escaped, failures } = await killRuns('clinic', Number(values.kills), Number(values.seed), (line) => console.error(line))
  for (const { seed, violations } of failures) console.log([`FAILED  story ${seed}`, ...violations.map((violation) => `  ${violation}`)].join('\n'))
  console.log(`${kills} processes killed in ${histories} stories (${escaped} ended first), ${failures.length} failed`)
  return failures.length > 0 ? 1 : 0
}

if (values.part !== undefined) console.log(lineOf(await provePart(parsePart(values.part))))
else if (values.kills !== undefined) process.exitCode = await kill()
else if (values.repeat !== undefined) process.exitCode = await repeat(values.repeat)
else process.exitCode = await (values.mutants ? huntMutants() : proveAll())
