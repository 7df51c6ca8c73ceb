import * as assert from 'uvu/assert'
import type { Ticket } from '../../core/ports/state.ts'
import { reasonsIn } from '../../core/texts/reasons.ts'
import { suite } from '../../fixtures/suite.ts'
import type { ShownTicket } from '../../jobs/queue-show.ts'
import { shownJson, shownText } from './queue-show.ts'

const show = suite('one waiting delivery, as an operator reads it')

const AT = Date.parse('2026-03-01T10:00:00Z')
const words = reasonsIn('ru', 'Europe/Moscow')

function shown(state: Ticket['state'], more: Partial<ShownTicket> = {}): ShownTicket {
  const cause: Ticket['cause'] = {
    code: 'portal.refused',
    params: { host: 'example.bitrix24.ru', method: 'crm.deal.add', code: '', detail: 'Не заполнено поле «Филиал»' },
    system: 'portal',
    method: 'crm.deal.add',
  }
  const ticket = { key: 'F1_1', version: '7', digest: 'd', lanes: [], state, cause, attempts: 2, looksAbsent: 0, firstAt: AT, dueAt: AT }
  const requests = [{ method: 'crm.deal.add', outcome: 'refused', code: 'portal.refused' } as const]
  const history = [{ at: AT, run: 'r', job: 'sync-ident', partition: 'ident-visits@main', key: 'F1_1', event: 'refused', requests } as const]
  return { partition: 'ident-visits@main', ticket, payload: {}, orders: [], history, ...more }
}

show('what the portal said, and each request with its outcome', () => {
  const text = shownText(shown('refused'), words, 'Europe/Moscow')
  assert.match(text, 'Портал сообщил: Не заполнено поле «Филиал».')
  assert.match(text, 'строка повторится сама')
  assert.match(text, '01.03.2026 13:00:00  отказ\n      запрос crm.deal.add: отказ (portal.refused)')
})

show('a buried one is not said to be tried again by itself', () => {
  const text = shownText(shown('buried'), words, 'Europe/Moscow')
  assert.not.match(text, 'повторится сама')
  assert.match(text, 'затем: bxi replay-queue release F1_1')
})

show('an uncertain one offers no order that would be refused', () => {
  assert.not.match(shownText(shown('unknown'), words, 'Europe/Moscow'), 'bxi replay-queue')
})

show('orders that wait are told in words', () => {
  assert.match(shownText(shown('refused', { orders: [{ order: 'bury', key: 'F1_1' }] }), words, 'Europe/Moscow'), 'снять с доставки')
})

show('for machines every moment is ISO 8601, and the cause has its text', () => {
  const { ticket, ...rest } = shown('refused')
  const json = shownJson({ ...rest, ticket: { ...ticket, verify: { since: AT, made: { contact: '318' } } } }, reasonsIn('en'))
  assert.equal(json.verify, { since: '2026-03-01T10:00:00.000Z', made: { contact: '318' } })
  assert.equal([json.cause.code, json.cause.why], ['portal.refused', 'The portal said: Не заполнено поле «Филиал».'])
})

show.run()
