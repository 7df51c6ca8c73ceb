import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { parsePhone } from '../../core/phone.ts'
import { suite } from '../../fixtures/suite.ts'
import { phoneNo } from './crm.testing.ts'
import { byPhone, decodePhones, portalCode, SEARCH_LIMIT, searchForms } from './phones.ts'
import { phoneSearch } from './phone-search.ts'

const phones = suite('phones at the portal')

/** How people write a Russian number. */
const spelling = fc.record({
  digits: fc.stringMatching(/^9\d{9}$/),
  start: fc.constantFrom('+7', '7', '8', '', '+8', '007', '+7 ', '8 '),
  glue: fc.constantFrom('', ' ', '-', '  '),
  area: fc.boolean(),
})

phones('however a valid number was typed, one of the forms asked for has its code', async () => {
  await fc.assert(
    fc.property(spelling, ({ digits, start, glue, area }) => {
      const [code, a, b, c] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 8), digits.slice(8)]
      const raw = `${start}${area ? ` (${code}) ` : code}${[a, b, c].join(glue)}`
      const phone = parsePhone(`+7${digits}`)
      fc.pre(phone !== undefined)
      if (phone === undefined) return
      assert.ok(searchForms(phone).map(portalCode).includes(portalCode(raw)), raw)
      assert.is(byPhone([{ phones: decodePhones([{ ID: '1', VALUE: raw }]) }], [phone]).size, 1, raw)
    }),
  )
})

phones('a number of another country is found with its plus and behind 8 10', () => {
  const phone = parsePhone('+375291234567')
  assert.ok(phone)
  for (const raw of ['+375 29 123-45-67', '375291234567', '00375291234567', '8 10 375 29 1234567']) {
    assert.ok(searchForms(phone).map(portalCode).includes(portalCode(raw)), raw)
  }
})

phones('two numbers in one field are both known, what is no number is kept as typed', () => {
  const record = { phones: decodePhones([{ ID: '1', VALUE: '8 900 000-00-01, 8 900 000-00-02' }, { ID: '2', VALUE: 'нет' }, { ID: '3' }]) }
  assert.equal(
    record.phones.map(({ raw }) => raw),
    ['8 900 000-00-01, 8 900 000-00-02', 'нет'],
  )
  assert.equal([...byPhone([record], [phoneNo(1), phoneNo(2), phoneNo(3)]).keys()], [phoneNo(1), phoneNo(2)])
})

phones('fifty phones make eighteen calls of at most twenty values, every form in one of them', () => {
  const asked = Array.from({ length: 50 }, (_, n) => phoneNo(n))
  const commands = phoneSearch([...asked, ...asked]).commands()
  const values = commands.map(({ params }) => params.values as string[])
  assert.is(commands.length, 18)
  assert.ok(values.every((some) => some.length <= SEARCH_LIMIT))
  assert.equal(new Set(values.flat()).size, 150)
})

phones('a call that returns the limit is asked again phone by phone, one that is still full is crowded', () => {
  const search = phoneSearch([phoneNo(1), phoneNo(2)])
  const full = Array.from({ length: SEARCH_LIMIT }, (_, n) => n + 1)
  search.answered([{ CONTACT: full }, []])
  assert.is(search.commands().length, 2)
  search.answered([{ CONTACT: full }, { CONTACT: [99] }])
  assert.equal(
    [search.commands().length, [...search.crowded], search.hits('contact').has('99'), search.hits('lead').size],
    [0, [phoneNo(1)], true, 0],
  )
})

phones.run()
