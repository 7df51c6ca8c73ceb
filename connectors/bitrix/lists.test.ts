import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { byIds, byValues, type ListTask, listCommand, pageOf } from './lists.ts'

const lists = suite('lists of the portal')

const rows = (count: number, fields: Record<string, unknown>) => Array.from({ length: count }, (_, n) => ({ ID: String(n + 1), ...fields }))
const only = (tasks: readonly ListTask[]): ListTask => {
  const [task] = tasks
  if (!task || tasks.length > 1) throw new Error(`${tasks.length} tasks`)
  return task
}

lists('ids go by pages, values by half pages, each once', () => {
  const many = Array.from({ length: 60 }, (_, n) => String(n))
  assert.equal([byIds('deal', ['ID'], [...many, ...many]).length, byValues('deal', ['ID'], 'ORIGIN_ID', [...many, ...many]).length], [2, 3])
})

lists('a short page is the end', () => {
  const task = only(byValues('deal', ['ID'], 'ORIGIN_ID', ['F1_1']))
  assert.is(pageOf(task, rows(49, { ORIGIN_ID: 'F1_1' })).next, undefined)
})

lists('behind a full page the list goes on by id', () => {
  const task = only(byValues('deal', ['ID'], 'ORIGIN_ID', ['F1_1'], { '=ORIGINATOR_ID': 'bxi-ident' }))
  const { next } = pageOf(task, rows(50, { ORIGIN_ID: 'F1_1' }))
  assert.ok(next)
  assert.equal(listCommand(next).params.filter, { '=ORIGINATOR_ID': 'bxi-ident', '@ORIGIN_ID': ['F1_1'], '>ID': '50' })
})

lists('a full page of asked ids is the whole', () => {
  const task = only(
    byIds(
      'deal',
      ['ID'],
      Array.from({ length: 50 }, (_, n) => String(n + 1)),
    ),
  )
  assert.is(pageOf(task, rows(50, {})).next, undefined)
})

lists('a portal that did not filter is not read from end to end, and its strangers are left out', () => {
  const task = only(byValues('contact', ['ID'], 'UF_CRM_IDENT_PATIENTS', ['main:1', 'main:2']))
  const answer = [...rows(49, { UF_CRM_IDENT_PATIENTS: false }), { ID: '77', UF_CRM_IDENT_PATIENTS: ['main:9', 'main:2'] }]
  const { rows: kept, next, isIgnored } = pageOf(task, answer)
  assert.equal([kept.map(({ ID }) => ID), next, isIgnored], [['77'], undefined, true])
})

lists('case and spaces at the end make no stranger: the database does not see them', () => {
  const task = only(byValues('deal', ['ID'], 'ORIGIN_ID', ['F1_1']))
  assert.is(pageOf(task, [{ ID: '1', ORIGIN_ID: 'f1_1 ' }]).isIgnored, false)
})

lists('nothing found comes as an empty list or map', () => {
  const task = only(byIds('deal', ['ID'], ['1']))
  assert.equal([pageOf(task, []).rows, pageOf(task, {}).rows], [[], []])
})

lists.run()
