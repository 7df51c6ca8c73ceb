import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { queueLeftText } from './queue-left.ts'

const left = suite('how the queue stands after a replay, in words')

const AT = '2026-03-01T10:00:00.000Z'
const SOON = '2026-03-01T10:00:40.000Z'

left('a replay that did nothing says why: nothing is due yet, when it will be, and how not to wait', () => {
  const said = queueLeftText({ taken: 0, waiting: 15, buried: 0, nextDue: SOON }, AT, 'ru')
  assert.is(said, 'Ничему ещё не пора. Ждут доставки: 15, ближайшая: через 40 с. Не ждать срока: bxi replay-queue release НОМЕР (или --cause КОД).')
})

left('nothing waits because of the cause that was named', () => {
  const said = queueLeftText({ taken: 0, waiting: 15, buried: 0, suiting: 0, nextDue: SOON }, AT, 'en')
  assert.is(said, 'Nothing waits because of the cause named with --cause. 15 wait for delivery, the next one: in 40 s.')
})

left('what a limit left is due, and nobody is told to wait', () => {
  assert.is(queueLeftText({ taken: 1, waiting: 2, buried: 0, nextDue: AT }, AT, 'en'), '2 wait for delivery, the next one: due.')
})

left('only buried ones are left: a person has to act', () => {
  const said = queueLeftText({ taken: 0, waiting: 0, buried: 3 }, AT, 'ru')
  assert.is(said, 'Снято и ждёт человека: 3. Вернуть снятое: bxi replay-queue release НОМЕР.')
})

left('what waits in a flow that the configuration no longer names is not passed over', () => {
  const said = queueLeftText({ taken: 0, waiting: 2, buried: 0, unconfigured: ['ident-visits@old'] }, AT, 'ru')
  assert.match(said, 'Ждут доставки: 2, ближайшая: некому доставить. Ждущее в ident-visits@old доставлять некому')
})

left('an empty queue is called empty', () => {
  assert.is(queueLeftText({ taken: 4, waiting: 0, buried: 0 }, AT, 'ru'), 'В очереди ничего не осталось.')
})

left.run()
