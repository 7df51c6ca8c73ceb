import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { DOCUMENTED } from './config/documented.testing.ts'
import { type Config, configJsonSchema, configWarnings, loadConfig } from './config.ts'
import { isProblem, type Lang } from './problem.ts'

const config = suite('configuration')
type Environment = Readonly<Record<string, string | undefined>>
let folder = ''
config.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bxi-config-'))
})
config.after(() => rm(folder, { recursive: true }))

const PORTAL = '[portal]\nwebhook = { env = "HOOK" }\n'
const IDENT = `${PORTAL}[ident]
[[ident.sources]]
id = "main"
timezone = "Europe/Moscow"
database = { server = "127.0.0.1", name = "PZ", user = "bxi", password = { env = "PASSWORD" } }
branches = [{ key = 1, n = 1 }]
`

async function load(text: string | Buffer, more: { environment?: Environment; flags?: Record<string, unknown>; lang?: Lang } = {}): Promise<Config> {
  const file = join(folder, 'bxi.toml')
  await writeFile(file, text)
  return loadConfig({ file, environment: {}, ...more })
}

/** Every fault with the file's folder cut off. */
async function faultsOf(text: string | Buffer, more: Parameters<typeof load>[1] = {}): Promise<readonly string[]> {
  const problem = await load(text, more).catch((error: unknown) => error)
  if (!isProblem(problem, 'config.faults')) throw problem instanceof Error ? problem : new Error('the configuration was accepted')
  return (problem.params as { faults: readonly string[] }).faults.map((fault) => fault.replace(`${folder}/`, ''))
}

config('the documented file is valid as it stands', async () => {
  const loaded = await load(DOCUMENTED)
  assert.is(loaded.ident?.sources[0]?.branches[1]?.name, 'Филиал на Мира')
  assert.is(loaded.shop?.allowance.gold, 1000)
  assert.equal(loaded.portal?.webhook, { env: 'BXI_PORTAL_WEBHOOK' })
})

config('an empty file has the defaults and no world', async () => {
  const loaded = await load('')
  assert.equal(loaded.state, { dir: './state', keep_days: 30, keep_payments: '5y', outbox_limit: 1000, min_free: '500MB' })
  assert.equal([loaded.portal, loaded.ident, loaded.onec, loaded.delivery, loaded.shop, loaded.telegram], Array(6).fill(undefined))
  assert.is(loaded.lang, undefined)
})

config('a source says only what is its own', async () => {
  const source = (await load(IDENT)).ident?.sources[0]
  assert.equal(source?.database.port, 1433)
  assert.equal(source?.unknown_branch, 'reject')
  assert.equal([source?.lock_timeout, source?.query_timeout, source?.read_uncommitted], ['5s', '30s', false])
})

config('fields that an administrator renamed are known by our names', async () => {
  const loaded = await load(`${IDENT}[ident.fields]\npatient_id = "UF_CRM_CARD"\nsum = "UF_CRM_SUM"\n`)
  assert.equal(loaded.ident?.fields, { patientId: 'UF_CRM_CARD', sumKopecks: 'UF_CRM_SUM' })
})

