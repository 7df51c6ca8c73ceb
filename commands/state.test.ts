import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { openStore } from '../connectors/files/index.ts'
import { systemClock } from '../core/clock.ts'
import { EXIT_CODE, isProblem, type Lang } from '../core/problem.ts'
import { systemRandom } from '../core/random.ts'
import { entry, note, outcomes, ticket } from '../fixtures/suites/state/builders.ts'
import { suite } from '../fixtures/suite.ts'
import type { CommonOptions, Io } from './io.ts'
import { backup, compact, prune, restore, verify } from './state.ts'

const state = suite('bxi state')
const P = 'ident-visits@main'
const PORTAL = '[portal]\nwebhook = "http://127.0.0.1:9/rest/1/none/"\n'

interface Given {
  dir: string
  options: CommonOptions
  /** What a command prints, and its exit code. */
  said(command: (io: Io) => Promise<number>, lang?: Lang): Promise<{ exit: number; text: string }>
  wave(n: number): Promise<void>
}

async function withState(use: (given: Given) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'bxi-command-state-'))
  writeFileSync(join(dir, 'bxi.toml'), PORTAL, { mode: 0o600 })
  const given: Given = {
    dir,
    options: { config: join(dir, 'bxi.toml') },
    async said(command, lang = 'en') {
      const lines: string[] = []
      const io: Io = {
        out: (text) => lines.push(text),
        err: (text) => lines.push(text),
        isTty: false,
        lang,
        environment: {},
        signal: new AbortController().signal,
      }
      return { exit: await command(io), text: lines.join('\n') }
    },
    async wave(n) {
      const store = await openStore({ dir: join(dir, 'state'), clock: systemClock, random: systemRandom, keepDays: 30 })
      const partition = await store.open(P, await store.leases.acquire(P, 'test'))
      await partition.recordOutcomes(outcomes({ entries: [entry(`k${n}`)], tickets: [ticket(`k${n}`)], journal: [note(`k${n}`)] }))
      await store.close()
    },
  }
  try {
    await use(given)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function refusalOf(command: Promise<unknown>): Promise<{ code: string; exit: number }> {
  const error = await command.catch((refusal: unknown) => refusal)
  if (!isProblem(error)) throw error
  return { code: error.code, exit: error.exitCode }
}

state('a backup, its restore and a look tell in both languages what an operator must know', () =>
  withState(async ({ dir, options, said, wave }) => {
    await wave(1)
    const file = join(dir, 'b.tgz')
    const made = await said((io) => backup({ ...options, file }, io))
    assert.match(made.text, /b\.tgz: \d+ files?, .* The copy was checked\./)
    await wave(2)
    assert.equal(await refusalOf(said((io) => restore({ ...options, file }, io))), { code: 'state.backup-older', exit: 65 })
    const back = await said((io) => restore({ ...options, file, force: true }, io), 'ru')
    assert.is(back.exit, 0)
    assert.match(back.text, /В очереди: 1 доставка; каждую bxi сначала проверит/)
    assert.match(back.text, /Прежнее состояние лежит в .*state\.before-restore-/)
    assert.match((await said((io) => verify(options, io), 'ru')).text, /Всё цело\./)
    const json = JSON.parse((await said((io) => restore({ ...options, file, force: true, json: true }, io))).text) as Record<string, unknown>
    assert.equal(Object.keys(json), ['schema', 'dir', 'madeAt', 'keptAt', 'lookFirst', 'inboxes'])
    assert.is(json.lookFirst, 1)
  }),
)

state('damage ends a look with 1 and names the file; a backup of it is refused', () =>
  withState(async ({ dir, options, said, wave }) => {
    await wave(1)
    await said((io) => compact(options, io))
    const tables = join(dir, 'state', 'partitions', P, 'tables')
    const rows = join(tables, readdirSync(tables).find((name) => name.startsWith('ledger') && name.endsWith('.rows'))!)
    writeFileSync(rows, readFileSync(rows, 'utf8').replace('k1', 'k7'))
    const { exit, text } = await said((io) => verify(options, io))
    assert.is(exit, 1)
    assert.ok(text.includes(`${rows}:1 is damaged`), text)
    const json = JSON.parse((await said((io) => verify({ ...options, json: true }, io))).text) as { exit: number; faults: unknown[] }
    assert.is(json.exit, 1)
    assert.is((json.faults[0] as { file: string; line: number }).file, rows)
    assert.equal(await refusalOf(said((io) => backup({ ...options, file: join(dir, 'b.tgz') }, io))), { code: 'state.damaged', exit: 74 })
    assert.not(readdirSync(dir).some((name) => name.includes('b.tgz')))
  }),
)

state('what is being worked on is named and left out of a compaction, and no restore begins', () =>
  withState(async ({ dir, options, said, wave }) => {
    await wave(1)
    const file = join(dir, 'b.tgz')
    await said((io) => backup({ ...options, file }, io))
    const store = await openStore({ dir: join(dir, 'state'), clock: systemClock, random: systemRandom, keepDays: 30 })
    await store.leases.acquire(P, 'sync-ident')
    const { exit, text } = await said((io) => compact(options, io))
    assert.is(exit, EXIT_CODE.busy)
    assert.match(text, new RegExp(`busy: sync-ident, process ${process.pid}`))
    assert.equal(await refusalOf(said((io) => restore({ ...options, file, force: true }, io))), { code: 'lease.held', exit: 75 })
    await store.close()
    assert.is((await said((io) => compact(options, io))).exit, 0)
  }),
)

state('a clean-up removes old days of the logs, and no other file', () =>
  withState(async ({ dir, options, said, wave }) => {
    await wave(1)
    const logs = join(dir, 'logs')
    mkdirSync(logs)
    for (const name of ['integration_log_2020-01-01.txt', 'integration_log_2999-01-01.txt', 'notes.txt']) writeFileSync(join(logs, name), '')
    const json = JSON.parse((await said((io) => prune({ ...options, json: true }, io))).text) as { logs: string[] }
    assert.equal(json.logs, ['integration_log_2020-01-01.txt'])
    assert.equal(readdirSync(logs), ['integration_log_2999-01-01.txt', 'notes.txt'])
  }),
)

state.run()
