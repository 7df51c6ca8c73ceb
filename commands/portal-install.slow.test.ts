import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { type Portal, startPortal } from '../fixtures/emulators/portal/index.ts'

const install = suite('bxi portal install, as an administrator runs it')
const BIN = fileURLToPath(new URL('../bin/bxi.js', import.meta.url))

interface Item {
  kind: string
  name: string
  state: string
  code?: string
  next?: string
}
interface Ended {
  code: number | null
  out: string
  err: string
  items: Item[]
}
type Bxi = (...args: string[]) => { ended: Promise<Ended>; kill(): void }

async function withPortal(use: (bxi: Bxi, portal: Portal) => Promise<void>): Promise<void> {
  const portal = await startPortal({ limits: 'off', serverCutoffMs: 9_000 })
  const folder = mkdtempSync(join(tmpdir(), 'bxi-install-'))
  const config = join(folder, 'bxi.toml')
  const toml = [
    '[portal]',
    `webhook = "${portal.url}"`,
    'settle = "10s"',
    '[ident]',
    'pipeline = "Ident"',
    '[[ident.sources]]',
    'id = "main"',
    'timezone = "Europe/Moscow"',
    'database = { server = "127.0.0.1", name = "PZ", user = "bxi", password = "x" }',
    'branches = [{ key = 1, n = 1 }]',
  ]
  writeFileSync(config, toml.join('\n'), { mode: 0o600 })
  const bxi: Bxi = (...args) => {
    const child = spawn(process.execPath, [BIN, 'portal', 'install', ...args, '--config', config, '--state', join(folder, 'state')], {
      env: { PATH: process.env.PATH ?? '', LANG: 'C' },
    })
    const ended = new Promise<Ended>((resolve) => {
      let out = ''
      let err = ''
      child.stdout.on('data', (chunk) => (out += chunk))
      child.stderr.on('data', (chunk) => (err += chunk))
      child.on('close', (code) => resolve({ code, out, err, items: out.startsWith('{') ? (JSON.parse(out) as { items: Item[] }).items : [] }))
    })
    return { ended, kill: () => void child.kill('SIGKILL') }
  }
  try {
    await use(bxi, portal)
  } finally {
    await portal.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const funnels = (portal: Portal): string[] => portal.store.categories.map(({ name }) => name)

install.slow('a dry run, the installation and a second one end with 2, 0 and 0', async () => {
  await withPortal(async (bxi, portal) => {
    const planned = await bxi('--dry-run', '--json').ended
    assert.equal([planned.code, funnels(portal)], [2, ['Общая']], planned.err)
    const first = await bxi('--json').ended
    assert.equal([first.code, funnels(portal)], [0, ['Общая', 'Ident']], first.err)
    const second = await bxi('--json').ended
    assert.equal([second.code, [...new Set(second.items.map(({ state }) => state))]], [0, ['exists']])
  })
})

install.slow('an installation killed while its creation is on the way leaves one funnel, and the next finishes it', async () => {
  await withPortal(async (bxi, portal) => {
    const fault = portal.faults.delayThenCommit(8_000, { method: 'crm.category.add' })
    const first = bxi('--json')
    while (fault.hits === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    first.kill()
    await first.ended
    // Looks before the late commit, waits as its predecessor would have done, and finds the funnel.
    const next = await bxi('--json').ended
    assert.equal([next.code, funnels(portal)], [0, ['Общая', 'Ident']], next.err)
    assert.match(next.err, 'until the next look')
    assert.is((await bxi('--dry-run').ended).code, 0)
  })
})

install.slow('of two installations at once on one machine the second is turned away with the name of the first', async () => {
  await withPortal(async (bxi, portal) => {
    const fault = portal.faults.delayThenCommit(8_000, { method: 'crm.category.add' })
    const first = bxi('--json')
    while (fault.hits === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    const second = await bxi('--json').ended
    assert.is(second.code, 75)
    assert.match(second.err, 'portal-install')
    assert.is((await first.ended).code, 0)
    assert.equal(funnels(portal), ['Общая', 'Ident'])
  })
})

install.slow('a webhook whose owner is no administrator creates nothing and ends with 77; advice for many things is told once', async () => {
  await withPortal(async (bxi, portal) => {
    portal.access.setAdministrator(false)
    const { code, out } = await bxi().ended
    assert.equal([code, funnels(portal)], [77, ['Общая']])
    assert.is(out.split('Access permissions').length, 2)
  })
})

install.slow('a field of the wrong type ends with 1 and names the field and the way out, in the language of the operator', async () => {
  await withPortal(async (bxi, portal) => {
    await fetch(`${portal.url}crm.deal.userfield.add`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fields: { FIELD_NAME: 'IDENT_START', USER_TYPE_ID: 'string', LABEL: 'x' } }),
    })
    const { code, items } = await bxi('--json').ended
    assert.is(code, 1)
    assert.equal(
      items.filter(({ state }) => state === 'differs').map(({ name, code: problem }) => [name, problem]),
      [['UF_CRM_IDENT_START', 'portal.field-type']],
    )
  })
})

install.run()
