import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { SERVER_NUMBERS } from './error-numbers.ts'
import type { Failure } from './failure.ts'
import { type Place, problemOf } from './problems.ts'

const problems = suite('failures as problems')
const at: Place = {
  ...{ source: 'main', server: '10.0.0.5:1433', instance: false, database: 'PZ', user: 'bxi' },
  ...{ query: 'receptions', file: 'receptions.sql', connectTimeoutMs: 10_000 },
}
const failure = (given: Partial<Failure>): Failure => ({ during: 'connecting', codes: [], details: [], server: [], ...given })
const said = (...numbers: number[]): Failure['server'] =>
  numbers.map((number) => ({ number, severity: 16, message: `Message ${number} with 'Ivanova'` }))
const codeOf = (given: Partial<Failure>, place: Partial<Place> = {}): string => problemOf(failure(given), { ...at, ...place }, undefined).code

const CONNECTING: readonly [string, Partial<Failure>, string, Partial<Place>?][] = [
  ['a refused connection', { codes: ['ESOCKET', 'ECONNREFUSED'], details: ['Failed to connect', 'connect ECONNREFUSED'] }, 'ident.unreachable'],
  ['a name that DNS does not know', { codes: ['ESOCKET', 'ENOTFOUND'], details: ['getaddrinfo ENOTFOUND srv'] }, 'ident.unreachable'],
  ['a server that says nothing', { codes: ['ETIMEOUT'], details: ['Failed to connect in 10000ms'] }, 'ident.silent'],
  ['a Browser that says nothing', { codes: ['ETIMEOUT'], details: ['Failed to connect'] }, 'ident.instance-silent', { instance: true }],
  [
    'an instance the Browser does not list',
    { codes: ['EINSTLOOKUP'], details: ['Port for X not found in H'] },
    'ident.instance-unknown',
    { instance: true },
  ],
  [
    'a Browser on a host that DNS does not know',
    { codes: ['EINSTLOOKUP', 'ENOTFOUND'], details: ['getaddrinfo ENOTFOUND h'] },
    'ident.unreachable',
    { instance: true },
  ],
  ['a connection that is cut at login', { codes: ['ESOCKET', 'ECONNRESET'], details: ['socket hang up'] }, 'ident.connection-lost'],
  ['a server that insists on TLS', { codes: ['EENCRYPT'] }, 'ident.encryption-demanded'],
  ['a server without TLS where it is required', { codes: ['BXI_NO_TLS'] }, 'ident.encryption-missing'],
  [
    'a certificate nobody vouches for',
    { codes: ['ESOCKET', 'DEPTH_ZERO_SELF_SIGNED_CERT'], details: ['self-signed certificate'] },
    'ident.certificate',
  ],
  [
    'a certificate of another name',
    { codes: ['ESOCKET', 'ERR_TLS_CERT_ALTNAME_INVALID'], details: ["does not match certificate's altnames"] },
    'ident.certificate',
  ],
  ['TLS 1.0 only', { codes: ['ESOCKET', 'ERR_SSL_UNSUPPORTED_PROTOCOL'], details: ['unsupported protocol'] }, 'ident.tls-old'],
  ['an old signature', { codes: ['ESOCKET'], details: ['legacy sigalg disallowed or unsupported'] }, 'ident.tls-old'],
  ['an unknown protocol version', { codes: ['ETDS'] }, 'ident.server-old'],
  ['a wrong password', { codes: ['ELOGIN'], server: said(18456) }, 'ident.login-refused'],
  ['a refusal without a number', { codes: ['ELOGIN'] }, 'ident.login-refused'],
  ['a refusal with an unknown number', { codes: ['ELOGIN'], server: said(18499) }, 'ident.login-refused'],
  ['an expired password', { codes: ['ELOGIN'], server: said(18487) }, 'ident.password-expired'],
  ['a missing database, said before the login error', { codes: ['ELOGIN'], server: said(4060, 18456) }, 'ident.database-refused'],
  ['bytes that are not TDS', { codes: ['ESOCKET'], garbledBy: 'Unknown type: 66' }, 'ident.garbled'],
]

for (const [title, given, code, place] of CONNECTING) problems(`${title} while connecting is ${code}`, () => assert.is(codeOf(given, place), code))

const ASKING: readonly [string, Partial<Failure>, string][] = [
  ['a deadlock', { codes: ['EREQUEST'], server: said(1205) }, 'ident.deadlock'],
  ['a lock time-out', { codes: ['EREQUEST'], server: said(1222) }, 'ident.locked'],
  ['an unknown column', { codes: ['EREQUEST'], server: said(207) }, 'ident.query-misfit'],
  ['an unknown table', { codes: ['EREQUEST'], server: said(208) }, 'ident.query-misfit'],
  ['a missing right', { codes: ['EREQUEST'], server: said(229) }, 'ident.permission'],
  ['a division by zero, followed by an ended statement', { codes: ['EREQUEST'], server: said(8134, 3621) }, 'ident.conversion'],
  ['a database being restored', { codes: ['EREQUEST'], server: said(927) }, 'ident.database-offline'],
  ['a full log', { codes: ['EREQUEST'], server: said(9002) }, 'ident.server-strained'],
  ['rows that move under NOLOCK', { codes: ['EREQUEST'], server: said(601) }, 'ident.data-moved'],
  ['snapshot isolation that is not allowed', { codes: ['EREQUEST'], server: said(3952) }, 'ident.snapshot-refused'],
  ['a killed session', { codes: ['EREQUEST'], server: said(596) }, 'ident.connection-lost'],
  ['a fatal error of any number', { codes: ['EREQUEST'], server: [{ number: 99_999, severity: 21, message: 'x' }] }, 'ident.connection-lost'],
  ['an exhausted resource of any number', { codes: ['EREQUEST'], server: [{ number: 99_999, severity: 17, message: 'x' }] }, 'ident.server-strained'],
  ['any other number', { codes: ['EREQUEST'], server: said(50_000) }, 'ident.server-error'],
  ['a connection lost in an answer', { codes: ['ECONNRESET'], details: ['socket hang up'] }, 'ident.connection-lost'],
  ['a closed connection', { codes: ['ECLOSE'], details: ['Connection closed before request completed.'] }, 'ident.connection-lost'],
]

for (const [title, given, code] of ASKING) problems(`${title} while asking is ${code}`, () => assert.is(codeOf({ during: 'asking', ...given }), code))

problems('every problem says in both languages what happened, why and what to do, and never the password', () => {
  for (const [, given, , place] of [...CONNECTING, ...ASKING] as typeof CONNECTING) {
    const problem = problemOf(failure(given), { ...at, ...place }, undefined)
    for (const lang of ['en', 'ru'] as const) {
      const { what, why, next } = problem.text(lang)
      for (const sentence of [what, why, next]) assert.ok(sentence.length > 5, problem.code)
      assert.not.match(`${what}${why}${next}`, /undefined|\[object/)
    }
  }
})

problems("a value that could not be converted is never quoted: it is a patient's", () => {
  const { what, why, next } = problemOf(failure({ during: 'asking', server: said(245) }), at, undefined).text('en')
  assert.not.match(`${what}${why}${next}`, /Ivanova/)
})

problems('no number of the server has two verdicts', () => {
  const all = SERVER_NUMBERS.flatMap((row) => row.numbers)
  assert.is(new Set(all).size, all.length)
})

problems.run()