config('every fault is told at once, with line, path, what was expected and what was found', async () => {
  const text = `lang = "de"
[portal]
webhook = "https://example.bitrix24.ru/rest/1/"
timezone = "Moscow"
per_second = 0
setle = "75s"
burst = 1.5
operating_limit = "480"
[ident]
identity = "name"
manual_stages = ["WON", "WINNING"]
stages = { WONN = "C3:WON" }
[[ident.sources]]
id = "main"
timezone = "Europe/Moscow"
database = { server = "127.0.0.1", port = "1433", name = "PZ", user = "", password = { evn = "X" } }
branches = [{ key = 1, n = 1 },
  { key = 1, n = "два" }]
[[ident.sources]]
id = "main"
branches = [{ key = 1, n = 1 }]
[alerts]
notify = [{ kind = "pigeon" }]
[http]
listen = 8080
`
  assert.equal(await faultsOf(text), [
    'bxi.toml:1: lang: expected one of "ru", "en", found "de"',
    'bxi.toml:3: portal.webhook: expected https://<portal>/rest/<user>/<secret>/ (http:// only for localhost), found another text (not shown)',
    'bxi.toml:4: portal.timezone: expected a time zone such as "Europe/Moscow", found "Moscow"',
    'bxi.toml:5: portal.per_second: expected a number above 0, found 0',
    'bxi.toml:6: portal.setle: expected a key that bxi knows (did you mean settle?), found "setle"',
    'bxi.toml:7: portal.burst: expected a whole number, found 1.5',
    'bxi.toml:8: portal.operating_limit: expected a duration such as "30s", "15m", "24h", "60d", "5y", found "480"',
    'bxi.toml:10: ident.identity: expected one of "phone", "patient", found "name"',
    'bxi.toml:11: ident.manual_stages[1]: expected one of "CONSULTATION_SCHEDULED", "CONSULTATION_DONE", "TREATMENT", "WON", "LOSE", ' +
      '"PLAN_PRESENTATION", "PREPAYMENT_RECEIVED", "WAITING_LIST", found "WINNING"',
    'bxi.toml:12: ident.stages.WONN: expected a key that bxi knows (did you mean WON?), found "WONN"',
    'bxi.toml:16: ident.sources[0].database.port: expected a number, found "1433"',
    'bxi.toml:16: ident.sources[0].database.user: expected a text that is not empty, found an empty text',
    'bxi.toml:16: ident.sources[0].database.password: expected a secret: { env = "NAME" }, { file = "path" } or its text, found a table',
    'bxi.toml:18: ident.sources[0].branches[1].n: expected a number, found "два"',
    'bxi.toml:18: ident.sources[0].branches[1].key: expected a value of its own (ident.sources[0].branches[0].key has the same), found 1',
    'bxi.toml:19: ident.sources[1].timezone: expected a time zone such as "Europe/Moscow", found nothing',
    'bxi.toml:19: ident.sources[1].database: expected a table, found nothing',
    'bxi.toml:20: ident.sources[1].id: expected a value of its own (ident.sources[0].id has the same), found "main"',
    'bxi.toml:21: ident.sources[1].branches[0].n: expected a value of its own (ident.sources[0].branches[0].n has the same), found 1',
    'bxi.toml:23: alerts.notify[0].kind: expected a table with kind = "bitrix24", "telegram", "email" or "webhook", found "pigeon"',
    'bxi.toml:25: http.listen: expected an address and a port such as "127.0.0.1:8080", found 8080',
  ])
})

config('faults speak the language that the file chooses, and else the one that was asked for', async () => {
  const russian = 'bxi.toml:2: state.keep_days: ожидается число, найдено: "месяц"'
  assert.equal(await faultsOf('lang = "ru"\nstate.keep_days = "месяц"\n', { lang: 'en' }), [russian])
  assert.equal(await faultsOf('\nstate.keep_days = "месяц"\n', { lang: 'ru' }), [russian])
})

config('a world that needs another one says so', async () => {
  assert.equal(await faultsOf(IDENT.replace(PORTAL, '')), ['bxi.toml: portal: expected a section, because [ident] needs it, found nothing'])
})

config('what is no TOML is told with line and column, and without the text around', async () => {
  assert.equal(await faultsOf('[portal]\nwebhook = https://canary.bitrix24.ru/rest/1/canary\n'), ['bxi.toml:2:11: this is not TOML: invalid value'])
  assert.equal(await faultsOf('lang = ru\n', { lang: 'ru' }), ['bxi.toml:1:8: это не TOML: значение не читается (тексты пишутся в кавычках)'])
  assert.equal(await faultsOf('lang = "ru"\nlang = "en"\n', { lang: 'ru' }), ['bxi.toml:2:1: это не TOML: этот ключ или раздел уже задан выше'])
})

config('no fault shows a secret, wherever it was typed', async () => {
  const text = `lang = "canary"
[portal]
webhook = "https://canary.bitrix24.ru/canary"
webhok = "https://x.bitrix24.ru/rest/1/canary/"
timezone = "https://x.bitrix24.ru/rest/1/canary/"
app = { client_id = "x", client_secret = ["canary"] }
[net]
proxy = "socks://user:canary@proxy.example:8080"
[telegram]
token = { evn = "canary" }
tokken = "canary"
[http]
tokens = [{ name = "bot", scope = "CANARY SCOPE", token = 5 }, { name = 1, scope = "a", token = "canary" }]
`
  const faults = await faultsOf(text.replace('lang = "canary"\n', ''))
  assert.is(faults.length, 10)
  assert.not.match(faults.join('\n'), /canary/i)
})

