import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { openStore } from '../connectors/files/index.ts'
import { systemClock } from '../core/clock.ts'
import { isProblem, type Lang } from '../core/problem.ts'
import { systemRandom } from '../core/random.ts'
import { entry, note, outcomes, ticket } from '../fixtures/suites/state/builders.ts'
import { runRecord } from '../fixtures/suites/state/runs.ts'
import { suite } from '../fixtures/suite.ts'
import { run as explain } from './explain.ts'
import type { CommonOptions, Io } from './io.ts'
import { run as journal } from './journal.ts'
import { run as queueList } from './replay-queue-list.ts'
import { run as slo } from './slo.ts'
import { verify } from './state.ts'
import { run as status } from './status.ts'

const damaged = suite('what an operator is still told when a file of the state is damaged')

const MAIN = 'ident-visits@main'
const SOUTH = 'ident-visits@south'
const source = (id: string, n: number): string =>
  `[[ident.sources]]\nid = "${id}"\ntimezone = "Europe/Moscow"\ndatabase = { server = "127.0.0.1", name = "PZ", user = "bxi", password = "none" }\nbranches = [{ key = ${n}, n = ${n} }]\n`
const CONFIG = `[portal]\nwebhook = "http://127.0.0.1:9/rest/1/none/"\n[ident]\n${source('main', 1)}${source('south', 2)}`

interface Said {
  exit: number
  out: string
  err: string
}

interface Given {
  state: string
  options: CommonOptions
  said(command: (io: Io) => Promise<number>, lang?: Lang): Promise<Said>
}

/** Two sources with a delivered and a waiting visit each, of an hour ago; folded into files or still in the log. */
async function withSources(isFolded: boolean, use: (given: Given) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'bxi-damaged-'))
  const state = join(dir, 'state')
  writeFileSync(join(dir, 'bxi.toml'), CONFIG, { mode: 0o600 })
  const now = systemClock.now()
  const limits = isFolded ? { foldAtCloseBytes: 0 } : {}
  const store = await openStore({ dir: state, clock: systemClock, random: systemRandom, keepDays: 30, hooks: { limits } })
  for (const [at, partition] of [MAIN, SOUTH].entries()) {
    const opened = await store.open(partition, await store.leases.acquire(partition, 'test'))
    for (const n of [1, 2, 3]) {
      const key = `F${at + 1}_${n}`
      const ids = { deal: String(100 * (at + 1) + n) }
      await opened.recordOutcomes(outcomes({ entries: [entry(key, { ids })], journal: [note(key, { at: now - 3_600_000 + n, partition, ids })] }))
    }
    await opened.recordOutcomes(outcomes({ tickets: [ticket(`F${at + 1}_9`)] }))
    await opened.close()
    await store.runs.append(runRecord('r1', { partition, scheduledAt: now - 9_000, startedAt: now - 9_000, finishedAt: now - 5_000 }))
    await store.runs.append(runRecord('r2', { partition, scheduledAt: now - 4_000, startedAt: now - 4_000, finishedAt: now - 1_000 }))
  }
  await store.close()
  const said: Given['said'] = async (command, lang = 'en') => {
    const [out, err]: [string[], string[]] = [[], []]
    const io: Io = {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      isTty: false,
      lang,
      environment: {},
      signal: new AbortController().signal,
    }
    return { exit: await command(io), out: out.join('\n'), err: err.join('\n') }
  }
  try {
    await use({ state, options: { config: join(dir, 'bxi.toml'), quiet: true }, said })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The first file of the folder that is named so. */
function fileIn(folder: string, name: RegExp): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((file) => name.test(file))
  assert.ok(found, `${name} in ${folder}`)
  return join(folder, found)
}

/** One byte of one line becomes another, as a bad disk makes it. */
function harm(file: string, line: number): void {
  const lines = readFileSync(file, 'utf8').split('\n')
  lines[line - 1] = lines[line - 1]!.replace('"is":{"', '"is":{#')
  writeFileSync(file, lines.join('\n'))
}

