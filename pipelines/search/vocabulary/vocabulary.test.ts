import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { joinNumbers } from '../numbers.ts'
import { partPhrases } from '../parts.ts'
import { PhraseTable, stemsOf } from '../phrases.ts'
import { atomsOf, plain } from '../words.ts'
import { COLOURS } from './colours.ts'
import { LETTER_NAMES, MODEL_NICKNAMES, NAME_WORDS } from './names.ts'
import { NUMBER_WORDS } from './numbers.ts'
import { AMBIGUOUS_PHRASES, PARTS } from './parts.ts'
import { QUALITIES } from './qualities.ts'

const tables = suite('vocabulary tables')

tables('every phrase of a part is understood as that part', () => {
  const table = partPhrases([])
  const wrong: string[] = []
  for (const part of PARTS)
    for (const phrase of [...part.phrases, ...part.labels])
      if (!table.find(stemsOf(phrase))[0]?.means.parts.includes(part.id)) wrong.push(`${phrase} ≠ ${part.id}`)
  assert.equal(wrong, [])
})

tables('an ambiguous word names parts that exist', () => {
  const ids = new Set(PARTS.map((part) => part.id))
  for (const { parts } of AMBIGUOUS_PHRASES) for (const id of parts) assert.ok(ids.has(id), id)
})

tables('no part id and no label stands twice', () => {
  const ids = PARTS.map((part) => part.id)
  const labels = PARTS.flatMap((part) => part.labels.map((label) => label.toLowerCase()))
  assert.is(new Set(ids).size, ids.length)
  assert.equal(
    labels.filter((label, index) => labels.indexOf(label) !== index),
    [],
  )
})

tables('every phrase of a quality means that quality, every word of a colour that colour', () => {
  for (const concepts of [QUALITIES, COLOURS]) {
    const table = new PhraseTable<string>(0)
    for (const { id, phrases } of concepts) for (const phrase of phrases) table.add(phrase, id)
    const wrong = concepts.flatMap(({ id, phrases }) =>
      phrases.filter((phrase) => table.find(stemsOf(phrase))[0]?.means !== id).map((phrase) => `${phrase} ≠ ${id}`),
    )
    assert.equal(wrong, [])
  }
})

tables('qualities answer and come near to qualities that exist', () => {
  const ids = new Set(QUALITIES.map((quality) => quality.id))
  for (const { answers, near } of QUALITIES) for (const id of [...answers, ...near]) assert.ok(ids.has(id), id)
})

tables('every number word has its value', () => {
  for (const [value, words] of Object.entries(NUMBER_WORDS))
    for (const word of words)
      assert.equal(
        joinNumbers(atomsOf(word)).map((atom) => atom.text),
        [value],
        word,
      )
})

tables('names stand in Latin lower case, what people say in the form in which questions are compared', () => {
  for (const [name, said] of Object.entries(NAME_WORDS)) {
    assert.match(name, /^[a-z]+$/)
    for (const form of said) assert.is(plain(form), form)
  }
  for (const letters of Object.values(LETTER_NAMES)) for (const letter of letters) assert.match(letter, /^[a-z]$/)
})

tables('a nickname and its meaning differ', () => {
  for (const { said, meant } of MODEL_NICKNAMES) assert.not.equal([...said], [...meant])
})

tables.run()
