import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { parseBytes, parseDurationMs } from './units.ts'

const units = suite('durations and sizes')

const DURATIONS = {
  '500ms': 500,
  '30s': 30_000,
  '15m': 900_000,
  '2m': 120_000,
  '24h': 86_400_000,
  '60d': 5_184_000_000,
  '5y': 157_788_000_000,
  '0s': 0,
}
for (const [text, ms] of Object.entries(DURATIONS)) units(`${text} is ${ms} ms`, () => assert.is(parseDurationMs(text), ms))

const SIZES = { '512B': 512, '64KB': 65_536, '500MB': 524_288_000, '2GB': 2_147_483_648, '1TB': 1_099_511_627_776 }
for (const [text, bytes] of Object.entries(SIZES)) units(`${text} is ${bytes} bytes`, () => assert.is(parseBytes(text), bytes))

units('a number without its unit is refused, and so is everything else', () => {
  for (const text of ['', '30', 's', '-1s', '1.5h', '30 s', '30S', '1w', '1h30m', '999999999y', '500mb', '5 MB']) {
    assert.is(parseDurationMs(text), undefined, text)
    assert.is(parseBytes(text), undefined, text)
  }
})

units.run()
