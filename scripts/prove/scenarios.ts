import { JOBS } from '../../jobs/catalog.ts'
import { agentsScenario, clinicScenario } from './clinic/world.ts'
import type { Scenario } from './scenario.ts'
import { shopScenario } from './shop/world.ts'

/** Every scenario by its name. A new one is a folder beside `clinic/` and a line here. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  clinic: clinicScenario,
  agents: agentsScenario,
  shop: shopScenario,
}

/** Of so many random histories, how many each scenario tells. */
const SHARES: Readonly<Record<string, number>> = { clinic: 4, agents: 1, shop: 1 }

/** Whose random history a seed tells. */
export function scenarioOf(seed: number): string {
  const inTurn = Object.keys(SCENARIOS).flatMap((name) => Array.from({ length: SHARES[name] ?? 1 }, () => name))
  return inTurn[seed % inTurn.length] as string
}

/**
 * Every job of the catalogue, with the scenario that runs it or the reason why none has to. A job without a line, or whose scenario never runs it, fails
 * `npm run prove` and its test.
 */
const PROOF_OF: Readonly<Record<string, { scenario: string } | { because: string }>> = {
  'sync-ident': { scenario: 'clinic' },
  'sync-shop': { scenario: 'shop' },
  'sync-shop-full': { scenario: 'shop' },
}

/** Jobs that the proof would pass over in silence. */
export function unprovenJobs(): string[] {
  return JOBS.flatMap(({ name }) => {
    const proof = PROOF_OF[name]
    if (proof === undefined) return [`${name}: neither a scenario nor a reason`]
    if ('because' in proof) return proof.because === '' ? [`${name}: an empty reason`] : []
    return SCENARIOS[proof.scenario]?.jobs.includes(name) ? [] : [`${name}: the scenario ${proof.scenario} does not run it`]
  })
}

export function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS[name]
  if (!scenario) throw new Error(`no scenario ${name}; there are ${Object.keys(SCENARIOS).join(', ')}`)
  return scenario
}
