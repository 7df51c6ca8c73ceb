import * as assert from 'uvu/assert'
import { emptyReport, type RunReport } from '../../core/report.ts'
import { reasonsIn } from '../../core/texts/reasons.ts'
import { suite } from '../../fixtures/suite.ts'
import type { PlannedChange } from '../../pipelines/shop/plan.ts'
import { shopPlanCollector } from './shop-plan.ts'

const plans = suite('the plan of the shop')

const REPORT: RunReport = {
  schema: 1,
  run: 'r',
  job: 'sync-shop',
  startedAt: '2026-03-01T10:00:00.000Z',
  finishedAt: '2026-03-01T10:00:01.000Z',
  exit: 2,
  pipelines: [emptyReport('shop', 'site')],
}
const change = (id: number, fields: Partial<PlannedChange> = {}): PlannedChange => ({
  verb: 'create',
  id,
  noun: 'product',
  sku: String(id),
  title: `Дисплей ${id}`,
  section: `Раздел ${id % 3}`,
  variations: 0,
  fields: [{ field: 'stock', to: '3' }],
  ...fields,
})

plans('says in one line what changes in a product, in the words of the operator', () => {
  const plan = shopPlanCollector(reasonsIn('ru'), false)
  plan.add(
    change(1, {
      verb: 'update',
      sku: 'LCD-1',
      fields: [
        { field: 'price_retail', from: '2100', to: '999' },
        { field: 'stock', from: 'uncounted', to: '0' },
      ],
    }),
  )
  plan.add(change(2, { verb: 'update', variations: 4, fields: [{ field: 'active', from: 'yes', to: 'no' }] }))
  plan.add({ verb: 'reject', id: 3, because: { code: 'shop-no-title' } })
  const lines = plan.text(REPORT).split('\n')
  assert.is(lines[0], 'План shop@site: изменить: товары 2; отклонить 1.')
  assert.is(lines[1], 'Меняется: цена розница 1, остаток 1, показывается 1.')
  assert.is(lines[2], '  1 (LCD-1) «Дисплей 1»: изменить товар (цена розница: 2100 → 999, остаток: не учитывается → 0)')
  assert.is(lines[3], '  2 «Дисплей 2»: изменить товар (показывается: да → нет); с ним его варианты: 4')
})

plans('of thousands of new products shows what is gone first, sections, the first of each kind, and how many more there are', () => {
  const plan = shopPlanCollector(reasonsIn('en'), false)
  for (let id = 1; id <= 5_000; id++) plan.add(change(id))
  plan.add(change(9_000, { verb: 'delete', fields: [] }))
  const text = plan.text(REPORT)
  const lines = text.split('\n').filter((line) => line !== '')
  assert.is(lines[0], 'Plan shop@site: create: products 5000; delete: products 1.')
  assert.match(text, /Раздел 1 +1667 +0 +0\n/)
  assert.match(lines.find((line) => line.startsWith('  ')) ?? '', /9000/)
  assert.is(lines.at(-1), '  … and 4900 more to create (all: --json)')
  assert.ok(lines.length < 120, `${lines.length} lines`)
})

plans('as JSON holds everything, in one document, in the shape of any plan', () => {
  const plan = shopPlanCollector(reasonsIn('en'), true)
  for (let id = 1; id <= 1_201; id++) plan.add(change(id))
  plan.add({ verb: 'reject', id: 3_000, because: { code: 'shop-no-title' } })
  const document = JSON.parse([...plan.json(REPORT)].join('\n'))
  assert.equal([document.schema, document.exit, document.plan.length], [1, 2, 1_202])
  const { changes, steps, ...rest } = document.plan[1_200]
  assert.equal(rest, { partition: 'shop@site', key: '1201', do: 'apply', sku: '1201', title: 'Дисплей 1201', section: 'Раздел 1' })
  assert.equal(changes, [{ verb: 'create', noun: 'product', id: '1201', fields: [{ field: 'stock', to: '3' }] }])
  assert.equal(steps, ['create product 1201 (stock: 3)'])
  assert.equal(document.plan[1_201].do, 'reject')
  const [totals] = document.planTotals
  assert.equal([totals.create, totals.reject, totals.sections.length, totals.complete], [{ product: 1_201 }, 1, 3, true])
})

plans('without changes is an empty list; a stopped run says that its plan is not complete', () => {
  const plan = shopPlanCollector(reasonsIn('en'), true)
  assert.equal(JSON.parse([...plan.json(REPORT)].join('\n')).plan, [])
  assert.not.ok(plan.hasChanges())
  const stopped = { ...REPORT, pipelines: [{ ...emptyReport('shop', 'site'), stop: 'shop.unreachable' }] }
  assert.match(plan.text(stopped), /nothing to change\.\nThe plan is not complete/)
  assert.is(JSON.parse([...plan.json(stopped)].join('\n')).planTotals[0].complete, false)
})

plans.run()
