import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { readModelName } from './model-name.ts'
import { otherLayout } from './layout.ts'
import { joinNumbers } from './numbers.ts'
import { soundDistance, soundOf } from './phonetic.ts'
import { INDEX, ask } from './shop.testing.ts'
import { typingDistance } from './spelling.ts'
import { stem } from './stem.ts'
import { titleWords } from './title.ts'
import { understand } from './understand.ts'
import { atomsOf, codeKey, cyrillicOf } from './words.ts'

const reading = suite('reading of words')
const numbers = (text: string): string =>
  joinNumbers(atomsOf(text))
    .map((atom) => atom.text)
    .join(' ')

reading('case forms of a word share their stem', () => {
  for (const forms of [
    ['зарядка', 'зарядки', 'зарядку'],
    ['крышка', 'крышкой', 'крышки'],
    ['черный', 'черная', 'черного', 'черн'],
    ['дисплей', 'дисплея', 'дисплею'],
    ['батарея', 'батарею', 'батареи'],
  ]) {
    assert.is(new Set(forms.map(stem)).size, 1, forms.join(' '))
  }
})

reading('a word typed half on the wrong layout is the word', () => {
  for (const question of ['дисgktq айфон 11 про', 'lbcплей айфон 11 про', 'вшыздфн айфон 11 про'])
    assert.equal(
      ask(question).cards.map((card) => card.sku),
      ['d11p'],
      question,
    )
})

reading('beside words of the wrong layout a lone letter is on it too, and a code with a tail is not', () => {
  const shown = (question: string): string[] => ask(question).cards.map((card) => card.sku)
  assert.equal(shown('кувьш 9 ф дисплей'), ['r9a'])
  assert.equal(shown('A515F/DS дисплей'), ['a51'])
})

reading('the other keyboard layout is its own inverse on words without punctuation keys', () => {
  assert.is(otherLayout('lbcgktq'), 'дисплей')
  assert.is(otherLayout('[jyjh'), 'хонор')
  assert.is(otherLayout('шзрщту'), 'iphone')
  assert.is(otherLayout('11'), undefined)
  void fc.assert(fc.property(fc.stringMatching(/^[a-z]{1,10}$/), (word) => assert.is(otherLayout(otherLayout(word) as string), word)))
})

reading('numbers said in words become digits, and those that do not add up stay apart', () => {
  assert.is(numbers('двадцать один'), '21')
  assert.is(numbers('ноль три'), '03')
  assert.is(numbers('семь две тысячи семнадцать'), '7 2017')
  assert.is(numbers('два точка четыре'), '2.4')
  assert.is(numbers('три тысячи пятьсот'), '3500')
  assert.is(numbers('10 тысяч'), '10000')
  assert.is(numbers('шестнадцатого года'), '2016 года')
  assert.is(numbers('одиннадцать про'), '11 про')
})

reading('letters and digits part, glued ones know it, a plus is a word', () => {
  assert.equal(
    atomsOf('SM-A125F').map((atom) => [atom.text, atom.glued]),
    [
      ['sm', false],
      ['a', true],
      ['125', true],
      ['f', true],
    ],
  )
  assert.equal(
    atomsOf('S9+ 10.2').map((atom) => atom.text),
    ['s', '9', 'plus', '10.2'],
  )
})

reading('codes are compared without punctuation, case and look-alike letters', () => {
  assert.is(codeKey('EB-BA505ABU'), 'ebba505abu')
  assert.is(codeKey('ВN46'), 'bn46')
})

reading('Russian in Latin letters comes back', () => {
  assert.is(cyrillicOf('kryshka'), 'крышка')
  assert.is(cyrillicOf('belaya'), 'белая')
})

reading('words that sound alike are near, others are not', () => {
  const distance = (a: string, b: string): number => soundDistance(soundOf(a), soundOf(b), 9)
  assert.ok(distance('дисплэй', 'дисплей') < 0.5)
  assert.ok(distance('самсунг', 'samsung') < 0.5)
  assert.ok(distance('хуавей', 'huawei') < 1.5)
  assert.ok(distance('дисплей', 'крышка') > 3)
})

reading('one slip of the finger is one, whichever it is', () => {
  for (const slip of ['диспей', 'диссплей', 'дилсплей', 'дисплкй', 'дипслей']) assert.is(typingDistance(slip, 'дисплей', 3), 1, slip)
  void fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{0,8}$/), fc.stringMatching(/^[a-z]{0,8}$/), (a, b) =>
      assert.is(typingDistance(a, b, 20), typingDistance(b, a, 20)),
    ),
  )
})

reading('of a model name the years, sizes and networks may stay unsaid', () => {
  const { core, soft, saysBrand } = readModelName('iPad 7 10.2 (2019)', 'Apple', 1)
  assert.equal([core, soft, saysBrand], [['ipad', '7'], ['10.2', '2019'], false])
  assert.equal(readModelName('Honor 10 Lite', 'honor', 1).core, ['10', 'lite'])
  assert.ok(readModelName('Honor 10 Lite', 'honor', 1).saysBrand)
  assert.equal(readModelName('Galaxy A6+ (2018)', 'Samsung', 1).core, ['galaxy', 'a6', 'plus'])
})

reading('titles and questions meet on units and pieces', () => {
  assert.ok(titleWords('Кабель 2 м').has('2м'))
  assert.ok(titleWords('кабель 2 метра').has('2м'))
  assert.ok(titleWords('Клей B-7000').has('b7000'))
})

reading('prices are read with their bounds, and a model number is never one', () => {
  const price = (text: string) => understand(text, INDEX.dictionary, INDEX.codes).price
  assert.equal(price('дисплей iphone 11 до 3000'), { max: 3000 })
  assert.equal(price('дисплей iphone 11 от 5000 до 12 тысяч'), { min: 5000, max: 12000 })
  assert.equal(price('не дороже 1500 рублей'), { max: 1500 })
  assert.equal(price('дешевле 3к'), { max: 3000 })
  assert.equal(price('экран подешевле'), { order: 'asc' })
  assert.equal(price('крышка от 11 про'), {})
})

reading('digits are never corrected', () => {
  assert.is(ask('дисплей redmi 99').none?.kind, 'no-model')
})

reading('any text is read without an error', () => {
  void fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[а-яa-z0-9 +./-]{0,60}$/)), (text) =>
      assert.ok(Array.isArray(ask(text).cards)),
    ),
    { numRuns: 300 },
  )
})

reading.run()
