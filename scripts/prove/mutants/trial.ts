// One mutant on trial, run from the changed copy: `node <copy>/scripts/prove/mutants/trial.js NAME CASES SEED`. Prints one line of JSON: after how many
// cases it was found, and by what.
import { tellCase, warmUp } from '../prove.ts'
import { type Found, mutantCases } from './cases.ts'

const [name = '', limit = '500', seed = '1'] = process.argv.slice(2)
await warmUp()
if (!('bxiPlantedMutant' in globalThis)) throw new Error(`the mutant ${name} was never loaded`)
const found: Found = { name }
let cases = 0
for await (const id of mutantCases(Number(seed))) {
  if (cases >= Number(limit)) break
  cases++
  const { violations } = await tellCase(id)
  if (violations.length === 0) continue
  Object.assign(found, { after: cases, violation: violations[0], faults: id.faults.map(({ kind }) => kind) })
  break
}
console.log(JSON.stringify(found))
