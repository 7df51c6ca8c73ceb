import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { type ClinicWorld, startClinicWorld } from '../fixtures/world.ts'

const doctor = suite('bxi doctor, as an administrator runs it')
const BIN = fileURLToPath(new URL('../bin/bxi.js', import.meta.url))

interface Told {
  world: string
  subject: string
  state: string
  code: string
  what: string
  next?: string
}
interface Ended {
  code: number | null
  out: string
  err: string
  findings: Told[]
}
type Bxi = (...args: string[]) => Promise<Ended>

async function withWorld(use: (bxi: Bxi, world: ClinicWorld, folder: string) => Promise<void>, toml = (text: string) => text): Promise<void> {
  const world = await startClinicWorld({ seed: 5, visits: 120 })
  const folder = mkdtempSync(join(tmpdir(), 'bxi-doctor-'))
  const config = join(folder, 'bxi.toml')
  writeFileSync(config, toml(world.toml), { mode: 0o600 })
  const bxi: Bxi = (...args) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [BIN, ...args, '--config', config, '--state', join(folder, 'state')], {
        env: { PATH: process.env.PATH ?? '', LANG: 'C' },
      })
      let out = ''
      let err = ''
      child.stdout.on('data', (chunk) => (out += chunk))
      child.stderr.on('data', (chunk) => (err += chunk))
      child.on('close', (code) =>
        resolve({ code, out, err, findings: out.startsWith('{') ? (JSON.parse(out) as { findings: Told[] }).findings : [] }),
      )
    })
  try {
    await use(bxi, world, folder)
  } finally {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const failed = ({ findings }: Ended): string[] => findings.filter(({ state }) => state === 'failed').map(({ subject, code }) => `${subject} ${code}`)

doctor.slow('a bare portal is told what is missing; after the installation nothing is wrong, and nothing was changed by looking', async () => {
  await withWorld(async (bxi, world, folder) => {
    const bare = await bxi('doctor', '--json')
    assert.is(bare.code, 1, bare.err)
    const host = new URL(world.portal.url).host
    assert.equal(failed(bare), [`${host} portal.funnel-missing`, `${host} portal.fields-missing`])
    assert.equal([world.portal.store.categories.length, world.portal.store.userFields('CRM_DEAL').length], [1, 0])
    await bxi('portal', 'install')
    const sound = await bxi('doctor', '--json')
    assert.equal([sound.code, failed(sound)], [0, []], sound.err)
    const operating = sound.findings.filter(({ code }) => code.startsWith('portal-operating'))
    assert.equal(
      operating.map(({ state, code }) => [state, code]),
      [['ok', 'portal-operating-none']],
    )
    for (const { state, next } of sound.findings) assert.is(state === 'ok', next === undefined)
    assert.not(existsSync(join(folder, 'state', 'documents', 'portal-reference')), 'the doctor keeps nothing')
    const secrets = [
      new URL(world.portal.url).pathname.split('/')[3] ?? '',
      ...(world.sources[0]?.plan.patients.map(({ name }) => name.surname) ?? []),
    ]
    const words = sound.out + (await bxi('doctor')).out
    for (const secret of secrets.filter(({ length }) => length > 5)) assert.not.match(words, secret)
  })
})

doctor.slow('a dead database and a portal that is down stop no other line', async () => {
  await withWorld(async (bxi, world) => {
    await bxi('portal', 'install')
    await world.sources[1]?.ident.close()
    const { code, findings } = await bxi('doctor', '--json')
    assert.is(code, 69)
    const [dead, alive] = [world.sources[1]?.plan.id ?? '', world.sources[2]?.plan.id ?? '']
    const of = (subject: string, state: string) =>
      findings.filter((finding) => finding.subject === subject && finding.state === state).map((finding) => finding.code)
    assert.equal(of(dead, 'failed'), ['ident.unreachable'])
    assert.is(of(dead, 'skipped').length, 8)
    assert.ok(of(alive, 'ok').includes('ident-sample'))
    const outage = world.breakPortal()
    const without = await bxi('doctor', 'portal', '--json')
    assert.is(without.code, 69)
    outage.lift()
  })
})

doctor.slow('wrong settings are told one by one, each with the key to change', async () => {
  const spoilt = (text: string): string =>
    text
      .replace('timezone = "Europe/Moscow"', 'timezone = "Asia/Tomsk"')
      .replace('{ key = 2, n = 2, name = "Филиал на Мира" }', '{ key = 77, n = 2, name = "Филиал на Мира" }')
  await withWorld(async (bxi, world) => {
    const source = world.sources[0]?.ident
    source?.grant('DELETE')
    const { code, findings } = await bxi('doctor', 'ident', '--json')
    assert.is(code, 1)
    const main = findings.filter(({ subject, state }) => subject === 'main' && state !== 'ok')
    assert.equal(
      main.map(({ state, code: name }) => `${state} ${name}`),
      ['failed ident-zone-wrong', 'warning ident-account-writes', 'failed ident-branch-unmapped', 'warning ident-branch-unknown'],
    )
    assert.match(main[0]?.next ?? '', 'ident.sources[0].timezone')
    assert.match(main[2]?.next ?? '', '{ key = 2, n = 6 } to ident.sources[0].branches')
    assert.not.ok(findings.some(({ world: of }) => of !== 'ident'))
  }, spoilt)
})

doctor.slow('a revoked webhook and a world that is not configured have their own exit codes', async () => {
  await withWorld(async (bxi, world) => {
    world.portal.access.revoke(401)
    const { code, out } = await bxi('doctor', 'portal')
    assert.is(code, 77)
    assert.match(out, 'portal.webhook')
    assert.is((await bxi('doctor', 'moon')).code, 64)
  })
  await withWorld(
    async (bxi) => {
      const { code, findings } = await bxi('doctor', '--json')
      assert.equal([code, findings.some(({ code: name }) => name === 'portal-methods')], [0, true], 'a portal alone is looked at as far as it goes')
      assert.is((await bxi('portal', 'install')).code, 78)
    },
    (text) => text.slice(0, text.indexOf('[ident]')),
  )
  await withWorld(
    async (bxi) => {
      assert.is((await bxi('doctor', 'ident')).code, 78)
      assert.is((await bxi('doctor', '--json')).code, 0)
    },
    () => '',
  )
})

doctor.run()
