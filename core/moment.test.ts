import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { parseMoment } from './moment.ts'

const moments = suite('moments as operators name them')

const ZONE = 'Europe/Moscow'
const NOW = Date.parse('2026-03-05T14:20:00+03:00')
const told = (text: string): string | undefined => {
  const moment = parseMoment(text, NOW, ZONE)
  return moment === undefined ? undefined : new Date(moment).toISOString()
}

moments('days begin at midnight of the zone, in both languages', () => {
  assert.equal([told('today'), told('сегодня')], ['2026-03-04T21:00:00.000Z', '2026-03-04T21:00:00.000Z'])
  assert.equal([told('yesterday'), told('Вчера')], ['2026-03-03T21:00:00.000Z', '2026-03-03T21:00:00.000Z'])
  assert.is(told('2026-03-01'), '2026-02-28T21:00:00.000Z')
})

moments('yesterday is the day before, also when the clock was changed in it or since', () => {
  const day = (word: string, now: string): string => new Date(parseMoment(word, Date.parse(now), 'Europe/Berlin') ?? 0).toISOString()
  assert.is(day('yesterday', '2026-03-30T00:30:00+02:00'), '2026-03-28T23:00:00.000Z', 'a day of 23 hours')
  assert.is(day('yesterday', '2026-10-25T23:30:00+01:00'), '2026-10-23T22:00:00.000Z', 'a day of 25 hours')
  assert.is(day('today', '2026-10-25T23:30:00+01:00'), '2026-10-24T22:00:00.000Z')
})

moments('a length of time means that long ago', () => {
  assert.equal(['2h', '2ч', '30m', '30 мин', '7d', '7д', 'now', 'сейчас'].map(told), [
    '2026-03-05T09:20:00.000Z',
    '2026-03-05T09:20:00.000Z',
    '2026-03-05T10:50:00.000Z',
    '2026-03-05T10:50:00.000Z',
    '2026-02-26T11:20:00.000Z',
    '2026-02-26T11:20:00.000Z',
    '2026-03-05T11:20:00.000Z',
    '2026-03-05T11:20:00.000Z',
  ])
})

moments('a time without an offset is of the zone, one with an offset is what it says', () => {
  assert.equal(
    [told('9:30'), told('2026-03-01 10:00'), told('2026-03-01T10:00:30')],
    ['2026-03-05T06:30:00.000Z', '2026-03-01T07:00:00.000Z', '2026-03-01T07:00:30.000Z'],
  )
  assert.equal([told('2026-03-01T10:00:00Z'), told('2026-03-01T10:00+07:00')], ['2026-03-01T10:00:00.000Z', '2026-03-01T03:00:00.000Z'])
})

moments('anything else is no moment', () => {
  for (const text of ['', 'soon', '2w', '2026-02-30', '25:00', '-2h', 'h']) assert.is(told(text), undefined, text)
})

moments.run()