config('a webhook in a variable is checked as soon as the variable is set', async () => {
  await load(PORTAL)
  await load(PORTAL, { environment: { HOOK: 'https://example.bitrix24.ru/rest/1/abc/' } })
  const faults = await faultsOf(PORTAL, { environment: { HOOK: 'http://example.bitrix24.ru/rest/1/canary/' } })
  assert.match(faults.join(), /bxi\.toml:2: portal\.webhook: expected https/)
  assert.not.match(faults.join(), 'canary')
})

config('flags go before variables, variables before the file, the file before the defaults', async () => {
  const text = `${PORTAL}per_second = 3\nburst = 10\nparallel = 2\n[state]\ndir = "file"\n`
  const environment = { BXI_PORTAL_PER_SECOND: '4.5', BXI_PORTAL_BURST: '20', BXI_STATE: 'variable', BXI_LANG: 'en', BXI_PORTAL_SETTLE: '' }
  const loaded = await load(text, { environment, flags: { 'portal.per_second': 5, lang: undefined } })
  assert.equal([loaded.portal?.per_second, loaded.portal?.burst, loaded.portal?.parallel, loaded.portal?.settle], [5, 20, 2, '75s'])
  assert.equal([loaded.state.dir, loaded.lang], ['variable', 'en'])
})

config('a variable that names a secret stays a reference, and one that names a switch is yes or no', async () => {
  const environment = { BXI_PORTAL_WEBHOOK: 'https://example.bitrix24.ru/rest/1/abc/', BXI_IDENT_NOTIFY_MANUAL: 'true', BXI_IDENT_PIPELINE: '3' }
  const loaded = await load(IDENT, { environment })
  assert.equal(loaded.portal?.webhook, { env: 'BXI_PORTAL_WEBHOOK' })
  assert.equal([loaded.ident?.notify_manual, loaded.ident?.pipeline], [true, 3])
})

config('a variable never switches a world on', async () => {
  assert.is((await load('', { environment: { BXI_TELEGRAM_TOKEN: 'x' } })).telegram, undefined)
})

config('a fault of a variable or a flag names it instead of a line', async () => {
  const faults = await faultsOf(PORTAL, { environment: { BXI_PORTAL_PER_SECOND: 'fast' }, flags: { 'state.dir': 5 } })
  assert.equal(faults, [
    'command line: state.dir: expected a text that is not empty, found 5',
    'BXI_PORTAL_PER_SECOND: portal.per_second: expected a number, found "fast"',
  ])
})

config('a missing file, a folder and a file in another encoding are told apart', async () => {
  const codeOf = (file: string): Promise<unknown> => loadConfig({ file, environment: {} }).catch((error) => (isProblem(error) ? error.code : error))
  assert.is(await codeOf(join(folder, 'absent.toml')), 'config.missing')
  await mkdir(join(folder, 'folder.toml'))
  assert.is(await codeOf(join(folder, 'folder.toml')), 'config.unreadable')
  const problem = await load(Buffer.from([0x23, 0xcf, 0xf0, 0xe8]), { lang: 'ru' }).catch((error: unknown) => error)
  assert.ok(isProblem(problem, 'config.unreadable'))
  assert.match(problem.text('ru').why, 'UTF-8')
})

config('a file from Notepad is read: byte order mark and CRLF', async () => {
  assert.is((await load('\ufefflang = "ru"\r\n[state]\r\nkeep_days = 7\r\n')).state.keep_days, 7)
})

config('secrets in plain text and variables that set nothing are warned about, without showing them', async () => {
  const text = IDENT.replace('{ env = "PASSWORD" }', '"canary"')
  const environment = { HOOK: 'https://example.bitrix24.ru/rest/1/abc/', BXI_PORTAL_PERSECOND: '5', BXI_CONFIG: 'x', BXI_STATE: 'x', PATH: 'x' }
  const warnings = configWarnings(await load(text, { environment }), environment, 'en')
  assert.equal(warnings, [
    'ident.sources[0].database.password holds its secret in plain text; prefer { env = "NAME" } or { file = "path" }',
    'the variable BXI_PORTAL_PERSECOND sets nothing (did you mean BXI_PORTAL_PER_SECOND?)',
  ])
})

config('the JSON Schema knows the sections, the required keys and refuses unknown ones', () => {
  const schema = configJsonSchema() as {
    properties: Record<string, { required?: string[]; additionalProperties?: boolean }>
    additionalProperties: boolean
  }
  assert.is(schema.additionalProperties, false)
  assert.equal(schema.properties.portal?.required, ['webhook'])
  assert.is(schema.properties.ident?.additionalProperties, false)
})

config.run()
