import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { encodeCommand, type Params, portalText, textsIn } from './encode.ts'

const encoding = suite('batch commands')

type Decoded = string | { [key: string]: Decoded }

/** What PHP's parse_str makes of a query, for queries with explicit keys. Written from its manual, not from the encoder. */
function phpDecode(query: string): { [key: string]: Decoded } {
  const decoded: { [key: string]: Decoded } = {}
  for (const pair of query.split('&').filter((one) => one !== '')) {
    const [rawKey = '', ...rest] = pair.split('=')
    const text = (raw: string): string => decodeURIComponent(raw.replaceAll('+', ' '))
    const key = text(rawKey)
    const path = [key.split('[', 1)[0] ?? '', ...[...key.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '')]
    let at = decoded
    for (const step of path.slice(0, -1)) at = (at[step] ??= {}) as { [key: string]: Decoded }
    at[path.at(-1) ?? ''] = text(rest.join('='))
  }
  return decoded
}

/** The server cuts a command like an address first: what follows a # is gone. */
function phpCommand(command: string): { method: string; params: Decoded } {
  const [address = ''] = command.split('#', 1)
  const cut = address.indexOf('?')
  return cut < 0 ? { method: address, params: {} } : { method: address.slice(0, cut), params: phpDecode(address.slice(cut + 1)) }
}

const name = fc.stringMatching(/^[A-Za-z_@>=%!][A-Za-z0-9_]{0,12}$/).filter((text) => text !== '__proto__')
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('+7 900', 'a&b=c', '100%', '#1', '[x]', '%2B', 'Ёжик', '\n', '$result[c0]', "'()*~!"),
)
const value: fc.Arbitrary<string | number | boolean | null | undefined> = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
)
const params = fc.dictionary(
  name,
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 4 }), fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 })),
  { maxKeys: 5, noNullPrototype: true },
)

/** The same parameters as the portal is meant to see them. */
function expected(sent: unknown): Decoded {
  if (sent === null || sent === undefined) return ''
  if (typeof sent === 'boolean') return sent ? '1' : '0'
  if (typeof sent === 'string') return portalText(sent)
  if (typeof sent !== 'object') return String(sent)
  return Object.fromEntries(Object.entries(sent).map(([key, inner]) => [key, expected(inner)]))
}

encoding('whatever is sent, a PHP server decodes it to the same', async () => {
  await fc.assert(
    fc.property(params, (sent) => {
      const { method, params: seen } = phpCommand(encodeCommand('crm.deal.add', sent as Params))
      assert.is(method, 'crm.deal.add')
      assert.equal(seen, expected(sent))
    }),
    { numRuns: 500 },
  )
})

encoding('no text can bring a reference to another command with it', async () => {
  const hostile = fc
    .array(fc.constantFrom('$', '$$', 'result', 'RESULT', 'total', 'next', 'time', 'error', '[', ']', 'c0', ' ', '[c0]'), { maxLength: 8 })
    .map((parts) => parts.join(''))
  await fc.assert(
    fc.property(hostile, (sent) => {
      const { params: seen } = phpCommand(encodeCommand('crm.deal.add', { fields: { TITLE: sent } }))
      assert.not.match(JSON.stringify(seen), /\$(?:result|total|next|time|error)\[/i)
    }),
    { numRuns: 500 },
  )
})

encoding('taking a text apart twice changes nothing more', async () => {
  await fc.assert(fc.property(text, (sent) => assert.is(portalText(portalText(sent)), portalText(sent))))
})

const TABLE: readonly (readonly [sent: Params, query: string, fact: string])[] = [
  [{ fields: { PHONE: [{ VALUE: '+79000000001' }] } }, 'fields%5BPHONE%5D%5B0%5D%5BVALUE%5D=%2B79000000001', 'a plus survives'],
  [
    { filter: { '>=DATE_MODIFY': '2026-03-01T00:00:00+03:00' } },
    'filter%5B%3E%3DDATE_MODIFY%5D=2026-03-01T00%3A00%3A00%2B03%3A00',
    'filter prefixes are encoded',
  ],
  [{ halt: true, quiet: false }, 'halt=1&quiet=0', 'a yes is 1, a no is 0'],
  [{ fields: { UF_X: undefined, UF_Y: null } }, 'fields%5BUF_X%5D=&fields%5BUF_Y%5D=', 'a field is emptied by an empty text'],
  [{ fields: { UF_LIST: [] } }, 'fields%5BUF_LIST%5D=', 'a list is emptied by an empty text'],
  [{ text: 'a\ud800b' }, 'text=a%EF%BF%BDb', 'half a character is replaced, not fatal'],
]
for (const [sent, query, fact] of TABLE) {
  encoding(fact, () => {
    assert.is(encodeCommand('m', sent), `m?${query}`)
  })
}

encoding('a command without parameters is its name', () => {
  assert.is(encodeCommand('server.time', {}), 'server.time')
})

encoding('every text that is sent can be told, at any depth', () => {
  assert.equal(textsIn({ id: 7, fields: { TITLE: 'a', PHONE: [{ VALUE: 'b' }], NONE: undefined } }), ['a', 'b'])
})

encoding.run()
