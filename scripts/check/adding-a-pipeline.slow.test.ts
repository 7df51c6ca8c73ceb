import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import type { RunReport } from '../../core/report.ts'
import { suite } from '../../fixtures/suite.ts'
import { startClinicWorld } from '../../fixtures/world.ts'
import { repository } from '../repository.testing.ts'

const page = suite('docs/adding-a-pipeline.md, followed to the letter')

const COPIED = ['bin', 'commands', 'jobs', 'pipelines', 'connectors', 'bot', 'core', 'fixtures', 'scripts', 'docs']
const FILES = ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs', 'biome.jsonc', 'knip.jsonc', 'crontab.example', '.gitignore']

interface Block {
  how: 'New file' | 'One line at the end of' | 'One line in the table of'
  path: string
  text: string
}

/** The code blocks of the page with the sentence that says what to do with each. */
function blocksOf(markdown: string): Block[] {
  const pattern = /(New file|One line at the end of|One line in the table of) `([^`]+)`:\n\n```ts\n([\s\S]*?)```/g
  return [...markdown.matchAll(pattern)].map(([, how = '', path = '', text = '']) => ({ how: how as Block['how'], path, text }))
}

function follow(root: string, { how, path, text }: Block): void {
  const place = join(root, path)
  if (how === 'New file') {
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, text, { flag: 'wx' })
    return
  }
  assert.is(text.trimEnd().split('\n').length, 1, `${path} gets one line`)
  const before = readFileSync(place, 'utf8')
  // A table ends with the last line that begins with a brace.
  const at = how === 'One line at the end of' ? before.length : before.lastIndexOf('\n}') + 1
  writeFileSync(place, before.slice(0, at) + text + before.slice(at))
}

function copyOfRepository(): string {
  const root = mkdtempSync(join(tmpdir(), 'bxi-page-'))
  for (const name of COPIED) cpSync(join(repository, name), join(root, name), { recursive: true })
  for (const name of FILES) cpSync(join(repository, name), join(root, name))
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  return root
}

interface Ended {
  code: number | null
  out: string
  err: string
}

function run(root: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const { BXI_REQUIRE_ALL: _, ...env } = process.env
    const child = spawn(process.execPath, args, { cwd: root, env: { ...env, LANG: 'C', NO_COLOR: '1' } })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (err += chunk))
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

async function demand(root: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await run(root, ...args)
  assert.is(code, 0, `${args.join(' ')}\n${out}${err}`)
  return out
}

const blocks = blocksOf(readFileSync(join(repository, 'docs/adding-a-pipeline.md'), 'utf8'))

page('shows every block with what to do with it, and touches three lines outside its folder', () => {
  const markdown = readFileSync(join(repository, 'docs/adding-a-pipeline.md'), 'utf8')
  assert.is(blocks.length, markdown.split('```ts\n').length - 1)
  const files = blocks.filter(({ how }) => how === 'New file').map(({ path }) => path)
  assert.ok(files.length > 0 && files.every((path) => path.startsWith('pipelines/ident-patients/')))
  assert.is(blocks.length - files.length, 3)
})

let root = ''
page.after(() => {
  if (root !== '') rmSync(root, { recursive: true, force: true })
})

page.slow('gives a pipeline that compiles, and whose own tests pass beside those of the texts', async () => {
  root = copyOfRepository()
  for (const block of blocks) follow(root, block)
  await demand(root, 'scripts/build.mjs')
  assert.match(await demand(root, 'scripts/run-tests.mjs', 'pipelines/ident-patients', 'core/texts'), '0 failed')
})

page.slow('gives a pipeline that keeps every boundary, rule and form', async () => {
  await demand(root, 'scripts/check.mjs', 'boundaries', 'rules', 'lengths')
  await demand(root, 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', 'pipelines', 'core/texts')
})

page.slow('gives a command and a line of the schedule that bring each patient once', async () => {
  const world = await startClinicWorld({ seed: 11, visits: 150 })
  try {
    const bxi = join(root, 'dist/bin/bxi.js')
    assert.match(await demand(root, bxi, 'sync', '--help'), 'patients')
    assert.match(await demand(root, bxi, 'schedule', 'print', '--as', 'crontab'), 'bxi sync patients')
    writeFileSync(join(root, 'bxi.toml'), world.toml, { mode: 0o600 })
    await demand(root, bxi, 'portal', 'install')
    const sync = async (...flags: string[]) => await run(root, bxi, 'sync', 'patients', ...flags, '--json', '--quiet')
    assert.equal([(await sync('--dry-run')).code, world.portal.store.contacts.count], [2, 0])
    const first = await sync()
    const { pipelines } = JSON.parse(first.out) as RunReport
    assert.is(first.code, 0, first.err)
    const made = pipelines.reduce((sum, { created }) => sum + (created.contacts ?? 0), 0)
    assert.ok(made > 10)
    for (const { read, applied, unchanged, waiting, rejected, skipped, deferred } of pipelines)
      assert.is(read, applied + unchanged + waiting + rejected + skipped + deferred)
    const again = await sync('--full')
    assert.is(again.code, 0, again.err)
    const origins = world.portal.store.contacts.all().map(({ ORIGIN_ID }) => ORIGIN_ID)
    assert.equal([origins.length, new Set(origins).size], [made, made])
  } finally {
    await world.close()
  }
})

page.run()
