import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { sourceOptions } from './clinic.testing.ts'
import { type HealthCheck, healthChecks } from './index.ts'
import { MINUTE, NOON, withClinic } from './source.testing.ts'

const health = suite('the doctor of a source')

async function examined(port: number, given: Parameters<typeof sourceOptions>[1] = {}): Promise<HealthCheck[]> {
  const clock = { now: () => NOON, sleep: sourceOptions(port).clock.sleep }
  const checks: HealthCheck[] = []
  for await (const check of healthChecks(sourceOptions(port, { clock, ...given }), new AbortController().signal)) checks.push(check)
  return checks
}
const states = (checks: readonly HealthCheck[]): string[] =>
  checks.filter((check) => check.state !== 'ok').map((check) => `${check.check} ${check.state} ${check.problem?.code ?? ''}`.trim())
const factsOf = (checks: readonly HealthCheck[], name: string) => checks.find((check) => check.check === name)?.facts

health('a healthy source is well in every respect', async () => {
  await withClinic({}, async ({ emulator, book }) => {
    const id = book()
    emulator.db.orders.insert({ ID_Receptions: id })
    const checks = await examined(emulator.port)
    assert.equal(states(checks), [])
    assert.equal(
      [...new Set(checks.map((check) => check.check))],
      ['files', 'connect', 'server', 'clock', 'account', 'columns', 'versions', 'branches', 'changes', 'sample'],
    )
    assert.is(factsOf(checks, 'server')?.version, '13.0.5026.0')
    assert.equal(factsOf(checks, 'changes'), { hours: 24, changes: 2, isCut: false, reception: 1, order: 1 })
    assert.equal(
      checks.find((check) => check.check === 'branches')?.rows?.map((row) => [row.key, row.name]),
      [
        ['1', 'Ленина'],
        ['2', 'ООО Ромашка Север'],
      ],
    )
  })
})

health('nothing of a patient is told', async () => {
  await withClinic({}, async ({ emulator, book }) => {
    book({ Comment: 'боится' })
    const told = JSON.stringify(await examined(emulator.port))
    for (const secret of ['Тестова', '900 000', 'боится', 'Пароль-1']) assert.not.match(told, secret)
  })
})

health('a source that cannot be reached is told once, the rest is skipped', async () => {
  const checks = await examined(1, { connectTimeoutMs: 500 })
  assert.is(checks[1]?.problem?.code, 'ident.unreachable')
  assert.ok(checks.slice(2).every((check) => check.state === 'skipped'))
})

health('an account that may write, a wrong clock, a wrong zone and an open transaction are warnings', async () => {
  await withClinic({}, async ({ emulator, book }) => {
    const id = book()
    emulator.grant('DELETE')
    emulator.db.serverSkewMs = 10 * MINUTE
    emulator.db.begin().tables.receptions.update(id, { Comment: 'x' })
    const checks = await examined(emulator.port, { timezone: 'Asia/Tomsk' })
    assert.equal(states(checks), ['clock warning', 'account warning'])
    assert.is(factsOf(checks, 'account')?.rights, 'DELETE')
    assert.is(factsOf(checks, 'clock')?.skewSeconds, 600)
    assert.is(factsOf(checks, 'clock')?.zoneErrorMinutes, -240)
    assert.is(factsOf(checks, 'versions')?.openTransaction, true)
  })
})

health('a query that no cycle needs may fail with a warning, a needed one fails', async () => {
  await withClinic({}, async ({ emulator, book }) => {
    book()
    emulator.lack('TreatmentPlanStages')
    emulator.shape('receptions', { without: ['patient_phone'] })
    assert.equal(states(await examined(emulator.port)), ['columns failed ident.columns', 'columns warning ident.query-misfit'])
  })
})

health.run()
