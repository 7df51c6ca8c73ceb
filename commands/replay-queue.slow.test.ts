import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { type ClinicWorld, startClinicWorld } from '../fixtures/world.ts'

const wire = suite('bxi replay-queue and bxi apply, as an operator runs them: real processes, SQL Server protocol, HTTP, files')
const BIN = fileURLToPath(new URL('../bin/bxi.js', import.meta.url))

interface Ended {
  code: number | null
  out: string
  err: string
}
type Bxi = (...args: string[]) => Promise<Ended>

async function withWorld(use: (bxi: Bxi, world: ClinicWorld, folder: string) => Promise<void>): Promise<void> {
  const world = await startClinicWorld({ seed: 9, visits: 80 })
  const folder = mkdtempSync(join(tmpdir(), 'bxi-queue-'))
  const config = join(folder, 'bxi.toml')
  writeFileSync(config, world.toml, { mode: 0o600 })
  const bxi: Bxi = (...args) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [BIN, ...args, '--config', config, '--state', join(folder, 'state')], {
        env: { PATH: process.env.PATH ?? '', LANG: 'ru_RU.UTF-8' },
      })
      let out = ''
      let err = ''
      child.stdout.on('data', (chunk) => (out += chunk))
      child.stderr.on('data', (chunk) => (err += chunk))
      child.on('close', (code) => resolve({ code, out, err }))
    })
  try {
    await bxi('portal', 'install')
    await use(bxi, world, folder)
  } finally {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

wire.slow('a plan is shown, saved for its owner only, carried out once, and refused when it was changed', async () => {
  await withWorld(async (bxi, world, folder) => {
    const file = join(folder, 'plan.json')
    const planned = await bxi('sync', 'ident', '--plan', file)
    assert.is(planned.code, 2, planned.err)
    assert.match(planned.out, /План ident-visits@main: создать: контакты \d+, сделки \d+/)
    assert.equal([statSync(file).mode & 0o777, world.portal.store.deals.count], [0o600, 0])
    assert.is((await bxi('sync', 'ident', '--plan', join(folder, 'bxi.toml'))).code, 64)
    const applied = await bxi('apply', file)
    assert.is(applied.code, 0, applied.out + applied.err)
    assert.equal(world.audit().faults, [])
    const deals = world.portal.store.deals.count
    const again = await bxi('apply', file, '--json')
    assert.equal([again.code, world.portal.store.deals.count], [0, deals])
    writeFileSync(file, readFileSync(file, 'utf8').replace('"command": "sync-ident"', '"command": "sync-1dent"'))
    const tampered = await bxi('apply', file)
    assert.is(tampered.code, 65)
    assert.match(tampered.err, /печать не сходится/)
  })
})

wire.slow('a night with the queue: what waits is listed, shown, released and delivered', async () => {
  await withWorld(async (bxi, world, folder) => {
    world.portal.faults.commandRefused('crm.deal.add', 'поле не принято', { times: 1_000 })
    assert.is((await bxi('sync', 'ident')).code, 75)
    const list = await bxi('replay-queue', 'list')
    assert.match(list.out, /portal\.refused/, list.out + list.err)
    assert.match(list.out, /bxi replay-queue show НОМЕР/)
    const csv = await bxi('replay-queue', 'list', '--each', '--format', 'csv')
    assert.ok(csv.out.startsWith('\uFEFFномер;поток;'), csv.out.slice(0, 80))
    const { tickets } = JSON.parse((await bxi('replay-queue', 'list', '--each', '--json')).out) as { tickets: { key: string }[] }
    const key = tickets[0]?.key ?? ''
    const shown = await bxi('replay-queue', 'show', key)
    assert.is(shown.code, 0, shown.err)
    assert.match(shown.out, /повтор сделал бы сейчас +создать сделку/)
    const names = world.sources.flatMap(({ plan }) => plan.patients.map(({ name }) => name.surname)).filter((surname) => surname.length > 5)
    for (const surname of names) assert.not.ok(shown.out.includes(surname), surname)
    const lost = await bxi('replay-queue', 'show', `${key}0000`)
    assert.equal([lost.code, lost.err.includes(key)], [64, true])
    const canary = await bxi('replay-queue', 'release', '--cause', 'portal.refused').then(() => bxi('replay-queue', '--canary', '1', '--json'))
    assert.is(canary.code, 1, canary.out)
    world.portal.faults.clear()
    const buried = await bxi('replay-queue', 'bury', key)
    assert.match(buried.out, /снято с доставки/)
    assert.is((await bxi('replay-queue', 'release', '--cause', 'portal.refused')).code, 0)
    const run = await bxi('replay-queue', '--canary', '1')
    assert.is(run.code, 0, run.out + run.err)
    assert.match((await bxi('replay-queue', 'list')).out, /В очереди ничего нет/)
    assert.equal(world.audit().faults, [])
    assert.ok(existsSync(join(folder, 'logs')))
  })
})

wire.run()
