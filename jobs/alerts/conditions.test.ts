import * as assert from 'uvu/assert'
import { HOUR_MS } from '../../core/error-share.ts'
import type { RunRecord } from '../../core/ports/runs.ts'
import { alertText } from '../../core/texts/alerts.ts'
import { suite } from '../../fixtures/suite.ts'
import { findingsOf } from './conditions.ts'
import { type PartRecord, runRecord } from './records.testing.ts'

const facts = suite('what a run says about its troubles')
const NOON = Date.parse('2026-03-02T12:00:00Z')
const SETTINGS = { errorsPerHour: 0.1, outboxLimit: 1_000, silenceMs: 15 * 60_000, labelOf: () => 'Филиал 3' }

const record = (more: Partial<RunRecord> = {}): PartRecord => runRecord(NOON, more)

const rows = (tried: number, failed: number): PartRecord => record({ counts: { tried, failed } as RunRecord['counts'] })

function troubles(part: PartRecord, options: { recent?: RunRecord[]; readAt?: number; on?: readonly string[] } = {}): string[] {
  const isOn = (kind: string, subject: string): boolean => options.on?.includes(`${kind}:${subject}`) ?? false
  return findingsOf(part, options.recent ?? [part], options.readAt ?? NOON, SETTINGS, isOn).flatMap(({ alert }) =>
    alert ? [`${alert.kind}:${alert.subject}`] : [],
  )
}

const ERRORS = 'errors:ident-visits@main'
facts('more than a tenth of the rows of an hour failed: told; a tenth exactly, or fewer than twenty rows: not', () => {
  assert.equal(troubles(rows(20, 3)), [ERRORS])
  assert.equal(troubles(rows(20, 2)), [])
  assert.equal(troubles(rows(19, 19)), [])
  assert.equal(troubles(rows(0, 0), { recent: [rows(12, 2), rows(8, 1)] }), [ERRORS], 'runs of an hour add up')
})

facts('a share that hovers at its limit stays one trouble until it is well below', () => {
  assert.equal(troubles(rows(100, 9), { on: [ERRORS] }), [ERRORS])
  assert.equal(troubles(rows(100, 7), { on: [ERRORS] }), [])
})

facts('a queue above four fifths is told, and is over below three fifths', () => {
  const queue = (waiting: number) => record({ queue: { waiting, buried: 0, held: 0 } })
  const on = ['queue:ident-visits@main']
  assert.equal(troubles(queue(801)), on)
  assert.equal(troubles(queue(800)), [])
  assert.equal(troubles(queue(601), { on }), on)
  assert.equal(troubles(queue(600), { on }), [])
})

facts('a buried money event is told while it stands, a buried snapshot is not', () => {
  assert.equal(troubles(record({ queue: { waiting: 0, buried: 1, held: 1 } })), ['money_buried:ident-visits@main'])
  assert.equal(troubles(record({ queue: { waiting: 0, buried: 7, held: 0 } })), [])
})

facts('a portal that refuses the webhook is one trouble of the portal; a database that refuses its login is one of the source', () => {
  assert.equal(troubles(record({ stop: 'portal.credentials', exit: 77 })), ['credentials:portal'])
  assert.equal(troubles(record({ stop: 'ident.login-refused', exit: 77 })), ['credentials:ident-visits@main'])
})

facts('only a run that reached the portal proves that it knows us again', () => {
  const judged = (part: PartRecord): string[] =>
    findingsOf(part, [part], NOON, SETTINGS, () => true).flatMap(({ kind, subject, alert }) => (kind === 'credentials' && !alert ? [subject] : []))
  assert.equal(judged(record()), ['ident-visits@main'], 'an idle cycle asked nothing of the portal')
  assert.equal(judged(record({ reading: 'nothing' })), [], 'a replay asked nothing of the source')
  assert.equal(judged(record({ requests: { http: 1, commands: 1, refused: 0 } })), ['portal', 'ident-visits@main'])
  assert.equal(judged(record({ stop: 'portal.unreachable', requests: { http: 4, commands: 4, refused: 0 } })), [])
})

facts('a source that was not read to its end for a quarter of an hour is silent; one that was just read never is', () => {
  const dead = record({ stop: 'ident.unreachable', exit: 69 })
  assert.equal(troubles(dead, { readAt: NOON - 15 * 60_000 }), ['source_silent:ident-visits@main'])
  assert.equal(troubles(dead, { readAt: NOON - 14 * 60_000 }), [])
  assert.equal(troubles(record(), { readAt: NOON - HOUR_MS }), [])
})

facts('a portal that does not answer is one trouble, however many sources wait for it', () => {
  const stopped = { stop: 'portal.unreachable', exit: 69, requests: { http: 3, commands: 3, refused: 0 } } as const
  const told = ['main', 'north'].flatMap((scope) => troubles(record({ ...stopped, partition: `ident-visits@${scope}` }), { readAt: NOON - HOUR_MS }))
  assert.equal([...new Set(told)], ['source_silent:portal'])
  const [silent] = findingsOf(record(stopped), [], NOON - HOUR_MS, SETTINGS, () => false).filter(({ kind }) => kind === 'source_silent')
  assert.match(silent?.alert ? alertText('ru', silent.alert, 'raised') : '', /^В Битрикс24 ничего не доходит 60 мин/)
  assert.equal(troubles(record({ ...stopped, stop: 'portal.credentials' }), { readAt: NOON - HOUR_MS }), ['credentials:portal'], 'told by its name')
})

facts('a run that read nothing, or left the source to another run, neither begins nor ends a silence', () => {
  const others = [
    record({ reading: 'nothing' }),
    record({ reading: 'since' }),
    record({ stop: 'lease.held', exit: 75 }),
    record({ stop: 'state.lease-lost', exit: 75 }),
  ]
  for (const other of others) {
    const kinds = findingsOf(other, [other], NOON - HOUR_MS, SETTINGS, () => true).map(({ kind }) => kind)
    assert.not.ok(kinds.includes('source_silent'), other.stop ?? other.reading)
  }
})

facts('what concerns the portal is named in the language of the reader', () => {
  const alert = findingsOf(record({ stop: 'portal.credentials', exit: 77 }), [], NOON, SETTINGS, () => false).find(({ alert }) => alert)?.alert
  assert.match(alert ? alertText('en', alert, 'raised') : '', /^Bitrix24 refuses/)
  assert.match(alert ? alertText('ru', alert, 'raised') : '', /^Битрикс24 не принимает/)
})

facts('a run that never opened its partition says nothing about the queue', () => {
  const { queue: _, ...closed } = record({ stop: 'lease.held', exit: 75 })
  assert.equal(
    findingsOf(closed, [closed], NOON, SETTINGS, () => true)
      .map(({ kind }) => kind)
      .includes('queue'),
    false,
  )
})

facts('a run of the shop proves nothing about the portal, and who finds a source in the hands of another run cannot call it silent', () => {
  const kinds = (part: PartRecord) =>
    findingsOf(part, [part], NOON - 3_600_000, SETTINGS, () => true).map(({ kind, subject }) => `${kind}:${subject}`)
  const requests = { http: 9, commands: 0, refused: 0 }
  assert.not.ok(kinds(record({ partition: 'shop@site', job: 'sync-shop', requests })).includes('credentials:portal'))
  assert.ok(kinds(record({ requests })).includes('credentials:portal'))
  assert.not.ok(kinds(record({ stop: 'lease.held', exit: 75 })).includes('source_silent:ident-visits@main'))
})

facts.run()
