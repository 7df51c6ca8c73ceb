import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { tryMutant } from './hunt.ts'
import { type Mutant, MUTANTS } from './mutants.ts'
import { misplaced, mutated } from './plant.ts'

/** A proof that cannot fail proves nothing: each of these faults, planted into the running code, must be found by the ordinary cases. */
const mutants = suite('planted mutants')
const CASES = 500
/** Those that few cases find; `npm run prove -- --mutants` tries all of them. */
const QUICK = new Set([
  'blind-retry',
  'lost-taken-for-unsent',
  'cursor-before-outbox',
  'outage-swallowed',
  'ledger-before-write',
  'no-intents',
  'no-second-look',
  'sources-applied-in-parallel',
  'stage-without-guard',
  'stage-from-ledger-alone',
  'outage-counts-as-refusal',
  'crash-not-recovered',
  'unknown-taken-for-done',
])
const SEED = 1

for (const { name, does } of MUTANTS.filter((mutant) => QUICK.has(mutant.name))) {
  mutants.slow(`found: ${does}`, async () => {
    const { after, violation } = await tryMutant(name, CASES, SEED)
    assert.ok(after !== undefined && violation !== undefined, `${name} was not found in ${CASES} cases`)
  })
}

mutants('every mutant has its place in the present code', () => {
  assert.equal(misplaced(MUTANTS), [])
  assert.ok(MUTANTS.length >= 12)
})

mutants('a mutant whose place is gone, or is not the only one, fails loudly', () => {
  const mutant: Mutant = { name: 'm', does: '', file: 'a.js', from: 'return a + b', to: 'return a' }
  assert.is(mutated('{ return a\n  + b }', mutant), '{ return a }')
  assert.throws(() => mutated('{ return a - b }', mutant), /fits 0 places/)
  assert.throws(() => mutated('return a + b; return a + b', mutant), /fits 2 places/)
})

mutants.run()
