import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { makeFolder } from './folder.ts'

const folders = suite('making folders')
let root = ''
folders.before(() => {
  root = mkdtempSync(join(tmpdir(), 'bxi-folder-'))
})
folders.after(() => rmSync(root, { recursive: true }))

function refusal(path: string): unknown {
  try {
    makeFolder(path)
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return undefined
}

folders('parents are made, for their owner only, and the topmost new one is named; twice is harmless', () => {
  const path = join(root, 'a', 'b', 'c')
  assert.is(makeFolder(path), join(root, 'a'))
  assert.is(makeFolder(path), undefined)
  if (process.platform !== 'win32') assert.is(statSync(path).mode & 0o777, 0o700)
  assert.is(makeFolder(join(path, 'd')), join(path, 'd'))
})

folders('a file in the way, or in the place, is said to be no folder', () => {
  const file = join(root, 'file')
  writeFileSync(file, '')
  assert.is(refusal(file), 'ENOTDIR')
  assert.is(refusal(join(file, 'below', 'it')), 'ENOTDIR')
})

if (existsSync('/proc/self')) {
  folders('where the system lets nobody make a folder the answer is no, at once', () => {
    for (const path of ['/proc/foo', '/proc/foo/leases/x']) assert.is(refusal(path), 'ENOENT')
  })
} else folders.skip('where the system lets nobody make a folder the answer is no, at once', 'needs /proc (Linux)')

folders.run()
