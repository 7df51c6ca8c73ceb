import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import type { ProblemText } from '../problem.ts'
import { configEn } from './en/config.ts'
import { doctorEn } from './en/doctor.ts'
import { noticesEn } from './en/notices.ts'
import { en } from './en/problems.ts'
import { reasonsEn } from './en/reasons.ts'
import { configRu } from './ru/config.ts'
import { doctorRu } from './ru/doctor.ts'
import { noticesRu } from './ru/notices.ts'
import { ru } from './ru/problems.ts'
import { reasonsRu } from './ru/reasons.ts'
import type { DoctorTable } from './doctor.ts'
import { noticeText } from './notices.ts'
import { storyWordsIn } from './story.ts'

const texts = suite('words for people, in Russian and English')

/** Stands for any parameter: a text, a number, a list, at any depth. */
const ANYTHING: unknown = new Proxy(() => undefined, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => 'parameter' : ANYTHING),
  apply: () => ANYTHING,
})
const LANGUAGES = [
  ['Russian', ru, /[а-яё]/i],
  ['English', en, /[a-z]/i],
] as const

texts('both languages know the same problems', () => {
  assert.equal(Object.keys(ru).sort(), Object.keys(en).sort())
  assert.ok(Object.keys(en).length > 20)
})

for (const [language, table, letters] of LANGUAGES) {
  for (const [code, { text }] of Object.entries(table)) {
    texts(`${code} says in ${language} what happened, why, and what to do next`, () => {
      const said = (text as (params: unknown) => ProblemText)(ANYTHING)
      for (const sentence of [said.what, said.why, said.next].map(String)) {
        assert.match(sentence, /\S/)
        assert.not.match(sentence, /undefined|\[object|NaN/)
      }
      // A sentence may be all parameter (a list of faults); what happened and what to do are words of ours.
      for (const sentence of [said.what, said.next]) assert.match(String(sentence).replaceAll('parameter', ''), letters)
    })
  }
}

texts('Russian sentences are Russian: an English one was not left in its place', () => {
  for (const [code, { text }] of Object.entries(ru)) {
    const english = (en[code as keyof typeof en].text as (params: unknown) => ProblemText)(ANYTHING)
    const russian = (text as (params: unknown) => ProblemText)(ANYTHING)
    assert.is.not(String(russian.what), String(english.what), code)
    assert.is.not(String(russian.next), String(english.next), code)
  }
})

texts('both languages know the same reasons, each with a sentence of its own', () => {
  assert.equal(Object.keys(reasonsRu).sort(), Object.keys(reasonsEn).sort())
  const params = new Proxy({}, { get: () => 'parameter' })
  for (const [code, say] of Object.entries(reasonsRu)) {
    assert.match(say(params).replaceAll('parameter', ''), /[а-яё]/i, code)
    assert.not.match(say(params), /undefined/, code)
  }
  for (const [code, say] of Object.entries(reasonsEn)) assert.match(say(params).replaceAll('parameter', ''), /[a-z]/i, code)
})

texts('both languages know the same findings of the doctor, and the same ones ask for a change', () => {
  const said = (table: DoctorTable) =>
    Object.entries(table).map(([code, say]) => {
      const { what, next } = say(new Proxy({}, { get: () => 'parameter' }))
      return { code, what: what.replaceAll('parameter', ''), next: next?.replaceAll('parameter', '') }
    })
  const [russian, english] = [said(doctorRu), said(doctorEn)]
  const codes = (all: typeof english) => all.map(({ code, next }) => `${code} ${next === undefined ? '' : 'asks'}`).sort()
  assert.equal(codes(russian), codes(english))
  for (const { code, what, next } of russian) {
    if (code !== 'node-ok' && code !== 'config-warning') assert.match(what, /[а-яё]/i, code)
    if (next !== undefined) assert.match(next, /[а-яё]/i, code)
  }
  for (const { code, what } of english) if (code !== 'config-warning') assert.match(what, /[a-z]/i, code)
})

texts('both languages have every word about the configuration', () => {
  const words = (table: typeof configEn): [string, string][] =>
    (['expected', 'found', 'warnings'] as const).flatMap((part) =>
      Object.entries(table[part]).map(([name, say]): [string, string] => [`${part}.${name}`, (say as (...args: string[]) => string)('1', '2')]),
    )
  const russian = words(configRu)
  const english = words(configEn)
  assert.equal(
    russian.map(([name]) => name),
    english.map(([name]) => name),
  )
  for (const [name, word] of russian) assert.match(word, /[а-яё]/i, name)
  for (const [name, word] of english) assert.match(word, /[a-z]/i, name)
})

texts('both languages know the same notices for the responsible, and every name is in them', () => {
  const params = { visit: 'F1_7', deal: '905', stage: 'стадия [b]жирно[/b]', wanted: 'wanted' }
  assert.equal(Object.keys(noticesRu), Object.keys(noticesEn))
  for (const code of Object.keys(noticesEn)) {
    const [russian, english] = [noticeText('ru', { code }, params), noticeText('en', { code }, params)]
    assert.match(russian.replaceAll(params.stage, ''), /[а-яё]{4}/i, code)
    assert.match(english, /asks for "wanted"/, code)
    for (const text of [russian, english])
      for (const value of ['F1_7', '905', '(b)жирно(/b)', 'wanted']) assert.ok(text.includes(value), `${code}: ${value}`)
  }
})

texts('both languages have every word of journal, explain, status and slo', () => {
  const leavesOf = (words: unknown, path = ''): [string, string][] => {
    if (typeof words === 'function') return [[path, String((words as (...args: unknown[]) => unknown)(ANYTHING, ANYTHING, ANYTHING))]]
    if (typeof words !== 'object' || words === null) return [[path, String(words)]]
    return Object.entries(words).flatMap(([name, below]) => leavesOf(below, `${path}.${name}`))
  }
  const russian = leavesOf(storyWordsIn('ru'))
  const english = leavesOf(storyWordsIn('en'))
  assert.equal(
    russian.map(([name]) => name),
    english.map(([name]) => name),
  )
  // A title and a line about a person are all parameter: where, what and who.
  const hasWords = ([name]: [string, string]): boolean => name !== '.explain.title' && name !== '.explain.person'
  for (const [name, word] of russian.filter(hasWords)) assert.match(word.replaceAll('parameter', ''), /[а-яё]/i, name)
  for (const [name, word] of english.filter(hasWords)) assert.match(word.replaceAll('parameter', ''), /[a-z]/i, name)
  for (const [name, word] of english) assert.not.match(word, /[а-яё]/i, name)
})

texts.run()
