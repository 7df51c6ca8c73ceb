import { createRequire } from 'node:module'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { sourceOptions } from './clinic.testing.ts'
import { openClinicSource } from './index.ts'

const lazy = suite('the driver')
const loaded = (): string[] => Object.keys(createRequire(import.meta.url).cache).filter((path) => /node_modules[\\/](mssql|tedious)[\\/]/.test(path))

lazy('the driver is not loaded before the first read', async () => {
  const source = openClinicSource(sourceOptions(1, { connectTimeoutMs: 500 }))
  assert.equal(loaded(), [])
  try {
    await source.receptionsByIds(['1'], new AbortController().signal)
    assert.unreachable()
  } catch {
    assert.ok(loaded().length > 0)
  }
  await source.close()
})

lazy.run()