damaged('a line of the journal: everything else is told, the line is named, each command ends with 74', () =>
  withSources(true, async ({ state, options, said }) => {
    const file = fileIn(join(state, 'journal'), /main~.*\.jsonl$/)
    harm(file, 2)
    const all = await said((io) => journal({ ...options, since: '2h' }, io))
    assert.is(all.exit, 74)
    for (const key of ['F1_1', 'F1_3', 'F2_1', 'F2_2', 'F2_3']) assert.ok(all.out.includes(key), key)
    assert.not.match(all.out, 'F1_2')
    assert.ok(all.err.includes(`! ${file}:2 is damaged`) && all.err.includes('bxi state verify') && all.err.includes('bxi state restore'))
    assert.is(all.err.split('\n').length, 1)
    const json = JSON.parse((await said((io) => journal({ ...options, since: '2h', json: true }, io))).out) as Record<string, unknown>
    assert.equal(json.damaged, [{ file, line: 2, more: 0 }])
    const story = await said((io) => explain({ ...options, key: 'F1_2' }, io), 'ru')
    assert.is(story.exit, 74)
    assert.match(story.out, /доставлено; сделка 102/)
    assert.ok(story.err.includes(`! повреждён ${file}:2`))
    const standing = await said((io) => status(options, io))
    assert.is(standing.exit, 74)
    assert.ok(standing.out.includes(`! ${file}:2 is damaged`))
    assert.match(standing.out, /ident-visits@south /)
    // Its answers do not rest on the journal.
    assert.equal([(await said((io) => slo(options, io))).exit, (await said((io) => queueList(options, io))).exit], [0, 0])
  }),
)

damaged('a line of a log that was not folded yet: the other lines and the other source are told, counts that may be wrong are marked', () =>
  withSources(false, async ({ state, options, said }) => {
    const file = fileIn(join(state, 'partitions', MAIN, 'log'), /\.log$/)
    harm(file, 3)
    const known = await said((io) => explain({ ...options, key: 'F1_1' }, io))
    assert.is(known.exit, 74)
    assert.match(known.out, /delivered; deal 101/)
    // It stood in the line that is lost: "unknown" is not said without its reservation.
    const lost = await said((io) => explain({ ...options, key: 'F1_2', json: true }, io))
    assert.is(lost.exit, 74)
    assert.equal(JSON.parse(lost.out), { schema: 1, asked: 'F1_2', entities: 0, stories: [], damaged: [{ file, line: 3, more: 0 }] })
    assert.match(lost.err, /bxi knows nothing of F1_2[\s\S]*is damaged/)
    const byId = await said((io) => journal({ ...options, entity: 'deal 102' }, io))
    assert.equal([byId.exit, byId.out], [74, ''])
    assert.match(byId.err, /bxi knows nothing of deal 102[\s\S]*is damaged/)
    const standing = await said((io) => status({ ...options, json: true }, io))
    const { red, sources } = JSON.parse(standing.out) as { red: boolean; sources: { partition: string; isIncomplete?: boolean; queue: object }[] }
    assert.is(red, true)
    assert.equal(sources.map(({ partition, isIncomplete, queue }) => [partition, isIncomplete, queue]).sort(), [
      [MAIN, true, { waiting: 1, buried: 0, limit: 1_000 }],
      [SOUTH, undefined, { waiting: 1, buried: 0, limit: 1_000 }],
    ])
    assert.match((await said((io) => status(options, io))).out, /ident-visits@main .* 1\? /)
    const waits = await said((io) => queueList({ ...options, each: true }, io))
    assert.is(waits.exit, 74)
    assert.match(waits.out, /F1_9[\s\S]*F2_9/)
  }),
)

