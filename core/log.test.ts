import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { logFileName, removeOldLogs, silentLog } from './log.ts'
import { heardLog } from './log.testing.ts'
import { Problem } from './problem.ts'

const log = suite('log')
const NOON = new Date(2026, 2, 1, 12).getTime()
const DAY_MS = 86_400_000
let folder = ''
log.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bxi-log-'))
})
log.after(() => rm(folder, { recursive: true }))

log('a line has its time with offset, level, fields and message', () => {
  const { log: told, lines } = heardLog({ clock: { now: () => NOON } })
  told.child({ run: 'a1' }).info({ key: 'F2_1045', ms: 12 }, 'deal updated')
  const [entry = {}] = lines()
  assert.match(String(entry['time']), /^2026-03-01T12:00:00\.000[+-]\d\d:\d\d$/)
  assert.is(Date.parse(String(entry['time'])), NOON)
  assert.equal({ ...entry, time: '', pid: 0 }, { level: 'INFO', time: '', pid: 0, run: 'a1', key: 'F2_1045', ms: 12, message: 'deal updated' })
})

log('levels have the names that the log file promises, and lower ones than asked for are not written', () => {
  const { log: told, lines } = heardLog({ level: 'info' })
  for (const level of ['debug', 'info', 'warn', 'error', 'critical'] as const) told[level]({}, level)
  assert.equal(
    lines().map(({ level }) => level),
    ['INFO', 'WARNING', 'ERROR', 'CRITICAL'],
  )
})

log('a field never takes the place of the line’s own', () => {
  const { log: told, lines } = heardLog()
  told.info({ level: 'fine', time: 5, message: 'x', pid: 'y' }, 'said')
  const [entry = {}] = lines()
  assert.equal([entry['level'], entry['message'], entry['level_'], entry['message_']], ['INFO', 'said', 'fine', 'x'])
})

const NAMES = ['Канарейкина', 'КАНАРЕЙКИНА']
const CANARIES = [...NAMES, '89160000067', '000-00-67', 'canarysecret', 'canary@example.ru']
const HOOK = 'https://example.bitrix24.ru/rest/1/canarysecret/crm.deal.list'
const TOLD = `Канарейкина 89160000067 8 (916) 000-00-67 ${HOOK} password=canarysecret canary@example.ru`
const SAID = TOLD.replace('Канарейкина ', '')

class Row {
  lastName = 'Канарейкина'
  contacts = { phone: '8 (916) 000-00-67', note: SAID }
}

const broken = Object.assign(new Error(TOLD, { cause: new TypeError(TOLD, { cause: TOLD }) }), {
  code: 'EREQUEST',
  request: { headers: { authorization: 'Bearer canarysecret' }, row: { surname: 'КАНАРЕЙКИНА' } },
})
const circular: Record<string, unknown> = { patient: 'Канарейкина', note: SAID }
circular['self'] = circular

/** Every way into a line, as fields. */
const ROUTES: Readonly<Record<string, Record<string, unknown>>> = {
  'a field by its name': { patient: 'Канарейкина', LAST_NAME: 'КАНАРЕЙКИНА', phone: '89160000067', webhook: HOOK, token: 'canarysecret' },
  'a text': { note: SAID },
  'a nested field': { row: { patient: { surname: 'Канарейкина' }, list: [{ name: 'Канарейкина', note: SAID }] } },
  'a key': { [`x ${SAID}`]: 1 },
  'an error': { err: broken },
  'an error under another name': { reason: broken, list: [broken], inside: { failure: broken } },
  'many errors in one': { err: new AggregateError([broken, TOLD], TOLD) },
  'a Problem that keeps its cause': { err: new Problem('bug', { name: 'TypeError' }, { cause: broken }) },
  'an instance of a class': { row: new Row() },
  'a value with its own JSON': { row: { toJSON: () => ({ patient: 'Канарейкина', note: SAID }) } },
  'a JSON text in a text': { body: JSON.stringify({ LAST_NAME: 'Канарейкина', access_token: 'canarysecret', note: SAID }) },
  'a JSON text in an error': { err: new Error(JSON.stringify({ NAME: 'Канарейкина', note: TOLD })) },
  'a circle': circular,
  'what cannot be read': {
    get note(): string {
      throw new Error(TOLD)
    },
  },
  'an address': { url: new URL(HOOK), other: BigInt('89160000067') },
}
for (const [route, fields] of Object.entries(ROUTES)) {
  log(`nothing personal and no secret gets through ${route}`, async () => {
    const dir = await mkdtemp(join(folder, 'canary-'))
    for (const stderr of ['json', 'pretty'] as const) {
      const { log: told, text } = heardLog({ dir, stderr, clock: { now: () => NOON } })
      told.error(fields, `failed ${SAID}`)
      told.child(fields).error({}, 'failed')
      await told.flush()
      const written = text() + (await readFile(join(dir, logFileName(NOON)), 'utf8'))
      assert.match(written, 'failed')
      for (const canary of CANARIES) assert.not.match(written, canary)
    }
  })
}

