import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { parsePhone, parsePhones } from './phone.ts'

const phones = suite('phones as people type them')
const ONE = '+79160000001'
const TWO = '+79030000002'

const SPELLINGS = [
  '+79160000001',
  '8 (916) 000-00-01',
  '89160000001',
  '79160000001',
  '9160000001',
  '916 000-00-01',
  '+8 916 000 00 01',
  '+89160000001',
  '00 7 916 000 00 01',
  '0079160000001',
  '+7(916)0000001',
  '+ 7 916 000 00 01',
  '7+9160000001',
  '8.916.000.00.01',
  '8/916/000-00-01',
  '8\u00a0916\u00a0000\u201100\u201101',
  '８ ９１６ ０００ ００ ０１',
  'тел. мамы 8-916-000-00-01',
  '8-916-000-00-01 (мама)',
  'т.89160000001, звонить после 18',
  '1) 8 916 000 00 01',
  'с 9 до 18: 8-916-000-00-01',
  '8(916)000-00-01 8(916)000-00-01',
]
for (const spelling of SPELLINGS) {
  phones(`"${spelling}" is one number`, () => assert.equal(parsePhones(spelling), { phones: [ONE] }))
}

for (const spelling of ['доб. 12', 'доб 12', 'доб.:1234', 'доп. 12', 'вн. 12', 'внутренний 12', 'ext 12', 'ext.12', '#12', 'x12', ' доб. 1-2']) {
  phones(`the extension "${spelling}" is dropped and said so`, () => {
    assert.equal(parsePhones(`8 916 000-00-01 ${spelling}`), { phones: [ONE], note: 'extension_dropped' })
  })
}

const PAIRS = [
  '89160000001, 89030000002',
  '8 916 000-00-01; 8 903 000-00-02',
  '8 916 000-00-01/8 903 000-00-02',
  '8 916 000-00-01\n8 903 000-00-02',
  '8 916 000-00-01 и 8 903 000-00-02',
  '8 916 000-00-01 или 903 000 00 02',
  '8916000000189030000002',
  '91600000019030000002',
  '916000000189030000002',
  '89160000001 89030000002',
  '8 916 000 00 01 8 903 000 00 02',
  '916 000 00 01 8 903 000 00 02',
  '+79160000001+79030000002',
  'мама 8916-000-00-01 папа 8903-000-00-02',
  '8 916 000-00-01 доп. 8 903 000-00-02',
  '8 916 000-00-01 доб. 12, 8 903 000-00-02 доб. 7',
]
for (const pair of PAIRS) {
  phones(`"${pair.replace('\n', '\\n')}" is two numbers`, () => assert.equal(parsePhones(pair), { phones: [ONE, TWO], note: 'two' }))
}

const FOREIGN = [
  ['+375 29 123-45-67', '+375291234567'],
  ['375291234567', '+375291234567'],
  ['8 10 375 29 123 45 67', '+375291234567'],
  ['00375291234567', '+375291234567'],
  ['+998 90 123 45 67', '+998901234567'],
  ['998901234567', '+998901234567'],
  ['+1 415 555 2671', '+14155552671'],
  ['8 701 234 56 78', '+77012345678'],
  ['+84951234567', '+84951234567'],
] as const
for (const [raw, expected] of FOREIGN) phones(`"${raw}" keeps its country`, () => assert.is(parsePhone(raw), expected))

phones('"+8 (495)" is Moscow, not Viet Nam', () => assert.is(parsePhone('+8 (495) 000-00-01'), '+74950000001'))
phones('a city number is a number', () => assert.is(parsePhone('8 (495) 123-45-67'), '+74951234567'))

const NONE = [
  undefined,
  '',
  ' ',
  'нет',
  'отказ',
  '000',
  '0000000000',
  '80000000000',
  '+70000000000',
  '123-45-67',
  '-',
  '+',
  '8916000000',
  '891600000012',
  '7916000000',
  '01.01.1990',
  'F2_1045',
  'доб. 12',
  '12345678901234567890',
]
for (const raw of NONE) phones(`${JSON.stringify(raw)} holds no number`, () => assert.equal(parsePhones(raw), { phones: [], note: 'none' }))

phones('any text gives the same answer twice, and only E.164 numbers that are read again as themselves', async () => {
  const unit = fc.constantFrom(...'0123456789+-() .,;/\nдобиx#@', '8916', '+7', 'доб. ', '😀')
  const text = fc.oneof(fc.string({ unit, maxLength: 60 }), fc.string({ unit: 'grapheme' }))
  await fc.assert(
    fc.property(text, (raw) => {
      const found = parsePhones(raw)
      assert.equal(parsePhones(raw), found)
      assert.is(found.note === 'none', found.phones.length === 0)
      for (const phone of found.phones) {
        assert.match(phone, /^\+[1-9]\d{6,14}$/)
        assert.is(parsePhone(phone), phone)
      }
    }),
    { numRuns: 500 },
  )
})

phones('a Russian mobile survives every way of grouping it', async () => {
  const prefix = fc.constantFrom('+7', '8', '7', '', '+8 ', '007', '8 ', '+7 (')
  const gap = fc.constantFrom('', ' ', '-', '.', ') ', '\u00a0', ' - ')
  const digits = fc.tuple(fc.constantFrom('900', '903', '916', '925', '977', '999'), fc.integer({ min: 0, max: 9_999_999 }))
  await fc.assert(
    fc.property(prefix, fc.array(gap, { minLength: 3, maxLength: 3 }), digits, (start, gaps, [area, rest]) => {
      const tail = String(rest).padStart(7, '0')
      const typed = `${start}${area}${gaps[0]}${tail.slice(0, 3)}${gaps[1]}${tail.slice(3, 5)}${gaps[2]}${tail.slice(5)}`
      assert.equal(parsePhones(typed), { phones: [`+7${area}${tail}`] }, typed)
    }),
    { numRuns: 300 },
  )
})

phones('a page of pasted digits is read in a moment', () => {
  assert.equal(parsePhones('1 '.repeat(100_000)).note, 'none')
})

phones.run()