damaged('a checkpoint: the journal tells what it has, the source stands without figures, the other one with its own', () =>
  withSources(true, async ({ state, options, said }) => {
    const file = fileIn(join(state, 'partitions', MAIN), /checkpoint\.\d+\.json$/)
    writeFileSync(file, readFileSync(file, 'utf8').replace('foldedThrough', 'foldedthrough'))
    const all = await said((io) => journal({ ...options, since: '2h', json: true }, io))
    assert.is(all.exit, 74)
    const { entries, damaged: places } = JSON.parse(all.out) as { entries: { key: string }[]; damaged: { file: string }[] }
    assert.equal(entries.map(({ key }) => key).sort(), ['F1_1', 'F1_2', 'F1_3', 'F2_1', 'F2_2', 'F2_3'])
    assert.equal(places, [{ file, more: 0 }])
    const standing = JSON.parse((await said((io) => status({ ...options, json: true }, io))).out) as { sources: Record<string, unknown>[] }
    assert.equal(standing.sources.map(({ partition, queue, forPerson }) => [partition, queue === null, forPerson]).sort(), [
      [MAIN, true, null],
      [SOUTH, false, 0],
    ])
    const story = await said((io) => explain({ ...options, key: 'deal 103' }, io))
    assert.is(story.exit, 74)
    assert.match(story.out, /F1_3 \(ident-visits@main\)[\s\S]*History[\s\S]*deal 103/)
    assert.match((await said((io) => explain({ ...options, key: 'F2_3' }, io))).out, /delivered; deal 203/)
  }),
)

damaged('the ledger: its entity is told from the journal, its neighbours in other files as ever', () =>
  withSources(true, async ({ state, options, said }) => {
    const file = fileIn(join(state, 'partitions', MAIN, 'tables'), /^ledger.*\.rows$/)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"102"', '"902"'))
    const story = await said((io) => explain({ ...options, key: 'F1_2' }, io))
    assert.is(story.exit, 74)
    assert.match(story.out, /History[\s\S]*deal 102/)
    assert.ok(story.err.includes(file))
    const byId = await said((io) => explain({ ...options, key: 'сделка 102' }, io))
    assert.match(byId.out, /F1_2/)
  }),
)

damaged('a record of a run: slo and status go on without it and say so; one that a crash tore is passed by as ever; verify agrees', () =>
  withSources(true, async ({ state, options, said }) => {
    const file = fileIn(join(state, 'runs'), /\.jsonl$/)
    const whole = readFileSync(file, 'utf8')
    writeFileSync(file, `${whole.split('\n')[0]!.slice(0, 90)}\n${whole}`)
    assert.equal([(await said((io) => slo(options, io))).exit, (await said((io) => status(options, io))).exit], [0, 0])
    assert.is((await said((io) => verify(options, io))).exit, 0)
    harm(file, 3)
    const levels = await said((io) => slo({ ...options, json: true }, io))
    assert.is(levels.exit, 74)
    const { sources, damaged: places } = JSON.parse(levels.out) as { sources: { runs: number }[]; damaged: unknown }
    assert.equal(places, [{ file, line: 3, more: 0 }])
    assert.equal(sources.map(({ runs }) => runs).sort(), [1, 2])
    assert.is((await said((io) => status(options, io))).exit, 74)
    const verified = await said((io) => verify(options, io))
    assert.is(verified.exit, 1)
    assert.ok(verified.out.includes(`${file}:3`))
  }),
)

damaged('nothing of it is shown where nothing is damaged: exit 0, an unknown key is still a plain no', () =>
  withSources(true, async ({ options, said }) => {
    const codes = [
      await said((io) => journal(options, io)),
      await said((io) => explain({ ...options, key: 'F1_1' }, io)),
      await said((io) => slo(options, io)),
      await said((io) => status(options, io)),
    ]
    assert.equal(
      codes.map(({ exit, err }) => [exit, err]),
      codes.map(() => [0, '']),
    )
    const unknown = await said((io) => explain({ ...options, key: 'F7_7' }, io)).catch((error: unknown) => error)
    assert.ok(isProblem(unknown, 'explain.unknown'))
  }),
)

damaged.run()
