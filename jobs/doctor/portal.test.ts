import * as assert from 'uvu/assert'
import { findingText } from '../../core/texts/doctor.ts'
import { suite } from '../../fixtures/suite.ts'
import { operatingFinding } from './portal.ts'

const lines = suite('what the doctor tells of the operating time of a portal')
const NOW = Date.UTC(2026, 2, 1, 12)

const looked = (...used: [string, number][]) =>
  operatingFinding(
    { host: 'portal', free: 50, burst: 50, methods: used.map(([method, usedShare]) => ({ method, usedShare, resetAt: NOW + 90_000 })) },
    480,
    NOW,
  )

lines('the busiest method is named with its share of the limit; below one per cent none is', () => {
  const { state, code, params } = looked(['crm.deal.list', 0.129], ['crm.deal.update', 0.42], ['batch', 0.1])
  assert.equal([state, code, params.method, params.percent], ['ok', 'portal-operating', 'crm.deal.update', 42])
  assert.equal([looked().code, looked(['crm.deal.list', 0.009]).code], ['portal-operating-none', 'portal-operating-none'])
})

lines('a warning comes only above what bxi itself leaves free, and says how long it lasts', () => {
  assert.equal([looked(['crm.deal.add', 0.92]).state, looked(['crm.deal.add', 0.96]).state], ['ok', 'warning'])
  const used = looked(['crm.deal.add', 0.96])
  assert.equal([used.code, used.params.minutes], ['portal-operating-used', 2])
  for (const lang of ['ru', 'en'] as const) assert.match(findingText(used, lang).what, /crm\.deal\.add.*96 % .*480.*2/)
})

lines.run()
