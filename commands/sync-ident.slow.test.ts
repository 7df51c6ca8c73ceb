import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import type { RunReport } from '../core/report.ts'
import { suite } from '../fixtures/suite.ts'
import { type ClinicWorld, startClinicWorld } from '../fixtures/world.ts'

const wire = suite('bxi sync ident, as an operator runs it: real processes, SQL Server protocol, HTTP, files')
const BIN = fileURLToPath(new URL('../bin/bxi.js', import.meta.url))

interface Ended {
  code: number | null
  out: string
  err: string
  report: RunReport
}

type Bxi = (...args: string[]) => Promise<Ended>

async function withWorld(use: (bxi: Bxi, world: ClinicWorld, folder: string) => Promise<void>): Promise<void> {
  const world = await startClinicWorld({ seed: 3, visits: 250 })
  const folder = mkdtempSync(join(tmpdir(), 'bxi-wire-'))
  const config = join(folder, 'bxi.toml')
  writeFileSync(config, world.toml, { mode: 0o600 })
  const bxi: Bxi = (...args) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [BIN, ...args, '--config', config, '--state', join(folder, 'state'), '--json'], {
        env: { PATH: process.env.PATH ?? '', LANG: 'C' },
      })
      let out = ''
      let err = ''
      child.stdout.on('data', (chunk) => (out += chunk))
      child.stderr.on('data', (chunk) => (err += chunk))
      child.on('close', (code) => resolve({ code, out, err, report: (out.startsWith('{') ? JSON.parse(out) : undefined) as RunReport }))
    })
  try {
    await bxi('portal', 'install')
    await use(bxi, world, folder)
  } finally {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

wire.slow('a first run brings every visit of the window, a second changes nothing, a dry run says so', async () => {
  await withWorld(async (bxi, world, folder) => {
    const planned = await bxi('sync', 'ident', '--dry-run')
    assert.equal([planned.code, world.portal.store.deals.count], [2, 0], planned.err)
    const first = await bxi('sync', 'ident')
    assert.is(first.code, 0, first.err)
    assert.equal(world.audit().faults, [])
    const deals = world.portal.store.deals.count
    const again = await bxi('sync', 'ident', '--full')
    assert.equal([again.code, again.report.pipelines.reduce((sum, { applied }) => sum + applied, 0), world.portal.store.deals.count], [0, 0, deals])
    const logs = readdirSync(join(folder, 'logs')).map((name) => readFileSync(join(folder, 'logs', name), 'utf8'))
    assert.ok(logs.join('').includes('"run ended"'))
    const names = world.sources.flatMap(({ plan }) => plan.patients.map(({ name }) => name.surname)).filter((surname) => surname.length > 5)
    const told = [first.out, first.err, ...logs].join('')
    for (const surname of new Set(names)) assert.not.ok(told.includes(surname), surname)
  })
})

wire.slow('a garbled answer of one branch stops neither the others nor the process', async () => {
  await withWorld(async (bxi, world) => {
    world.sources[0]?.ident.faults.garbage({ times: 50 })
    const { code, report, err } = await bxi('sync', 'ident')
    assert.ok(report, `${String(code)} ${err}`)
    const applied = Object.fromEntries(report.pipelines.map(({ scope, applied }) => [scope, applied > 0]))
    assert.equal(applied, { main: false, north: true, east: true, south: true })
    assert.ok(report.pipelines.find(({ scope }) => scope === 'main')?.problems.some(({ code: problem }) => problem.startsWith('ident.')))
    world.sources[0]?.ident.faults.clear()
    assert.is((await bxi('sync', 'ident')).code, 0)
    assert.equal(world.audit().faults, [])
  })
})

wire.slow('two runs at once share the work without doubling it: the second ends with 75 and names the first', async () => {
  await withWorld(async (bxi, world) => {
    const both = await Promise.all([bxi('sync', 'ident'), bxi('sync', 'ident')])
    assert.ok(
      both.every(({ code }) => code === 0 || code === 75),
      both.map(({ code, err }) => `${String(code)} ${err}`).join('\n'),
    )
    assert.ok(
      both.some(({ report }) =>
        report.pipelines.some(({ problems }) => problems.some(({ code, what }) => code === 'lease.held' && what.includes('sync-ident'))),
      ),
    )
    await bxi('sync', 'ident')
    assert.equal(world.audit().faults, [])
  })
})

wire.run()
