import * as assert from 'uvu/assert'
import type { Beat } from '../../core/ports/alerts.ts'
import { alertText } from '../../core/texts/alerts.ts'
import { suite } from '../../fixtures/suite.ts'
import { type HeardBeats, heard, isOfNow, listening, silences } from './agents.ts'

const agents = suite('machines that report to this one')
const NOON = Date.parse('2026-03-02T12:00:00Z')
const MINUTE = 60_000
const WATCHED = [{ id: 'f3', name: 'Филиал 3', silenceMs: 10 * MINUTE }]

function beat(at: number, readAt?: number): Beat {
  const part = { partition: 'ident-visits@main', label: 'Филиал на Мира', waiting: 0, buried: 0, ...(readAt === undefined ? {} : { readAt }) }
  return { schema: 1, agent: 'f3', name: 'Филиал 3', job: 'sync-ident', run: 'r', at, exit: 0, totals: {}, parts: [part] }
}

const never = (): boolean => false
const told = (beats: HeardBeats, now: number, from = NOON, isOn: (kind: string, subject: string) => boolean = never): string[] =>
  silences(beats, WATCHED, now, from, isOn).flatMap(({ alert }) => (alert ? [alertText('ru', alert, 'raised').split(':')[0] ?? ''] : []))

agents('an agent that stopped reporting is named with the minutes of its silence', () => {
  const beats = heard(listening({}, WATCHED, NOON), beat(NOON, NOON), NOON)
  assert.equal(told(beats, NOON + 9 * MINUTE), [])
  assert.equal(told(beats, NOON + 14 * MINUTE), ['Филиал 3 молчит 14 мин'])
})

agents('an agent that never reported is silent from the moment this machine began to listen', () => {
  const beats = listening({}, WATCHED, NOON)
  assert.equal(told(beats, NOON + 9 * MINUTE), [])
  assert.equal(told(beats, NOON + 10 * MINUTE), ['Филиал 3 молчит 10 мин'])
})

agents('a source that its living agent cannot read is named by its branches', () => {
  const beats = heard(listening({}, WATCHED, NOON), beat(NOON + 20 * MINUTE, NOON), NOON + 20 * MINUTE)
  assert.equal(told(beats, NOON + 21 * MINUTE), ['Филиал на Мира молчит 21 мин'])
})

agents('a source that was silent when its agent fell silent did not speak again by that', () => {
  const beats = heard(listening({}, WATCHED, NOON), beat(NOON + 20 * MINUTE, NOON), NOON + 20 * MINUTE)
  const subjects = silences(beats, WATCHED, NOON + 40 * MINUTE, NOON, never).map(({ subject }) => subject)
  assert.equal(subjects, ['f3'])
})

agents('an old copy of a heartbeat does not make a silent agent look alive', () => {
  const beats = heard(heard({}, beat(NOON), NOON), beat(NOON - MINUTE), NOON + MINUTE)
  assert.equal([beats.f3?.beat?.at, beats.f3?.heardAt], [NOON, NOON])
  const again = heard(beats, beat(NOON), NOON + 5 * MINUTE)
  assert.is(again.f3?.heardAt, NOON, 'the same once more')
  assert.not.ok(isOfNow(beat(NOON), NOON + 11 * MINUTE), 'one that was held back is none of now')
})

agents('a sender whose clock is wrong by minutes is no more silent, and no less, than any other', () => {
  for (const apartMs of [-9 * MINUTE, 9 * MINUTE]) {
    const at = NOON + apartMs
    const beats = heard(listening({}, WATCHED, NOON), beat(at, at), NOON)
    assert.equal(told(beats, NOON + 9 * MINUTE), [])
    assert.equal(told(beats, NOON + 10 * MINUTE), ['Филиал 3 молчит 10 мин'])
  }
})

agents('a clock that was years ahead for a moment makes no agent unheard for years', () => {
  const YEAR = 365 * 24 * 60 * MINUTE
  assert.not.ok(isOfNow(beat(NOON + YEAR), NOON))
  const wrong = heard({}, beat(NOON + YEAR), NOON + YEAR)
  assert.is(heard(wrong, beat(NOON), NOON).f3?.beat?.at, NOON)
})

agents('a machine that could not hear for an hour calls nobody silent because of it, and ends no silence that was told', () => {
  const beats = heard(listening({}, WATCHED, NOON), beat(NOON, NOON), NOON)
  const back = NOON + 60 * MINUTE
  assert.equal(told(beats, back + MINUTE, back), [])
  assert.equal(told(beats, back + 10 * MINUTE, back), ['Филиал 3 молчит 70 мин'])
  assert.equal(
    told(beats, back + MINUTE, back, () => true),
    ['Филиал 3 молчит 61 мин'],
  )
})

agents.run()
