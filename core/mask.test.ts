import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { maskLine, maskText, maskValue } from './mask.ts'

const mask = suite('masking')

const PHONES = [
  '+79160000067',
  '89160000067',
  '79160000067',
  '9160000067',
  '8 (916) 000-00-67',
  '8-916-000-00-67',
  '8 916 000 00 67',
  '+7 916 000 0067',
  '+8 916 000 00 67',
  '00 7 916 000 00 67',
  '8.916.000.00.67',
  '916.000.00.67',
  '8/916/000/00/67',
  '8\u00a0916\u00a0000\u201100\u201167',
  '+7(916)0000067',
  '%2B79160000067',
  '8%20916%20000%2000%2067',
  'тел89160000067',
  'tel:+79160000067',
  'phone89160000067',
  'F2_1045 89160000067',
  '1045 8916 000 00 67',
  '2026-03-01 89160000067',
  '+7 495 000-00-67',
  '8 (495) 000-00-67',
  '84950000067',
  '8 (34643) 0-00-67',
  '89160000001, 89160000067',
  '8916000000189160000067',
  '+375 29 000-00-67',
  '+998900000067',
]
for (const phone of PHONES) {
  mask(`the phone in "${phone}" keeps its last two digits`, () => {
    const masked = maskText(`call ${phone} now`)
    assert.match(masked, /\+7?\*\*\*67/)
    assert.not.match(masked, /916|495|0000|000/)
  })
}

const KEPT = [
  'F2_1045',
  'F10_2147483647',
  'deal 905, contact 318, reception 2147483647',
  '1740812400000',
  '1740812400',
  '2026-03-01',
  '2026-03-01T10:00:00+03:00',
  '2026-03-01T07:00:00.123Z',
  '2026-03-01 10:00:00.000',
  '01.03.2026 10:00',
  '08.03.2026 10:00',
  '0x00000000000791A8',
  '4b1e0000-0000-4000-8000-000000000001',
  'a8916000006789160000067b',
  '91.195.24.117:1433',
  '127.0.0.1:8080',
  '8.3.24.1586',
  'C3:UC_KN8KFI',
  '00000012345',
  '123456789012345678',
  '7701234567',
  '3000 ms, 27000000 bytes',
  'bxi.toml:41: ident.sources[0].branches[1].n',
  'secret.missing at telegram.token',
  'portal example.bitrix24.ru did not answer crm.deal.update in 3000 ms',
  '/rest/crm.deal.list',
  'author: bxi, passed: 3, bypass=no',
]
for (const text of KEPT) mask(`"${text}" stays as it is`, () => assert.is(maskText(text), text))

const SECRETS = [
  'https://example.bitrix24.ru/rest/1/canary123/crm.deal.list.json',
  'https:\\/\\/example.bitrix24.ru\\/rest\\/1\\/canary123\\/',
  'https%3A%2F%2Fexample.bitrix24.ru%2Frest%2F1%2Fcanary123%2F',
  'https://user:canary@proxy.example:8080/',
  'https://api.telegram.org/bot1234567890:canaryAAAAAAAAAAAAAAAAAAAAAAAAAAAA/sendMessage',
  'Authorization: Bearer canary.canary',
  '"authorization":"Basic canarycanary="',
  'Bearer canarycanary',
  'https://x.example/?auth=canary&b=1',
  'access_token=canary; refresh_token=canary',
  'AUTH_ID=canary&REFRESH_ID=canary',
  'auth[access_token]=canary',
  'auth%5Bapplication_token%5D=canary',
  'client_secret: canary',
  'password="canary"',
  "pwd='canary'",
  '{"access_token":"canary","client_secret" : "canary"}',
  '{\\"password\\":\\"canary word\\"}',
  'BXI_TELEGRAM_TOKEN=canary',
  'Server=x;User Id=y;Password=canary;',
  'canary@example.ru',
  'канарейка.canary@почта.рф',
  '"LAST_NAME":"canary"',
  'fields[LAST_NAME]=canary&fields[NAME]=canary',
  'fields%5BSECOND_NAME%5D=canary',
]
for (const text of SECRETS) mask(`nothing to hide is left of ${text}`, () => assert.not.match(maskText(text), 'canary'))

