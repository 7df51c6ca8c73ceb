import * as assert from 'uvu/assert'
import type { Beat } from '../../core/ports/alerts.ts'
import { alertText } from '../../core/texts/alerts.ts'
import { suite } from '../../fixtures/suite.ts'
import { heard, listening, silences } from './agents.ts'

const agents = suite('machines that report to this one')
const NOON = Date.parse('2026-03-02T12:00:00Z')
const MINUTE = 60_000
const WATCHED = [{ id: 'f3', name: 'Филиал 3', silenceMs: 10 * MINUTE }]

function beat(at: number, readAt?: number): Beat {
  const part = { partition: 'ident-visits@main', label: 'Филиал на Мира', waiting: 0, buried: 0, ...(readAt === undefined ? {} : { readAt }) }
  return { schema: 1, agent: 'f3', name: 'Филиал 3', job: 'sync-ident', run: 'r', at, exit: 0, totals: {}, parts: [part] }
}

const told = (beats: ReturnType<typeof listening>, now: number): string[] =>
  silences(beats, WATCHED, now).flatMap(({ alert }) => (alert ? [alertText('ru', alert, 'raised').split(':')[0] ?? ''] : []))

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

agents('an old copy of a heartbeat does not make a silent agent look alive', () => {
  const beats = heard(heard({}, beat(NOON), NOON), beat(NOON - MINUTE), NOON + 30 * MINUTE)
  assert.is(beats.f3?.beat?.at, NOON)
})

agents.run()
