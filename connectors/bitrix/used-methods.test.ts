import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { repository } from '../../scripts/repository.testing.ts'
import { USED_METHODS } from './used-methods.ts'

const used = suite('the methods the doctor asks after')

used('are every method that the sources of the connector name, and no other', () => {
  const folder = join(repository, 'connectors/bitrix')
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !/\.(test|testing)\.ts$|^used-methods/.test(name))
  const named = sources.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/'(crm(?:\.[a-z]+)+)'/g)].map(([, method]) => method))
  // Made from a template: crm.${entity}.list and crm.${of}.userfield.add.
  const made = ['deal', 'contact', 'lead'].map((entity) => `crm.${entity}.list`).concat('crm.deal.userfield.add', 'crm.contact.userfield.add')
  const ofCrm = USED_METHODS.filter((method) => method.startsWith('crm.'))
  assert.equal([...ofCrm].sort(), [...new Set([...named, ...made])].sort())
})

used.run()
