import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { OperatingTime } from '../../fixtures/emulators/portal/limits/operating.ts'
import { suite } from '../../fixtures/suite.ts'
import { type Account, charged, EMPTY, freeAt, told, usedAt } from './operating.ts'

const operating = suite('operating time as we keep it')
const START = Date.UTC(2026, 2, 1, 7)

operating('what our commands cost drops out after ten minutes, not before', () => {
  const account = charged(charged(EMPTY, START, 5), START + 30_000, 7)
  assert.equal(
    [0, 599_999, 600_000, 630_000].map((after) => usedAt(account, START + after)),
    [12, 12, 7, 0],
  )
  assert.is(freeAt(account, START + 60_000, 7), START + 600_000)
  assert.is(freeAt(account, START + 60_000, 12), START + 60_000)
})

operating('what the portal tells beyond it counts until the portal lets it go', () => {
  const account = told(charged(EMPTY, START, 5), START, 300, START + 90_000)
  assert.equal([usedAt(account, START), usedAt(account, START + 90_000)], [300, 5])
  assert.is(usedAt(told(account, START + 91_000, 5, START + 600_000), START + 91_000), 5)
})

operating('more than there is can never be had: then it waits until all of it is free', () => {
  assert.is(freeAt(charged(EMPTY, START, 5), START, -1), START + 600_000)
  assert.is(freeAt(EMPTY, START, -1), START)
})

operating('it is never less than what the portal counts, whatever the order of the calls', () => {
  const calls = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 90_000 }), seconds: fc.double({ min: 0, max: 30, noNaN: true }) }), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(calls, (made) => {
      const portal = new OperatingTime(1e9)
      let account: Account = EMPTY
      let now = START
      for (const { afterMs, seconds } of made) {
        now += afterMs
        account = charged(account, now, seconds)
        const { operating: counted } = portal.charge('webhook', 'm', seconds, now)
        assert.ok(usedAt(account, now) >= counted - 1e-3, `${usedAt(account, now)} and ${counted}`)
      }
    }),
  )
})

operating.run()
