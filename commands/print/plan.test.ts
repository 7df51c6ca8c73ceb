import * as assert from 'uvu/assert'
import { reasonsIn } from '../../core/texts/reasons.ts'
import { suite } from '../../fixtures/suite.ts'
import type { Planned } from '../../pipelines/planned.ts'
import { planCollector } from './plan.ts'

const plans = suite('a plan on the screen')

/** A visit that waits for a person, and the responsible of whose deal would be told. */
const WAITS: Planned<unknown, unknown, unknown> = {
  candidate: { row: {}, key: { entity: 'F1_1', version: '', digest: '' }, lanes: [], isRedelivery: false },
  facts: {},
  decision: { do: 'apply', steps: [{}], waitsForPerson: { code: 'stage-manual', params: { deal: '905', stage: 'C3:PLAN', wanted: 'LOSE' } } },
  previews: [{ verb: 'notify', noun: 'responsible', id: '7', fields: [{ field: 'deal', to: '905' }] }],
}

for (const [lang, total, line] of [
  ['en', 'notify: responsible users 1', 'F1_1: notify responsible user 7 (deal: 905); waits for a person'],
  ['ru', 'уведомить: ответственных 1', 'F1_1: уведомить ответственного 7 (сделка: 905); ждёт человека'],
] as const) {
  plans(`whoever would be notified is named, in ${lang}`, () => {
    const plan = planCollector(reasonsIn(lang))
    plan.add('ident-visits@main', WAITS)
    assert.equal([plan.totals()[0]?.notify, plan.hasChanges()], [{ responsible: 1 }, true])
    for (const words of [total, line]) assert.ok(plan.text().includes(words), plan.text())
  })
}

plans.run()
