import * as fc from 'fast-check'
import { parse, stringify } from 'smol-toml'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { linesOfToml } from './lines.ts'
import { type ConfigPath, isHolder, pathText, valueAt } from './path.ts'

const lines = suite('lines of a TOML file')

const FILE = `# a comment with [brackets] and = signs
lang = "ru"
portal.app = { client_id = "", client_secret = { env = "X" } } # dotted

[ident]
pipeline = """
[not.a.table]
x = 1"""
manual_stages = [
  "A", # first, "quoted"
  'B',
]
"quoted key" = 1
[ident.stages]
WON = 'C3:WON # no comment'
[[ident.sources]]
id = "main"
branches = [{ key = 1, n = 1 }, { key = 2,
  n = "два" }]
[ident.sources.database]
server = "x\\"]"
[[ident.sources]]
id = "second"
  [ident.sources.database]
  port = 1433
`
const LINES: readonly [ConfigPath, number | undefined][] = [
  [['lang'], 2],
  [['portal', 'app', 'client_secret', 'env'], 3],
  [['portal'], 3],
  [['portal', 'webhook'], 3],
  [['ident'], 5],
  [['ident', 'pipeline'], 6],
  [['ident', 'manual_stages'], 9],
  [['ident', 'manual_stages', 0], 10],
  [['ident', 'manual_stages', 1], 11],
  [['ident', 'quoted key'], 13],
  [['ident', 'stages', 'WON'], 15],
  [['ident', 'sources'], 16],
  [['ident', 'sources', 0], 16],
  [['ident', 'sources', 0, 'id'], 17],
  [['ident', 'sources', 0, 'branches', 0, 'n'], 18],
  [['ident', 'sources', 0, 'branches', 1, 'key'], 18],
  [['ident', 'sources', 0, 'branches', 1, 'n'], 19],
  [['ident', 'sources', 0, 'database', 'server'], 21],
  [['ident', 'sources', 1], 22],
  [['ident', 'sources', 1, 'id'], 23],
  [['ident', 'sources', 1, 'database', 'port'], 25],
  [['ident', 'sources', 1, 'timezone'], 22],
  [['delivery', 'group_id'], undefined],
]
for (const ending of ['\n', '\r\n']) {
  const found = linesOfToml(FILE.replaceAll('\n', ending))
  for (const [path, line] of LINES) {
    lines(`${pathText(path)} is found ${line ? `on line ${line}` : 'nowhere'} (${JSON.stringify(ending)})`, () => assert.is(found.lineOf(path), line))
  }
}

lines('the sample is TOML as the parser sees it', () => {
  assert.is(valueAt(parse(FILE), ['ident', 'sources', 0, 'branches', 1, 'n']), 'два')
})

lines('every key that the parser finds stands on the line that is named', async () => {
  const key = fc.constantFrom('a', 'b', 'c d', 'ключ', 'e-f', 'q"', 'dot.ted')
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom('"""', "'''", '# x = 1', '[a]', '{', '\n', '\\'))
  const { tree } = fc.letrec<{ tree: Record<string, unknown>; value: unknown }>((tie) => ({
    tree: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      tie('tree'),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    ),
  }))
  await fc.assert(
    fc.property(tree, (value) => {
      const text = stringify(value)
      const found = linesOfToml(text)
      for (const path of pathsOf(parse(text))) {
        const line = text.split('\n')[(found.lineOf(path) ?? 0) - 1] ?? ''
        const name = path.findLast((step) => typeof step === 'string') ?? ''
        const spellings = [String(name), JSON.stringify(name), JSON.stringify(name).slice(1, -1)]
        assert.ok(
          spellings.some((spelling) => line.includes(spelling)),
          `${pathText(path)} on "${line}" of\n${text}`,
        )
      }
    }),
    { numRuns: 300 },
  )
})

lines('a text that is no TOML ends the search and nothing else', async () => {
  const noise = fc.string({ unit: fc.constantFrom(...'[]{}=."\'#,\n a1\\') })
  await fc.assert(fc.property(noise, (text) => assert.not.throws(() => linesOfToml(text).lineOf(['a']))))
})

function pathsOf(value: unknown, path: ConfigPath = []): ConfigPath[] {
  if (!isHolder(value)) return []
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value)
  return [...keys].flatMap((key) => [[...path, key], ...pathsOf((value as Record<string | number, unknown>)[key], [...path, key])])
}

lines.run()
