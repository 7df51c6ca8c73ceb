import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isProblem } from '../../../core/problem.ts'
import { suite } from '../../../fixtures/suite.ts'
import { encodeLine } from '../disk/line.ts'
import { withFolder } from '../folder.testing.ts'
import { readLog } from './read-log.ts'

const logs = suite('reading a log')
const LINES = [{ n: 1 }, { n: 2, text: 'строка' }, { n: 3 }].map(encodeLine)
const WHOLE = Buffer.from(LINES.join(''))
const TWO = Buffer.byteLength(LINES.slice(0, 2).join(''))

async function damage(path: string, from = 0, until = Infinity): Promise<unknown> {
  const problem = await readLog(path, from, until).catch((error: unknown) => error)
  assert.ok(isProblem(problem, 'state.damaged'), String(problem))
  return problem.params
}

logs('a last line that is cut anywhere is left out and counted', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'log')
    await writeFile(path, WHOLE)
    for (let length = WHOLE.length; length > TWO; length--) {
      await truncate(path, length)
      const content = await readLog(path, 0, Infinity)
      const isWhole = length === WHOLE.length
      assert.is(content?.lines.length, isWhole ? 3 : 2, `${length} bytes`)
      assert.is(content?.tornBytes, isWhole ? 0 : length - TWO)
      assert.is(content?.end, isWhole ? length : TWO)
    }
  }),
)

logs('a last line that ends but does not match is torn too', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'log')
    const bytes = Buffer.from(WHOLE)
    bytes[TWO + 30]! ^= 1
    await writeFile(path, bytes)
    assert.is((await readLog(path, 0, Infinity))?.tornBytes, WHOLE.length - TWO)
  }),
)

logs('a bad line before the last one is a Problem that names file and line', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'log')
    const bytes = Buffer.from(WHOLE)
    bytes[LINES[0]!.length + 30]! ^= 1
    await writeFile(path, bytes)
    assert.equal(await damage(path), { file: path, line: 2 })
    assert.equal(await damage(path, LINES[0]!.length), { file: path, line: 2 })
  }),
)

logs('up to its seal every line must be whole, and after it nothing is looked at', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'log')
    await writeFile(path, Buffer.concat([WHOLE, Buffer.from('late bytes\n{"more')]))
    assert.is((await readLog(path, 0, WHOLE.length))?.lines.length, 3)
    assert.is((await readLog(path, 0, TWO))?.lines.length, 2)
    assert.equal(await damage(path, 0, WHOLE.length + 5), { file: path, line: 4 })
    await truncate(path, TWO + 10)
    assert.equal(await damage(path, 0, WHOLE.length), { file: path, line: 3 })
  }),
)

logs('reading may start behind any line', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'log')
    await writeFile(path, WHOLE)
    assert.equal((await readLog(path, TWO, Infinity))?.lines, [{ n: 3 }])
    assert.equal((await readLog(path, WHOLE.length, Infinity))?.lines, [])
    assert.is(await readLog(join(folder, 'none'), 0, Infinity), undefined)
  }),
)

logs.run()
