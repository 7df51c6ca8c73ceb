import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { isProblem, type ProblemCode } from './problem.ts'
import { isSecretGiven, resolveSecret, type SecretRef } from './secrets.ts'
import { parseWebhook, resolveWebhook } from './webhook.ts'

const secrets = suite('secrets of the configuration')
const environment = { TOKEN: 'canary-from-env', HOOK: 'https://example.bitrix24.ru/rest/1/canary0secret', NOTHING: '' }
let baseDir = ''
secrets.before(async () => {
  baseDir = await mkdtemp(join(tmpdir(), 'bxi-secrets-'))
  await writeFile(join(baseDir, 'token.txt'), '\ufeff  canary-from-file \r\nsecond line\n')
  await writeFile(join(baseDir, 'empty.txt'), '\n')
})
secrets.after(() => rm(baseDir, { recursive: true }))

const resolved = (ref: SecretRef): Promise<string> => resolveSecret(ref, { environment, baseDir, path: 'telegram.token' })

secrets('a secret is its text, a variable, or the trimmed first line of a file beside the configuration', async () => {
  assert.is(await resolved('plain'), 'plain')
  assert.is(await resolved({ env: 'TOKEN' }), 'canary-from-env')
  assert.is(await resolved({ file: 'token.txt' }), 'canary-from-file')
  assert.is(await resolved({ file: join(baseDir, 'token.txt') }), 'canary-from-file')
})

const FAILURES: readonly [SecretRef, ProblemCode, RegExp][] = [
  ['', 'secret.missing', /telegram\.token = ""/],
  [{ env: '' }, 'secret.missing', /env = ""/],
  [{ env: 'NOTHING' }, 'secret.missing', /env = "NOTHING"/],
  [{ env: 'ABSENT' }, 'secret.missing', /env = "ABSENT"/],
  [{ file: 'empty.txt' }, 'secret.missing', /empty\.txt/],
  [{ file: 'absent.txt' }, 'secret.unreadable', /absent\.txt.*ENOENT/],
  [{ sealed: 'abc' }, 'secret.sealed', /not available/],
]
for (const [ref, code, words] of FAILURES) {
  secrets(`${JSON.stringify(ref)} names its path and its source: ${code}`, async () => {
    const problem = await resolved(ref).catch((error: unknown) => error)
    assert.ok(isProblem(problem, code))
    assert.match(problem.text('en').what, 'telegram.token')
    assert.match(problem.text('en').why, words)
  })
}

secrets('an empty reference of an optional secret asks for nothing', () => {
  for (const ref of ['', { env: '' }, { file: '' }]) assert.not(isSecretGiven(ref))
  for (const ref of ['x', { env: 'X' }, { file: 'x' }, { sealed: 'x' }]) assert.ok(isSecretGiven(ref))
})

secrets('a webhook has the form of the portal and never sends its secret in the clear', () => {
  assert.is(parseWebhook('https://example.bitrix24.ru/rest/1/canary0secret'), 'https://example.bitrix24.ru/rest/1/canary0secret/')
  assert.is(parseWebhook('http://127.0.0.1:8080/rest/1/abc/'), 'http://127.0.0.1:8080/rest/1/abc/')
  assert.ok(parseWebhook('http://localhost/rest/1/abc/') && parseWebhook('http://[::1]:1/rest/1/abc/'))
  const wrong = [
    'http://example.bitrix24.ru/rest/1/abc/',
    'https://example.bitrix24.ru/rest/1/',
    'https://example.bitrix24.ru/rest/1/abc/crm.deal.list',
    'https://example.bitrix24.ru/rest/one/abc/',
    'https://example.bitrix24.ru/rest/1/abc/?x=1',
    'https://user:pass@example.bitrix24.ru/rest/1/abc/',
    'ftp://localhost/rest/1/abc/',
    'http://localhost.example.ru/rest/1/abc/',
    'example.bitrix24.ru/rest/1/abc/',
    '',
  ]
  for (const text of wrong) assert.is(parseWebhook(text), undefined, text)
})

secrets('a webhook that is none is refused without being shown', async () => {
  const context = { environment, baseDir, path: 'portal.webhook' }
  assert.is(await resolveWebhook({ env: 'HOOK' }, context), 'https://example.bitrix24.ru/rest/1/canary0secret/')
  const problem = await resolveWebhook({ env: 'TOKEN' }, context).catch((error: unknown) => error)
  assert.ok(isProblem(problem, 'config.webhook'))
  assert.not.match(JSON.stringify([problem.text('ru'), problem.text('en'), problem.message, problem.params]), 'canary')
})

secrets.run()
