import * as assert from 'uvu/assert'
import { Problem } from '../core/problem.ts'
import { LOGGED } from '../core/report.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { suite } from '../fixtures/suite.ts'
import { withBench } from './clinic.testing.ts'
import { runJob } from './run-job.ts'

const language = suite('the language of the log file')

language('of a Russian run the report is Russian and the log English: rejected rows, refusals, what stopped a source', async () => {
  await withBench(
    async (bench) => {
      bench.clinics[0]?.change('1', { planStart: undefined } as never)
      bench.clinics[0]?.change('2', {})
      bench.portal.faults.commandRefused('crm.deal.add', 'no')
      const [, south] = bench.clinics
      assert.ok(south)
      south.trouble = new Problem('ident.unreachable', { source: 'south', server: 'south', detail: 'ETIMEDOUT' } as never)
      const kit = { ...bench.kit(), words: reasonsIn('ru') }
      const { pipelines } = await runJob('sync-ident', kit, { only: [], signal: new AbortController().signal })
      const told = pipelines.flatMap(({ problems }) => problems)
      assert.ok(told.length >= 3)
      for (const { what } of told) assert.match(what, /[а-яё]/i)
      const logged = bench.logged.filter((line) => told.some(({ code }) => line.includes(code)))
      assert.ok(logged.length >= told.length)
      for (const line of logged) assert.not.match(line, /[а-яё]/i)
      for (const problem of told) assert.not.ok(JSON.stringify(pipelines).includes(problem[LOGGED]))
    },
    { sources: ['main', 'south'] },
  )
})

language.run()