log('of an error its type, code, frames and causes stay, and the Latin words of its message', () => {
  const { log: told, lines } = heardLog()
  told.error(
    { err: Object.assign(new RangeError('Invalid column name Канарейкина', { cause: new Error('socket closed') }), { code: 207 }) },
    'query failed',
  )
  const err = lines()[0]?.['err'] as Record<string, unknown>
  assert.equal([err['type'], err['code'], err['message']], ['RangeError', '207', 'Invalid column name ***'])
  assert.match(String(err['stack']), /log\.test/)
  assert.is((err['cause'] as Record<string, unknown>)['message'], 'socket closed')
})

log('the words of a Problem stay as they are: they hold no personal data', () => {
  const { log: told, lines } = heardLog()
  told.error({ err: new Problem('config.missing', { file: 'C:\\Клиника\\bxi.toml' }) }, 'not started')
  const err = lines()[0]?.['err'] as Record<string, unknown>
  assert.equal([err['type'], err['code'], err['kind']], ['Problem', 'config.missing', 'config'])
  assert.match(String(err['message']), 'Клиника')
})

log('a person reads time, level, message and fields in one line', () => {
  const { log: told, text } = heardLog({ stderr: 'pretty', clock: { now: () => NOON } })
  told.warn({ key: 'F2_1045', ids: { deal: '905' } }, 'deal waits')
  assert.is(text(), '12:00:00 WARNING deal waits  key=F2_1045 ids={"deal":"905"}\n')
})

log('every day has a file of its own that only its user reads', async () => {
  const dir = join(folder, 'days')
  let now = NOON
  const { log: told, text } = heardLog({ dir, stderr: 'off', clock: { now: () => now } })
  told.info({}, 'first')
  now += DAY_MS
  told.info({}, 'second')
  assert.equal(await readdir(dir), ['integration_log_2026-03-01.txt', 'integration_log_2026-03-02.txt'])
  assert.match(await readFile(join(dir, 'integration_log_2026-03-02.txt'), 'utf8'), /^\{.*"message":"second"\}\n$/)
  if (process.platform !== 'win32') assert.is((await stat(join(dir, 'integration_log_2026-03-01.txt'))).mode & 0o777, 0o600)
  assert.is(text(), '')
})

log('many processes share the file of the day and no line is torn or lost', async () => {
  const dir = join(folder, 'shared')
  const writer = fileURLToPath(new URL('./log-writer.testing.js', import.meta.url))
  const run = promisify(execFile)
  await Promise.all(['a', 'b', 'c'].map((name) => run(process.execPath, [writer, dir, name, '200'])))
  const texts = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')))
  const entries = texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line) as { writer: string; place: number })
  for (const name of ['a', 'b', 'c']) {
    assert.equal(
      entries.filter(({ writer: by }) => by === name).map(({ place }) => place),
      Array.from({ length: 200 }, (_, place) => place),
    )
  }
})

log('a folder that cannot be written is told once and the work goes on', async () => {
  await writeFile(join(folder, 'a-file'), '')
  const { log: told, lines } = heardLog({ dir: join(folder, 'a-file', 'logs') })
  told.info({}, 'one')
  told.child({ run: 'x' }).info({}, 'two')
  assert.equal(
    lines().map(({ message }) => message),
    ['one', 'the log file cannot be written; the work goes on without it', 'two'],
  )
  assert.match(JSON.stringify(lines()[1]), '"code":"ENOTDIR"')
})

if (existsSync('/dev/full')) {
  log('a full disk is told once, even to a silent terminal, and the work goes on', async () => {
    const dir = join(folder, 'full')
    await mkdir(dir)
    await symlink('/dev/full', join(dir, logFileName(NOON)))
    const { log: told, text } = heardLog({ dir, stderr: 'off', clock: { now: () => NOON } })
    told.info({}, 'one')
    told.info({}, 'two')
    assert.match(text(), /^bxi: the log cannot be written to .*full \(ENOSPC\).*\n$/)
    assert.is(text().split('\n').length, 2)
  })
} else log.skip('a full disk is told once', 'needs /dev/full (Linux)')

log('old days are removed, other files stay', async () => {
  const dir = join(folder, 'old')
  await mkdir(dir)
  const names = ['integration_log_2026-01-29.txt', 'integration_log_2026-01-30.txt', 'integration_log_2020-01-01.txt.bak', 'notes.txt']
  for (const name of names) await writeFile(join(dir, name), '')
  assert.equal(removeOldLogs(dir, 30, NOON), ['integration_log_2026-01-29.txt'])
  assert.equal(removeOldLogs(dir, 30, NOON), [])
  assert.equal(removeOldLogs(join(folder, 'absent'), 30, NOON), [])
})

log('whoever writes the first line of a day removes the old ones', async () => {
  const dir = join(folder, 'rotation')
  let now = NOON
  const { log: told } = heardLog({ dir, stderr: 'off', clock: { now: () => now }, keepDays: 2 })
  for (let day = 0; day < 5; day++, now += DAY_MS) told.info({}, 'day')
  assert.equal(await readdir(dir), ['integration_log_2026-03-03.txt', 'integration_log_2026-03-04.txt', 'integration_log_2026-03-05.txt'])
})

log('a silent log takes everything and says nothing', async () => {
  silentLog.child({ run: 'x' }).critical({ err: broken }, TOLD)
  assert.is(await silentLog.flush(), undefined)
})

log.run()
