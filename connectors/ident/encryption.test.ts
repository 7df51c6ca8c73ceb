import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { TdsOptions } from '../../fixtures/emulators/tds/index.ts'
import { suite } from '../../fixtures/suite.ts'
import { problemOf } from './clinic.testing.ts'
import type { DatabaseOptions } from './options.ts'
import { PEOPLE_COUNT, withSession } from './session.testing.ts'

const encryption = suite('encryption of the connection')
const pem = (name: string): string => readFileSync(new URL(`./${name}.testing.pem`, import.meta.url), 'utf8')
const tls = { key: pem('server-key'), cert: pem('server-certificate') }
const oldTls = { ...tls, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const

const CASES: readonly [string, Partial<TdsOptions>, Partial<DatabaseOptions>, { plain?: true; encrypted?: RegExp; refused?: string }][] = [
  ['"off" reads in the clear', { encryption: 'not-supported' }, { encrypt: 'off' }, { plain: true }],
  ['"off" against a server that insists', { encryption: 'required', tls }, { encrypt: 'off' }, { refused: 'ident.encryption-demanded' }],
  ['"on" encrypts when the server can', { encryption: 'on', tls }, { encrypt: 'on' }, { encrypted: /^TLSv1.2 / }],
  ['"on" reads in the clear when the server cannot', { encryption: 'not-supported' }, { encrypt: 'on' }, { plain: true }],
  ['"required" encrypts', { encryption: 'on', tls }, { encrypt: 'required' }, { encrypted: /^TLSv1.2 / }],
  [
    '"required" refuses a server that switched encryption off',
    { encryption: 'off' },
    { encrypt: 'required' },
    { refused: 'ident.encryption-missing' },
  ],
  [
    '"required" refuses a server without encryption',
    { encryption: 'not-supported' },
    { encrypt: 'required' },
    { refused: 'ident.encryption-missing' },
  ],
  [
    'a pinned certificate passes',
    { encryption: 'on', tls },
    { encrypt: 'required', ca: tls.cert, certificateName: 'clinic.test' },
    { encrypted: /^TLSv1.2 / },
  ],
  [
    'another certificate than the pinned one',
    { encryption: 'on', tls },
    { encrypt: 'required', ca: pem('other-certificate'), certificateName: 'clinic.test' },
    { refused: 'ident.certificate' },
  ],
  [
    'a certificate of another name',
    { encryption: 'on', tls },
    { encrypt: 'on', ca: tls.cert, certificateName: 'elsewhere.test' },
    { refused: 'ident.certificate' },
  ],
  ['a server that knows TLS 1.0 only', { encryption: 'on', tls: oldTls }, { encrypt: 'on' }, { refused: 'ident.tls-old' }],
  ['TLS 1.0 with legacy_tls', { encryption: 'on', tls: oldTls }, { encrypt: 'required', legacyTls: true }, { encrypted: /^TLSv1 / }],
]

for (const [title, server, database, expected] of CASES) {
  encryption(`${title}: ${expected.refused ?? (expected.plain ? 'plain' : 'encrypted')}`, async () => {
    await withSession({ server, source: { database } }, async ({ server, session, ask }) => {
      if (expected.refused !== undefined) {
        assert.is((await problemOf(ask())).code, expected.refused)
        return assert.is(server.log.logins.length, 0, 'no login was sent')
      }
      assert.is((await ask()).length, PEOPLE_COUNT)
      assert.equal(
        server.log.logins.map((login) => login.isEncrypted),
        [!expected.plain],
      )
      if (expected.encrypted) assert.match(String(session.tls()), expected.encrypted)
      else assert.is(session.tls(), undefined)
    })
  })
}

encryption.run()
