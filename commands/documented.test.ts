import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { repository } from '../scripts/repository.testing.ts'
import { COMMANDS, COMMON_FLAGS } from './catalog.ts'

const documented = suite('what the documentation tells an operator to type')

const pages = ['README.md', 'README.ru.md', ...readdirSync(join(repository, 'docs'), { recursive: true }).map((name) => join('docs', String(name)))]
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(repository, name), 'utf8') }))

/** Every `bxi …` in code, up to where the code ends. */
function commandsIn(text: string): string[] {
  const inline = [...text.matchAll(/`(bxi [^`]+)`/g)].map(([, command = '']) => command)
  const inBlocks = [...text.matchAll(/^```(?:sh|bat)\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    [...block.matchAll(/(?:^|&& )(bxi [^#\n]*)/gm)].map(([, command = '']) => command),
  )
  return [...inline, ...inBlocks].flatMap((command) => command.split(' && ')).map((command) => command.replace(/(?:^|\s)#.*/, '').trim())
}

const said = pages.flatMap(({ name, text }) => commandsIn(text).map((command) => ({ name, command })))

documented('every command exists', () => {
  assert.ok(said.length > 30)
  for (const { name, command } of said) {
    const [first = '', second = ''] = command.split(/\s+/).slice(1)
    // A flag of the program itself, or words that stand for any command.
    if (first.startsWith('-') || first.startsWith('…')) continue
    const isGroup = COMMANDS.some(({ path }) => path.startsWith(`${first} `))
    const isWhole = COMMANDS.some(({ path }) => path === first)
    const ofDefault = COMMANDS.some(({ path, isDefault }) => isDefault && path.startsWith(`${first} `)) && second.startsWith('-')
    const isKnown =
      isWhole ||
      ofDefault ||
      (isGroup &&
        second
          .replace(/[[\]]/g, '')
          .split(/\\?\|/)
          .every((word) => /^$|^…|^--/.test(word) || COMMANDS.some(({ path }) => path === `${first} ${word}`)))
    assert.ok(isKnown, `${name}: ${command}`)
  }
})

documented('every long flag of a command is one it takes', () => {
  for (const { name, command } of said) {
    const path = command.split(/\s+/).slice(1)
    const entry =
      COMMANDS.find((one) => one.path === path.slice(0, 2).join(' ')) ??
      COMMANDS.find((one) => one.path === path[0] || (one.isDefault && one.path.startsWith(`${path[0]} `)))
    if (!entry) continue
    const flags = [...(entry.flags ?? []), ...COMMON_FLAGS].map(({ flags: text }) => text.split(/[ ,]/)[0])
    for (const [flag] of command.matchAll(/--[a-z][a-z-]*/g)) assert.ok(flags.includes(flag) || flag === '--help', `${name}: ${command}: ${flag}`)
  }
})

documented('every file that a page names by its path is there', () => {
  // The page that adds a pipeline names the files it makes.
  const made = /^pipelines\/ident-patients\//
  for (const { name, text } of pages) {
    const paths = [...text.matchAll(/`((?:bin|commands|jobs|pipelines|connectors|core|fixtures|scripts|docs)\/[\w./-]+\.(?:ts|tsx|mjs|md))`/g)]
    for (const [, path = ''] of paths) assert.ok(made.test(path) || existsSync(join(repository, path)), `${name}: ${path}`)
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g))
      assert.ok(existsSync(join(repository, name, '..', link)), `${name}: ${link}`)
  }
})

documented.run()
