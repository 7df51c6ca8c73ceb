import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'

const schedule = suite('bxi schedule, as an operator runs it')
const BIN = fileURLToPath(new URL('../bin/bxi.js', import.meta.url))

const TOML = `[portal]
webhook = { env = "NOWHERE" }
[ident]
[[ident.sources]]
id = "main"
timezone = "Europe/Moscow"
database = { server = "x", name = "PZ", user = "bxi", password = { env = "NOWHERE" } }
branches = [{ key = 1, n = 1 }]
`

interface Place {
  folder: string
  bxi(...args: string[]): Promise<{ code: number | null; out: string; err: string }>
}

/** A folder with a configuration and, in front of the PATH, the tools a test gives. */
async function withPlace(tools: Readonly<Record<string, string>>, use: (place: Place) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bxi-schedule-'))
  writeFileSync(join(folder, 'bxi.toml'), TOML)
  for (const [name, script] of Object.entries(tools)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const bxi: Place['bxi'] = (...args) =>
    new Promise((resolve) => {
      const env = { PATH: `${folder}:/usr/bin:/bin`, LANG: 'C', HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') }
      const child = spawn(process.execPath, [BIN, 'schedule', ...args, '--config', join(folder, 'bxi.toml')], { env })
      let [out, err] = ['', '']
      child.stdout.on('data', (chunk) => (out += chunk))
      child.stderr.on('data', (chunk) => (err += chunk))
      child.on('close', (code) => resolve({ code, out, err }))
    })
  try {
    await use({ folder, bxi })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// Behaves as Debian's crontab does: -l lists or says there is none, - replaces.
const CRONTAB = `F="$HOME/spool"
case "$1" in
  -l) [ -f "$F" ] && cat "$F" || { echo "no crontab for me" >&2; exit 1; } ;;
  -) cat > "$F" ;;
esac`

schedule('install puts a block into the crontab, twice is harmless, uninstall takes it out', async () => {
  await withPlace({ crontab: CRONTAB }, async ({ folder, bxi }) => {
    writeFileSync(join(folder, 'spool'), '1 2 * * * echo mine\n')
    assert.is((await bxi('install')).code, 0)
    const installed = readFileSync(join(folder, 'spool'), 'utf8')
    assert.match(installed, '1 2 * * * echo mine')
    assert.match(installed, `--config ${folder}/bxi.toml`)
    const again = await bxi('install', '--json')
    assert.is(JSON.parse(again.out).state, 'unchanged')
    assert.is(readFileSync(join(folder, 'spool'), 'utf8'), installed)
    assert.is((await bxi('uninstall')).code, 0)
    assert.is(readFileSync(join(folder, 'spool'), 'utf8'), '1 2 * * * echo mine\n')
    rmSync(join(folder, 'spool'))
    assert.is((await bxi('install')).code, 0)
    assert.match(readFileSync(join(folder, 'spool'), 'utf8'), '# BEGIN bxi')
  })
})

schedule('a crontab that refuses is told, and nothing is said to be installed', async () => {
  await withPlace({ crontab: 'echo "you are not allowed to use this program (crontab)" >&2; exit 1' }, async ({ bxi }) => {
    const { code, out, err } = await bxi('install')
    assert.equal([code, out], [69, ''])
    assert.match(err, 'not allowed')
  })
})

schedule('install writes units and starts their timers, uninstall stops and removes them', async () => {
  await withPlace({ systemctl: 'echo "$@" >> "$HOME/calls"' }, async ({ folder, bxi }) => {
    const timer = join(folder, 'config/systemd/user/bxi-sync-ident.timer')
    assert.is((await bxi('install', '--as', 'systemd')).code, 0)
    assert.ok(existsSync(timer))
    assert.match(readFileSync(join(folder, 'calls'), 'utf8'), /daemon-reload\n.*enable --now bxi-sync-ident\.timer/)
    assert.is((await bxi('uninstall', '--as', 'systemd')).code, 0)
    assert.not.ok(existsSync(timer))
  })
})

schedule('next tells the due moments, print the files, and a wrong form is a wrong command', async () => {
  await withPlace({}, async ({ folder, bxi }) => {
    const next = JSON.parse((await bxi('next', '--count', '2', '--json')).out) as { jobs: { job: string; at: string[] }[] }
    const [sync] = next.jobs.filter(({ job }) => job === 'sync-ident')
    assert.is(Date.parse(sync?.at[1] ?? '') - Date.parse(sync?.at[0] ?? ''), 120_000)
    await bxi('print', '--as', 'windows', '--out', join(folder, 'tasks'))
    assert.match(readFileSync(join(folder, 'tasks/bxi-sync-ident.xml'), 'utf8'), '<Task')
    assert.equal([(await bxi('print', '--as', 'moon')).code, (await bxi('next', '--count', '0')).code], [64, 64])
    assert.match((await bxi('print')).out, process.execPath)
  })
})

schedule.run()
