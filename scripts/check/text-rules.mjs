// What no import rule can say, looked up in the syntax tree, so that comments and look-alikes do not count.
// Usage: node scripts/check/text-rules.mjs [--root DIR]
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import ts from 'typescript'
import { isTest, sourceFiles } from '../source-files.mjs'

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const { values } = parseArgs({ options: { root: { type: 'string', default: repository } } })
const root = resolve(values.root)

const isMember = (node, object, ...names) =>
  ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === object && names.includes(node.name.text)
const isEmptyNow = (node) => ts.isIdentifier(node.expression) && node.expression.text === 'Date' && !node.arguments?.length
const textOf = (node) => (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) ? node.text : undefined)

const RANDOM = ['randomBytes', 'randomInt', 'randomUUID']
// 'catalog.jsonl.gz' is a file, not a method.
const BITRIX_METHOD = /^(crm|tasks?|sale|catalog)\.(?!.*\.(gz|jsonl?|csv|xml|html|sql)$)[a-z]+(\.[a-z]+)+$/i
const MACHINE_PATH = /^\/(home|root|Users|work)\//

/** Each rule: what it finds in a node, which files are its doors, and what to do instead. Tests are exempt, scripts are no part of the program. */
const RULES = [
  {
    name: 'one-exit',
    finds: (node) => isMember(node, 'process', 'exit', 'abort'),
    doors: /^bin\/bxi\.ts$/,
    instead: 'throw a Problem; bin/bxi.ts makes it an exit code after the log is flushed',
  },
  {
    name: 'one-clock',
    finds: (node) => isMember(node, 'Date', 'now') || ((ts.isNewExpression(node) || ts.isCallExpression(node)) && isEmptyNow(node)),
    doors: /^core\/clock\.ts$|^fixtures\/suite\.ts$/,
    instead: 'take the Clock port, so that a test decides what time it is',
  },
  {
    name: 'one-dice',
    finds: (node) => isMember(node, 'Math', 'random') || (ts.isIdentifier(node) && RANDOM.includes(node.text) && !ts.isImportSpecifier(node.parent)),
    doors: /^core\/(random|secrets)/,
    instead: 'take the Random port, so that a seed repeats a failure',
  },
  {
    name: 'one-environment',
    finds: (node) => isMember(node, 'process', 'env'),
    doors: /^core\/environment\.ts$|^fixtures\/suite\.ts$/,
    instead: 'take what core/environment.ts read',
  },
  {
    name: 'process-is-global',
    finds: (node) => ts.isImportDeclaration(node) && /^(node:)?process$/.test(node.moduleSpecifier.text),
    doors: /^$/,
    instead: 'write process.…, which the other rules can see',
  },
  {
    name: 'bitrix-words-stay-home',
    finds: (node) => BITRIX_METHOD.test(textOf(node) ?? ''),
    doors: /^connectors\/bitrix\/|^fixtures\/emulators\//,
    instead: 'ask a port in our words (core/ports); the connector knows the method',
  },
  {
    name: 'no-machine-paths',
    finds: (node) => MACHINE_PATH.test(textOf(node) ?? ''),
    doors: /^$/,
    instead: "this path exists on one computer only; take it from the configuration or from the file's own place",
  },
  {
    name: 'no-blind-bang',
    finds: (node) => ts.isNonNullExpression(node) && !ts.isElementAccessExpression(node.expression),
    doors: /^$/,
    instead: 'narrow the type; only after an index, items[at]!, may "!" say what the compiler cannot see',
  },
  {
    name: 'no-silent-catch',
    finds: (node, source) => ts.isCatchClause(node) && node.block.statements.length === 0 && !/\/[/*]/.test(node.block.getText(source)),
    doors: /^$/,
    instead: 'report it, or say in a comment why nothing is lost',
  },
]

function* nodesOf(node) {
  yield node
  const children = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) yield* nodesOf(child)
}

function faultsOf(path) {
  const rules = RULES.filter(({ doors }) => !doors.test(path))
  const source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
  return [...nodesOf(source)].flatMap((node) =>
    rules
      .filter(({ finds }) => finds(node, source))
      .map(({ name, instead }) => {
        const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source))
        return `${path}:${line + 1}:${character + 1} ${node.getText(source).split('\n')[0].slice(0, 60)}\n    ${name}: ${instead}`
      }),
  )
}

const files = sourceFiles(root, ['.ts', '.tsx']).filter((path) => !isTest(path) && !path.startsWith('scripts/'))
const faults = files.flatMap(faultsOf)
for (const fault of faults) console.log(fault)
console.log(`${files.length} files against ${RULES.length} rules, ${faults.length} faults`)
process.exitCode = files.length === 0 || faults.length > 0 ? 1 : 0
