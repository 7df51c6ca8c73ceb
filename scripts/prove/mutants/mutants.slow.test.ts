import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { tryMutant } from './hunt.ts'
import { MUTANTS, type Mutant } from './mutants.ts'
import { mutated } from './plant.ts'

/** A proof that cannot fail proves nothing: each of these faults, planted into the running code, must be found by the ordinary cases. */
const mutants = suite('planted mutants')
const CASES = 500
const SEED = 1

for (const { name, does } of MUTANTS) {
  mutants.slow(`found: ${does}`, async () => {
    const { after, violation } = await tryMutant(name, CASES, SEED)
    assert.ok(after !== undefined && violation !== undefined, `${name} was not found in ${CASES} cases`)
  })
}

mutants('a mutant whose place is gone, or is not the only one, fails loudly', () => {
  const mutant: Mutant = { name: 'm', does: '', file: 'a.js', from: 'return a + b', to: 'return a' }
  assert.is(mutated('{ return a\n  + b }', mutant), '{ return a }')
  assert.throws(() => mutated('{ return a - b }', mutant), /fits 0 places/)
  assert.throws(() => mutated('return a + b; return a + b', mutant), /fits 2 places/)
})

mutants.run()