mask('the host, the user number and the method of a webhook stay, so that the line can be understood', () => {
  const masked = maskText('POST https://example.bitrix24.ru/rest/1/abc123/crm.deal.list.json failed')
  assert.is(masked, 'POST https://example.bitrix24.ru/rest/1/***/crm.deal.list.json failed')
})

mask('fields are hidden by their names, whatever they hold, and ids beside them stay', () => {
  const line = JSON.stringify({
    key: 'F2_1045',
    patient: 'Канарейкина',
    patientId: 77,
    lastName: 'Канарейкина',
    NAME: 'Анна',
    SECOND_NAME: ['Канарейкина'],
    patient_surname: { a: 'Канарейкина' },
    phone: '8 916 000-00-67',
    phone2: 79160000068,
    PHONE: [{ VALUE: '123-45-67' }],
    mobilePhone: 'Канарейкина',
    token: 'canary',
    AUTH_ID: 'canary',
    refreshToken: 'canary',
    webhook: 'canary',
    ids: { contact: '318', deal: '905' },
    at: 1740812400000,
    reached: 79160000067,
    ok: true,
    none: null,
    '89160000067': 1,
  })
  assert.equal(JSON.parse(maskLine(line)), {
    key: 'F2_1045',
    patient: '***',
    patientId: 77,
    lastName: '***',
    NAME: '***',
    SECOND_NAME: '***',
    patient_surname: '***',
    phone: '+7***67',
    phone2: '+7***68',
    PHONE: '***',
    mobilePhone: '***',
    token: '***',
    AUTH_ID: '***',
    refreshToken: '***',
    webhook: '***',
    ids: { contact: '318', deal: '905' },
    at: 1740812400000,
    reached: '+7***67',
    ok: true,
    none: null,
    '+7***67': 1,
  })
})

mask('a line that is no JSON is masked as text', () => {
  assert.is(maskLine('{"phone": 8 916 000-00-67'), '{"phone": +7***67')
})

mask('a mobile is hidden in any grouping and any surroundings of words', async () => {
  const gap = fc.constantFrom('', ' ', '-', '.', ' - ', ') ', ' (')
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 })
  const around = fc.constantFrom('', ' ', 'тел. ', '"', 'x=', ': ', '(')
  await fc.assert(
    fc.property(
      fc.constantFrom('+7', '8', '7', '', '+7 ('),
      fc.array(gap, { minLength: 9, maxLength: 9 }),
      digits,
      around,
      (prefix, gaps, rest, word) => {
        const phone = `${prefix}9${rest.map((digit, place) => `${gaps[place]}${digit}`).join('')}`
        const masked = maskText(`${word}${phone}${word}`)
        // An address of four octets cannot be told from ten digits with points.
        if (/^9\d?(?:\.\d{1,3}){3}$/.test(phone)) return
        assert.is(masked.replace(/\D/g, ''), `7${rest.slice(-2).join('')}`, `${phone} → ${masked}`)
      },
    ),
    { numRuns: 500 },
  )
})

mask('masking twice changes nothing more, and no text makes it fail or wait', async () => {
  const unit = fc.constantFrom(...'0123456789+-() .,;/\n"\\=:@', '8916', '+7', 'token', 'rest/1/', 'a@b.c', '%2B', '0x')
  await fc.assert(
    fc.property(fc.string({ unit, maxLength: 80 }), (text) => {
      const masked = maskText(text)
      assert.is(maskText(masked), masked)
      assert.equal(maskValue({ text }), { text: masked })
    }),
    { numRuns: 500 },
  )
  for (const unit of ['9', 'a', '-9', 'a@', '"a":', 'token', '+', '%5B', '\\']) assert.type(maskText(unit.repeat(20_000)), 'string')
})

mask.run()
