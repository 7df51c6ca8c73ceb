import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isProblem } from '../core/problem.ts'
import { memoryStore } from '../fixtures/fakes/memory-state.ts'
import { manualClock } from '../fixtures/fakes/manual-clock.ts'
import { suite } from '../fixtures/suite.ts'
import type { Kit } from '../jobs/wiring.ts'
import { checkPlanTarget, openPlan, savePlan } from './plan-file.ts'

const files = suite('plan files on the disk')

const MADE = { run: 'r', command: 'sync-ident', entities: [] }

async function withFolder(use: (folder: string, kit: Kit) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bxi-plan-'))
  const clock = manualClock(Date.parse('2026-03-01T10:00:00Z'))
  let ids = 0
  const kit = {
    clock,
    store: memoryStore({ clock }),
    random: { id: () => `id-${++ids}` },
    config: { portal: {} },
    portalHost: () => Promise.resolve('example.bitrix24.ru'),
  } as unknown as Kit
  try {
    await use(folder, kit)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    (error: unknown) => (isProblem(error) ? error.code : String(error)),
  )

files('a plan is for its owner only, says for which portal it is, and is replaced by a newer plan', async () => {
  await withFolder(async (folder, kit) => {
    const file = join(folder, 'plan.json')
    await savePlan(kit, file, MADE)
    await savePlan(kit, file, MADE)
    if (process.platform !== 'win32') assert.is(statSync(file).mode & 0o777, 0o600)
    const { plan, isOpenToOthers } = await openPlan(kit, file)
    assert.equal([plan.portal, isOpenToOthers], ['example.bitrix24.ru', false])
  })
})

files('a plan that others can read is still a plan, and that is told', async () => {
  await withFolder(async (folder, kit) => {
    const file = join(folder, 'plan.json')
    await savePlan(kit, file, MADE)
    chmodSync(file, 0o644)
    if (process.platform !== 'win32') assert.ok((await openPlan(kit, file)).isOpenToOthers)
  })
})

files('where a plan cannot be written is told before the work of planning', async () => {
  await withFolder(async (folder, kit) => {
    const taken = join(folder, 'bxi.toml')
    writeFileSync(taken, 'lang = "ru"\n')
    mkdirSync(join(folder, 'folder'))
    const targets = ['', join(folder, 'nowhere', 'plan.json'), join(folder, 'folder'), '/dev/full', taken]
    const expected = ['usage.wrong', 'plan.unwritable', 'plan.file-taken', 'plan.file-taken', 'plan.file-taken']
    assert.equal(await Promise.all(targets.map((file) => codeOf(checkPlanTarget(file)))), expected)
    assert.is(await codeOf(savePlan(kit, taken, MADE)), 'plan.file-taken')
    assert.is(readFileSync(taken, 'utf8'), 'lang = "ru"\n')
  })
})

files('what is no plan of this state folder is refused, and reading it makes no key there', async () => {
  await withFolder(async (folder, kit) => {
    const file = join(folder, 'plan.json')
    assert.is(await codeOf(openPlan(kit, file)), 'plan.unreadable')
    assert.is(await codeOf(openPlan(kit, folder)), 'plan.unreadable')
    await savePlan(kit, file, MADE)
    const other = { ...kit, store: memoryStore({ clock: kit.clock as ReturnType<typeof manualClock> }) }
    assert.is(await codeOf(openPlan(other, file)), 'plan.tampered')
    assert.equal(await other.store.documents.list(''), [])
    assert.not.ok(existsSync(`${file}.tmp`))
  })
})

files.run()
