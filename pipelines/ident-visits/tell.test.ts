import * as assert from 'uvu/assert'
import type { CrmStep } from '../../core/ports/crm.ts'
import { suite } from '../../fixtures/suite.ts'
import { decideVisit } from './decide.ts'
import type { VisitFacts } from './facts.ts'
import { DEFAULT_STAGE_TABLE } from './stages.ts'
import { tellingNotes, toldMemo } from './tell.ts'
import { deal, entry, known, visit } from './visits.testing.ts'

const tell = suite('telling the responsible of a deal')

const manual = deal({ stage: 'C3:PLAN_PRESENTATION', responsibleId: '7' })
const waits = { memo: { wanted: 'CONSULTATION_DONE', told: 'CONSULTATION_DONE' }, verdict: 'waits_for_person' } as const
const ended = visit({ status: 'ended' })
const DONE: CrmStep = { do: 'notify_responsible', dealId: '905', userId: '7', tag: 'F1_1045|CONSULTATION_DONE', text: 't' }

function told(seen: typeof ended, found: Partial<VisitFacts>, lang: 'ru' | 'en' | 'off' = 'en'): Extract<CrmStep, { do: 'notify_responsible' }>[] {
  const decision = decideVisit(seen, known(found), {
    table: DEFAULT_STAGE_TABLE,
    identity: 'phone',
    ...(lang === 'off' ? {} : { telling: { lang } }),
  })
  return decision.do === 'apply' ? decision.steps.flatMap((step) => (step.do === 'notify_responsible' ? [step] : [])) : []
}

tell('a demand that a manual stage stands against is told to the responsible, by the names of the stages', () => {
  const [step, ...more] = told(ended, { deal: manual })
  assert.equal([step?.userId, step?.dealId, step?.tag, more], ['7', '905', 'F1_1045|CONSULTATION_DONE', []])
  for (const words of ['F1_1045', '905', '"Презентация плана"', '"Консультация проведена"']) assert.ok(step?.text.includes(words), words)
})

tell('nothing is told while it is off, while nothing is asked for, and where bxi moves the deal itself', () => {
  assert.equal(told(ended, { deal: manual }, 'off'), [])
  assert.equal(told(visit(), { deal: manual }), [])
  assert.equal(told(ended, { deal: deal({ responsibleId: '7' }) }), [])
})

tell('the same demand is told once; another stage, and a stage asked for again, are news', () => {
  assert.equal(told(visit({ status: 'ended', room: 'Кабинет 9' }), { deal: manual, entry: entry(waits) }), [])
  assert.is(told(visit({ status: 'canceled' }), { deal: manual, entry: entry(waits) })[0]?.tag, 'F1_1045|LOSE')
  assert.is(told(ended, { deal: manual, entry: entry({ memo: { wanted: 'LOSE', told: 'LOSE' } }) })[0]?.tag, 'F1_1045|CONSULTATION_DONE')
})

tell('a demand that could not be told is told by the next decision', () => {
  assert.is(told(ended, { deal: manual, entry: entry({ ...waits, memo: { wanted: 'CONSULTATION_DONE' } }) }).length, 1)
})

tell('with the state lost nothing is told that the deal shows already', () => {
  assert.equal(told(ended, { deal: deal({ stage: 'C3:PLAN_PRESENTATION', responsibleId: '7' }, ended), entry: undefined }), [])
})

tell('closed by hand and moved to another funnel are told in words of their own, in both languages', () => {
  const won = deal({ stage: 'C3:WON', responsibleId: '7' })
  const away = deal({ funnelId: '8', stage: 'C8:NEW', responsibleId: '7' })
  assert.match(told(ended, { deal: won })[0]?.text ?? '', 'closed by hand ("Сделка успешна")')
  assert.match(told(ended, { deal: won }, 'ru')[0]?.text ?? '', 'закрыта вручную («Сделка успешна»)')
  assert.match(told(ended, { deal: away })[0]?.text ?? '', 'another funnel (C8:NEW)')
  assert.match(told(ended, { deal: away }, 'ru')[0]?.text ?? '', 'другую воронку (C8:NEW)')
})

tell('what people wrote into the visit never gets into the text', () => {
  const canary = visit({
    status: 'ended',
    patientSurname: 'Канарейкина',
    comment: 'канарейка',
    services: [{ name: 'Канарейка', quantity: '1', price: '1' }],
  })
  assert.not.match(told(canary, { deal: manual })[0]?.text ?? 'канарейка', /канаре/i)
})

tell('a deal without a responsible is reported, and nobody is told', () => {
  const decision = decideVisit(ended, known({ deal: deal({ stage: 'C3:PLAN_PRESENTATION' }) }), {
    table: DEFAULT_STAGE_TABLE,
    identity: 'phone',
    telling: { lang: 'ru' },
  })
  assert.ok(decision.notes?.some(({ code, report }) => code === 'responsible-none' && report))
  assert.equal(decision.do === 'apply' && decision.steps.some((step) => step.do === 'notify_responsible'), false)
})

tell('the ledger keeps what was told for as long as it is asked for', () => {
  assert.equal(toldMemo('CONSULTATION_DONE', undefined, [{ step: DONE }]), { told: 'CONSULTATION_DONE' })
  assert.equal(toldMemo('CONSULTATION_DONE', undefined, [{ step: DONE, problem: { code: 'portal.scope' } }]), {})
  assert.equal(toldMemo('CONSULTATION_DONE', entry(waits), []), { told: 'CONSULTATION_DONE' })
  assert.equal(toldMemo('LOSE', entry(waits), []), {})
  assert.equal(toldMemo(undefined, entry(waits), []), {})
})

tell('who was told goes to the journal, who was not to the report as well', () => {
  assert.equal(tellingNotes([{ step: DONE }]), [{ code: 'responsible-told', params: { user: '7', deal: '905' } }])
  assert.equal(tellingNotes([{ step: DONE, problem: { code: 'portal.scope' } }]), [
    { code: 'responsible-untold', params: { user: '7', deal: '905', why: 'portal.scope' }, report: true },
  ])
})

tell.run()
