import * as assert from 'uvu/assert'
import type { QueueGroup } from '../../jobs/queue-list.ts'
import { suite } from '../../fixtures/suite.ts'
import { emptyText, groupJson, groupsCsv, groupsText, ticketsCsv } from './queue.ts'

const queue = suite('what waits, on a screen and in a spreadsheet')

const NOW = Date.parse('2026-03-01T10:00:00Z')
const refused: QueueGroup = {
  code: 'portal.refused',
  system: 'portal',
  method: 'crm.deal.add',
  refused: 2,
  unknown: 0,
  lane: 0,
  buried: 1,
  count: 3,
  oldest: NOW - 40_000,
  nextDue: NOW + 30_000,
  partitions: ['ident-visits@main'],
  examples: ['F1_1', 'F1_2', 'F1_3'],
  problem: {
    code: 'portal.refused',
    params: { host: 'example.bitrix24.ru', method: 'crm.deal.add', code: '', detail: 'Не заполнено поле «Филиал»' },
  },
}

queue('a group says what the system said about its first delivery', () => {
  const said = groupsText([refused], NOW, 'ru')
  assert.match(said, 'отказано: 2 · снято: 1 · 40 с назад → через 30 с')
  assert.match(said, 'F1_1: Портал сообщил: Не заполнено поле «Филиал».')
  assert.is(groupJson(refused, 'en').why, 'The portal said: Не заполнено поле «Филиал».')
})

queue('a delivery that an older bxi queued has no such line', () => {
  const { params: _, ...problem } = refused.problem
  assert.not.match(groupsText([{ ...refused, problem }], NOW, 'ru'), 'сообщил')
  assert.not.ok('why' in groupJson({ ...refused, problem }, 'ru'))
})

queue('a lane that is held is not called an uncertain write', () => {
  assert.match(
    groupsText([{ ...refused, code: 'engine.lane-held', method: 'x' }], NOW, 'ru'),
    '3  ждёт за другой доставкой того же клиента (engine.lane-held)',
  )
})

queue('an empty answer says whether the queue is empty or only holds none of what was asked for', () => {
  assert.is(emptyText([], 'ru'), 'В очереди ничего нет.')
  assert.match(emptyText([refused], 'ru'), 'ждут из-за: portal.refused, crm.deal.add. Ждут доставки: 2, снято и ждёт человека: 1.')
})

queue('a spreadsheet gets times that it takes for times, on the clock of the portal, and no formula', () => {
  const [, row = ''] = groupsCsv([{ ...refused, examples: ['=F1_1'] }], 'ru', 'Europe/Moscow').split('\n')
  assert.is(row, "portal.refused;portal;crm.deal.add;3;2;0;0;1;2026-03-01 12:59:20;2026-03-01 13:00:30;ident-visits@main;'=F1_1")
  const since = new Date(NOW).toISOString()
  const line = { key: 'F1_1', partition: 'ident-visits@main', state: 'buried', code: 'portal.refused', attempts: 4, since, version: '7' } as const
  assert.match(ticketsCsv([line], 'ru', 'Europe/Moscow'), 'F1_1;ident-visits@main;снято;portal.refused;;;4;2026-03-01 13:00:00;;7')
})

queue.run()
