import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { dueBetween, lastDue, parseSchedule } from './schedule.ts'

const schedule = suite('when a job is due')

/** Local time of the machine, like the schedule. */
const at = (...parts: [number, number, number, number, number]): number => new Date(...parts).getTime()
const MINUTE = 60_000

schedule('every two minutes means the even ones', () => {
  const due = dueBetween(parseSchedule('*/2 * * * *'), at(2026, 2, 2, 10, 1), at(2026, 2, 2, 10, 9))
  assert.equal(
    due.map((moment) => new Date(moment).getMinutes()),
    [2, 4, 6, 8],
  )
})

schedule('the last due moment is at or before the given one', () => {
  const nightly = parseSchedule('30 3 * * *')
  assert.is(lastDue(nightly, at(2026, 2, 2, 3, 30)), at(2026, 2, 2, 3, 30))
  assert.is(lastDue(nightly, at(2026, 2, 2, 3, 29) + 59_999), at(2026, 2, 1, 3, 30))
  assert.is(lastDue(parseSchedule('0 0 30 2 *'), at(2026, 2, 2, 3, 30)), undefined)
})

schedule('lists, ranges and steps of ranges are read; Sunday is 0 and 7', () => {
  const office = parseSchedule('0,30 9-17/4 * * 1-5')
  const week = dueBetween(office, at(2026, 2, 2, 0, 0), at(2026, 2, 9, 0, 0))
  assert.is(week.length, 5 * 3 * 2)
  const sunday = at(2026, 2, 8, 0, 0)
  for (const day of ['0', '7']) assert.equal(dueBetween(parseSchedule(`0 0 * * ${day}`), at(2026, 2, 2, 0, 0), at(2026, 2, 9, 0, 0)), [sunday])
})

schedule('with both days restricted either is enough', () => {
  const due = dueBetween(parseSchedule('0 0 4 * 1'), at(2026, 2, 1, 0, 0), at(2026, 2, 8, 0, 0))
  assert.equal(
    due.map((moment) => new Date(moment).getDate()),
    [2, 4],
  )
})

schedule('what is no expression is refused', () => {
  for (const wrong of ['', '* * * *', '60 * * * *', '*/0 * * * *', '5-1 * * * *', 'MON * * * *']) {
    assert.throws(() => parseSchedule(wrong), /not a cron expression/, wrong)
  }
  assert.is(dueBetween(parseSchedule('5/20 * * * *'), 0, 60 * MINUTE).length, 3)
})

schedule.run()
