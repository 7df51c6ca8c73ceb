import { clinicScenario } from './prove/clinic/world.ts'
import { KINDS, type Fault } from './prove/faults.ts'
import { tell } from './prove/history.ts'

const scenario = clinicScenario
const steps = scenario.ordinary()
const base = await tell({ scenario, seed: 1, steps, faults: [] })
const { passed, violations } = await tell({ scenario, seed: 1, steps, faults: [] })
console.log(passed.write.length, passed.request.length, violations)
const started = performance.now()
let tried = 0
const bad = new Map<string, number>()
for (const on of ['write', 'request'] as const)
  for (const kind of KINDS[on]) {
    let n = 0
    for (let at = 1; at <= base.passed[on].length; at++) {
      const v = await tell({ scenario, seed: 1, steps, faults: [{ on, n: at, kind } as Fault] })
      tried++
      if (v.violations.length) { n++; if (n <= 3) console.log(kind, at, base.passed[on][at - 1], v.violations.slice(0, 4)) }
    }
    bad.set(kind, n)
  }
console.log(tried, performance.now() - started, bad)
let failed = 0
const t2 = performance.now()
for (let seed = 1; seed <= 200; seed++) {
  const v = await tell({ scenario, seed, steps: scenario.random(seed), faults: [] })
  if (v.violations.length && ++failed < 15) console.log('seed', seed, v.violations.slice(0, 4))
}
console.log('random without faults failed', failed, performance.now() - t2)
