import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { readAnswer } from './envelope.ts'
import { meaningOf, problemOf } from './errors.ts'

const errors = suite('what the portal says no with')

const HOST = 'portal.example'

const MEANINGS: readonly (readonly [code: string, description: string, method: string, problem: string, kind: string])[] = [
  ['QUERY_LIMIT_EXCEEDED', 'Too many requests', 'batch', 'portal.quota', 'quota'],
  ['OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.', 'crm.deal.add', 'portal.operating-limit', 'quota'],
  ['OVERLOAD_LIMIT', 'REST API is blocked due to overload.', 'batch', 'portal.blocked', 'unavailable'],
  ['NO_AUTH_FOUND', 'Wrong authorization data', 'batch', 'portal.credentials', 'credentials'],
  ['INVALID_CREDENTIALS', 'Invalid request credentials', 'batch', 'portal.credentials', 'credentials'],
  ['insufficient_scope', 'The request requires higher privileges', 'crm.deal.add', 'portal.scope', 'credentials'],
  ['', 'Access denied.', 'crm.deal.add', 'portal.closed', 'credentials'],
  ['', 'Доступ запрещён', 'crm.deal.list', 'portal.closed', 'credentials'],
  ['', 'Access denied.', 'crm.deal.update', 'portal.no-rights', 'refused'],
  ['ACCESS_DENIED', 'Access denied', 'crm.item.add', 'portal.closed', 'credentials'],
  ['PORTAL_DELETED', 'Portal was deleted', 'batch', 'portal.deleted', 'config'],
  ['INVALID_REQUEST', 'Https required.', 'batch', 'portal.insecure', 'config'],
  ['ERROR_METHOD_NOT_FOUND', 'Method not found!', 'crm.deal.list', 'portal.no-method', 'config'],
  ['INTERNAL_SERVER_ERROR', 'Internal server error', 'crm.deal.add', 'portal.uncertain', 'unknown'],
  ['ERROR_CORE', 'SQL query error!', 'crm.deal.add', 'portal.uncertain', 'unknown'],
  ['ERROR_CORE', 'Internal error: stage is absent', 'crm.deal.add', 'portal.refused', 'refused'],
  ['CRM_FIELD_ERROR_REQUIRED', 'Field "Канал" is required', 'crm.item.add', 'portal.required-field', 'refused'],
  ['', 'Не заполнено обязательное поле "Канал"', 'crm.deal.add', 'portal.required-field', 'refused'],
  ['', 'The field Title is required.', 'crm.status.add', 'portal.refused', 'refused'],
  ['', 'Not found', 'crm.deal.update', 'portal.refused', 'refused'],
  ['100', 'Could not find value for parameter {fields}', 'crm.timeline.comment.add', 'portal.refused', 'refused'],
]
for (const [code, description, method, expected, kind] of MEANINGS) {
  errors(`${code || '""'} «${description}» to ${method} is ${expected}`, () => {
    const problem = problemOf({ code, description }, { host: HOST, method })
    assert.equal([problem.code, problem.kind], [expected, kind])
  })
}

errors('a whole request that is denied concerns the webhook, whatever its method', () => {
  assert.is(problemOf({ code: 'ACCESS_DENIED', description: '' }, { host: HOST, method: 'crm.deal.update', isWhole: true }).code, 'portal.closed')
})

errors('a code that is a sentence is told as a sentence', () => {
  const problem = problemOf({ code: 'Communication type is not defined', description: '' }, { host: HOST, method: 'crm.duplicate.findbycomm' })
  assert.is(problem.text('en').what, 'The portal portal.example refused crm.duplicate.findbycomm.')
  assert.match(problem.text('en').why, 'Communication type is not defined')
})

errors('a required field is named by its label, and by the whole sentence where the portal quotes none', () => {
  for (const [code, description, field] of [
    ['', 'Не заполнено обязательное поле «Канал продаж»', 'Канал продаж'],
    ['CRM_FIELD_ERROR_REQUIRED', 'Required field Channel is empty', 'Required field Channel is empty'],
  ] as const)
    assert.equal((problemOf({ code, description }, { host: HOST, method: 'crm.deal.add' }).params as { field: string }).field, field)
})

const DETAILS: readonly (readonly [description: string, detail: string, fact: string])[] = [
  ['Поле «Источник» заполнено неверно', 'Поле «Источник» заполнено неверно', 'the label of a field stays'],
  ['Контакт Канарейкина Анна уже есть', 'Контакт … уже есть', 'a name that was sent goes'],
  ['Дубликат Канарейкиной', 'Дубликат …', 'its other endings go too'],
  ['Телефон +7 (900) 000-00-01 занят', 'Телефон … занят', 'a phone goes, sent or not'],
  ['почта anna@example.org занята', 'почта … занята', 'so does an e-mail'],
  ['см. https://x.bitrix24.ru/rest/1/abcdef12/', 'см. https://x.bitrix24.ru/rest/1/***/', 'and the secret of a webhook'],
]
for (const [description, detail, fact] of DETAILS) {
  errors(`${fact}: ${description}`, () => {
    const problem = problemOf({ code: '', description }, { host: HOST, method: 'crm.contact.add', sent: ['Канарейкина', 'Анна', 'Y'] })
    assert.is((problem.params as { detail: string }).detail, detail)
  })
}

errors.run()

const envelopes = suite('envelopes of the portal')

const read = (status: number, body: string, location?: string) =>
  readAnswer({ kind: 'answered', status, body, ...(location === undefined ? {} : { location }) })

const ENVELOPES: readonly (readonly [status: number, body: string, verdict: unknown, fact: string])[] = [
  [200, '{"result":[],"time":{}}', { kind: 'ok', body: { result: [], time: {} } }, 'a result'],
  [
    200,
    '{"error":"ERROR_X","error_description":"a<br>b"}',
    { kind: 'error', status: 200, code: 'ERROR_X', description: 'a b' },
    'an error under 200',
  ],
  [400, '{"error":"","error_description":"Not found"}', { kind: 'error', status: 400, code: '', description: 'Not found' }, 'an empty code'],
  [400, '{"error":100,"error_description":"x"}', { kind: 'error', status: 400, code: '100', description: 'x' }, 'a number as code'],
  [400, '{"error":{"code":"A_B","message":"m"}}', { kind: 'error', status: 400, code: 'A_B', description: 'm' }, 'the envelope of REST 3.0'],
  [200, '<!DOCTYPE html><html></html>', { kind: 'garbled', status: 200 }, 'a page'],
  [200, '{"result":{"a":1', { kind: 'garbled', status: 200 }, 'half an answer'],
  [200, '', { kind: 'garbled', status: 200 }, 'nothing'],
  [200, '[]', { kind: 'garbled', status: 200 }, 'JSON of another shape'],
]
for (const [status, body, verdict, fact] of ENVELOPES) {
  envelopes(`${fact} is told apart from everything else`, () => {
    assert.equal(read(status, body), verdict)
  })
}

envelopes('a redirect names the host and nothing else of the address', () => {
  assert.equal(read(302, '', 'https://new.example/rest/1/secret/batch'), { kind: 'moved', host: 'new.example' })
  assert.equal(read(302, ''), { kind: 'moved', host: '?' })
})

envelopes('the meaning of an unknown code is a refusal', () => {
  assert.is(meaningOf({ code: 'SOMETHING_NEW', description: 'x' }), 'refused')
})

envelopes.run()
