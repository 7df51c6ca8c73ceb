import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { RECEPTION_STATUSES, type ReceptionStatus } from '../../core/ports/clinic.ts'
import { suite } from '../../fixtures/suite.ts'
import { decideStage } from './decide-stage.ts'
import { fieldHashes, fieldsOf } from './fields.ts'
import { AUTOMATIC_STAGES, DEFAULT_STAGE_TABLE, stageRows, stageTable, VISIT_KINDS } from './stages.ts'
import { deal, entry, FUNNEL, visit } from './visits.testing.ts'

const stages = suite('stages')

const planned = visit()
const billed = visit({ status: 'billed', finishedBefore: 1 })
const ended = visit({ status: 'ended' })
const choose = (...[seen, at, before]: [Parameters<typeof decideStage>[0], Parameters<typeof decideStage>[1], Parameters<typeof decideStage>[2]?]) =>
  decideStage(seen, at, before, FUNNEL, DEFAULT_STAGE_TABLE)

stages('the table has one answer for every kind and status', () => {
  assert.equal(
    stageRows(DEFAULT_STAGE_TABLE).map(({ kind, status, stage }) => `${kind} ${status} ${stage}`),
    [
      'consultation planned CONSULTATION_SCHEDULED',
      'consultation arrived CONSULTATION_SCHEDULED',
      'consultation in_progress CONSULTATION_SCHEDULED',
      'consultation ended CONSULTATION_DONE',
      'consultation billed CONSULTATION_DONE',
      'consultation canceled LOSE',
      'consultation no_show LOSE',
      'treatment planned TREATMENT',
      'treatment arrived TREATMENT',
      'treatment in_progress TREATMENT',
      'treatment ended TREATMENT',
      'treatment billed WON',
      'treatment canceled LOSE',
      'treatment no_show LOSE',
    ],
  )
})

stages('one line of the table is overridden without the others', () => {
  const table = stageTable({ treatment: { ended: 'WON' } })
  assert.equal([table.treatment.ended, table.treatment.planned, table.consultation.ended], ['WON', 'TREATMENT', 'CONSULTATION_DONE'])
})

stages('a deal where bxi left it follows the visit, backwards too', () => {
  assert.is(choose(ended, deal(), entry()).moveTo, 'C3:CONSULTATION_DONE')
  const won = entry({ stage: 'C3:WON', memo: { wanted: 'WON' } })
  assert.is(choose(visit({ status: 'ended', finishedBefore: 1 }), deal({ stage: 'C3:WON' }), won).moveTo, 'C3:TREATMENT')
})

stages('a deal that a person moved is left alone until the answer changes', () => {
  const moved = deal({ stage: 'C3:TREATMENT' })
  assert.equal([choose(planned, moved, entry()).moveTo, choose(planned, moved, entry()).rule], [undefined, 'moved-by-person'])
  assert.is(choose(ended, moved, entry()).moveTo, 'C3:CONSULTATION_DONE')
})

stages('a stage bxi does not know is left alone until the answer changes', () => {
  const own = deal({ stage: 'C3:UC_OWN' })
  assert.equal([choose(planned, own, entry()).moveTo, choose(planned, own, entry()).waitsForPerson], [undefined, undefined])
  assert.is(choose(ended, own, entry()).moveTo, 'C3:CONSULTATION_DONE')
})

stages('a manual stage is never left by itself; the visit waits for a person once its answer changes', () => {
  const manual = deal({ stage: 'C3:PLAN_PRESENTATION' })
  assert.equal([choose(planned, manual, entry()).moveTo, choose(planned, manual, entry()).waitsForPerson], [undefined, undefined])
  assert.equal([choose(ended, manual, entry()).moveTo, choose(ended, manual, entry()).waitsForPerson?.code], [undefined, 'stage-manual'])
})

stages('a deal closed by hand is never reopened; one that bxi closed is', () => {
  const lost = deal({ stage: 'C3:LOSE' })
  assert.equal([choose(ended, lost, entry()).moveTo, choose(ended, lost, entry()).waitsForPerson?.code], [undefined, 'stage-foreign-final'])
  const byUs = entry({ stage: 'C3:LOSE', memo: { wanted: 'LOSE' } })
  assert.is(choose(planned, lost, byUs).moveTo, 'C3:CONSULTATION_SCHEDULED')
})

stages('a deal moved to another funnel stays there', () => {
  assert.equal(choose(ended, deal({ funnelId: '8', stage: 'C8:NEW' }), entry()).waitsForPerson?.code, 'stage-other-funnel')
})

stages('with the state lost, the status on the deal tells whether the visit changed since', () => {
  assert.is(choose(ended, deal(), undefined).moveTo, 'C3:CONSULTATION_DONE')
  assert.is(choose(planned, deal({ stage: 'C3:TREATMENT' }), undefined).moveTo, undefined)
  assert.is(choose(planned, deal({ stage: 'C3:LOSE' }), undefined).moveTo, undefined)
})

stages('with the state lost, a deal closed by the bill is reopened when the bill is taken back', () => {
  const shown = deal({ stage: 'C3:WON' }, billed)
  assert.is(choose(visit({ status: 'ended', finishedBefore: 1 }), shown, undefined).moveTo, 'C3:TREATMENT')
})

stages('a write whose answer was lost is known by the status on the deal: what bxi did is undone, what a person did since is not', () => {
  const canceled = visit({ status: 'canceled' })
  const before = entry({ fields: fieldHashes(fieldsOf(planned)) })
  assert.is(choose(planned, deal({ stage: 'C3:LOSE' }, canceled), before).moveTo, 'C3:CONSULTATION_SCHEDULED')
  assert.is(choose(canceled, deal({ stage: 'C3:TREATMENT' }, canceled), before).rule, 'moved-by-person')
})

stages('with the state lost, a deal closed by hand stays closed when the visit changes later', () => {
  const shown = deal({ stage: 'C3:WON' }, planned)
  const seen = choose(planned, shown, undefined)
  assert.is(seen.rule, 'foreign-final')
  assert.is(choose(ended, shown, entry({ stage: seen.base, memo: { wanted: seen.wanted } })).moveTo, undefined)
})

stages('a manual stage survives 1,000 random histories of its visit', () => {
  const status = fc.constantFrom<ReceptionStatus>(...RECEPTION_STATUSES)
  const history = fc.array(fc.record({ status, treated: fc.boolean(), stateLost: fc.boolean() }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(history, (days) => {
      const manual = deal({ stage: 'C3:PLAN_PRESENTATION' })
      let before: ReturnType<typeof entry> | undefined = entry()
      for (const { status, treated, stateLost } of days) {
        if (stateLost) before = undefined
        const chosen = choose(visit({ status, finishedBefore: treated ? 1 : 0 }), manual, before)
        assert.is(chosen.moveTo, undefined)
        before = entry({ stage: chosen.base, memo: { wanted: chosen.wanted }, verdict: chosen.waitsForPerson ? 'waits_for_person' : 'applied' })
      }
    }),
    { numRuns: 1_000 },
  )
})

stages('whatever the table says is a stage that bxi moves to by itself', () => {
  for (const kind of VISIT_KINDS) for (const status of RECEPTION_STATUSES) assert.ok(AUTOMATIC_STAGES.includes(DEFAULT_STAGE_TABLE[kind][status]))
})

stages.run()
