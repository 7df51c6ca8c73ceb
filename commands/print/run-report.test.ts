import * as assert from 'uvu/assert'
import { LOGGED, type PartitionReport, type RunReport } from '../../core/report.ts'
import { reasonsIn } from '../../core/texts/reasons.ts'
import { suite } from '../../fixtures/suite.ts'
import { reportText } from './run-report.ts'

const report = suite('the report of a run on a terminal')

const flow = (scope: string, part: Partial<PartitionReport> = {}): PartitionReport => ({
  name: 'ident-visits',
  scope,
  read: 1,
  applied: 0,
  unchanged: 0,
  skipped: 0,
  rejected: 0,
  waiting: 0,
  deferred: 0,
  redelivered: 0,
  buried: 0,
  held: 0,
  tried: 0,
  failed: 0,
  created: {},
  updated: {},
  requests: { http: 0, commands: 0, refused: 0 },
  cursor: undefined,
  problems: [],
  exit: 0,
  ...part,
})

const text = (...pipelines: PartitionReport[]): string => {
  const run = { schema: 1, run: 'r', job: 'sync-ident', startedAt: '2026-03-01T00:00:00Z', finishedAt: '2026-03-01T00:00:01.5Z', exit: 0 } as const
  return reportText({ ...run, pipelines } as unknown as RunReport, reasonsIn('ru'))
}

report('what happened nowhere takes no column, what was given up has one', () => {
  assert.not.match(text(flow('main')), /отклонено|снято/)
  assert.match(text(flow('main', { buried: 2 }), flow('east')), /снято/)
})

report('a run without a flow, of an empty plan, says so instead of an empty table', () => {
  assert.match(text(), /^Делать нечего\.\nЗавершено/)
})

report('a dry run speaks of what would be, and leaves out what its plan tells', () => {
  const problems = [
    { key: 'F1_1', code: 'visit-no-start', what: 'отклонён: нет времени', next: '', [LOGGED]: '' },
    { key: 'F1_2', code: 'client-several-contacts', what: 'контактов несколько', next: '', [LOGGED]: '' },
  ]
  const run = { schema: 1, run: 'r', job: 'sync-ident', startedAt: '2026-03-01T00:00:00Z', finishedAt: '2026-03-01T00:00:01Z', exit: 2 } as const
  const planned = { ...run, pipelines: [flow('main', { applied: 2, created: { deals: 2 }, problems })] } as unknown as RunReport
  const said = reportText(planned, reasonsIn('ru'), { tells: (key) => key === 'F1_1' })
  assert.match(said, 'к применению')
  assert.not.match(said, /применено|Создано|F1_1/)
  assert.match(said, 'F1_2: контактов несколько')
})

report('an outage that stops every source is told once', () => {
  const problems = [{ key: '', code: 'portal.unreachable', what: 'Портал недоступен.', why: '', next: '' }] as unknown as PartitionReport['problems']
  const said = text(flow('main', { problems }), flow('east', { problems }))
  assert.match(said, '  ident-visits@main, ident-visits@east: Портал недоступен.')
  assert.is(said.split('Портал недоступен').length, 2)
})

report('a table of an ordinary run fits 120 columns', () => {
  const busy = flow('main', { skipped: 1, rejected: 1, deferred: 1, redelivered: 1 })
  assert.ok(
    Math.max(
      ...text(busy)
        .split('\n')
        .map(({ length }) => length),
    ) <= 120,
  )
})

report.run()
