import * as fc from 'fast-check'
import { parse } from 'smol-toml'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { configWordsIn } from '../texts/config.ts'
import { DOCUMENTED } from './documented.testing.ts'
import { type Fault, faultText } from './fault.ts'
import { configLeaves } from './leaves.ts'
import { nearest } from './nearest.ts'
import { type ConfigPath, isHolder, pathText, valueAt } from './path.ts'
import { checkSchema } from './schema-faults.ts'
import { SECRET_KEYS } from './warnings.ts'

const leaves = suite('values of the configuration')

leaves('every single value has a variable of its own', () => {
  const variables = configLeaves().map(({ variable }) => variable)
  assert.is(new Set(variables).size, variables.length)
  for (const name of [
    'BXI_LANG',
    'BXI_STATE_DIR',
    'BXI_PORTAL_PER_SECOND',
    'BXI_PORTAL_APP_CLIENT_ID',
    'BXI_IDENT_STAGES_WON',
    'BXI_SHOP_PRICE_TYPES_GOLD',
  ]) {
    assert.ok(variables.includes(name), name)
  }
})

leaves('every secret stands under a key that marks it as one', () => {
  const secrets = configLeaves().filter(({ kind }) => kind === 'secret')
  assert.ok(secrets.length >= 7)
  for (const { path } of secrets) assert.ok(SECRET_KEYS.has(path.at(-1) ?? ''), pathText(path))
})

leaves('whatever stands in place of a value, the fault has words for it in both languages', async () => {
  const file = parse(DOCUMENTED)
  const places = pathsOf(file)
  const junk = fc.constantFrom<unknown>('', 'xyz', -1, 0.5, 1e20, true, [], {}, [1], { a: 1 }, new Date(0), '@')
  await fc.assert(
    fc.property(fc.constantFrom(...places), junk, (path, value) => {
      const raw = structuredClone(file)
      const holder = valueAt(raw, path.slice(0, -1)) ?? raw
      ;(holder as Record<string | number, unknown>)[path.at(-1) ?? ''] = value
      const checked = checkSchema(raw)
      for (const fault of 'faults' in checked ? checked.faults : []) assertWorded(fault, raw)
    }),
    { numRuns: 1000 },
  )
})

leaves('a name that is nearly right is recognised, another one is not', () => {
  assert.is(nearest('per_secnd', ['burst', 'per_second']), 'per_second')
  assert.is(nearest('id', ['ids', 'user']), 'ids')
  assert.is(nearest('colour', ['burst', 'per_second']), undefined)
  assert.is(nearest('x', []), undefined)
})

function assertWorded(fault: Fault, raw: unknown): void {
  for (const lang of ['ru', 'en'] as const) {
    const text = faultText(fault, valueAt(raw, fault.path), configWordsIn(lang))
    assert.not.match(text, /undefined|\[object|NaN/)
    assert.ok(text.length > 10)
  }
}

function pathsOf(value: unknown, path: ConfigPath = []): ConfigPath[] {
  if (!isHolder(value)) return []
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return entries.flatMap(([key, inside]) => [[...path, key], ...pathsOf(inside, [...path, key])])
}

leaves.run()
