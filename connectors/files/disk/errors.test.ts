import * as assert from 'uvu/assert'
import { Problem } from '../../../core/problem.ts'
import { suite } from '../../../fixtures/suite.ts'
import { diskProblem, ifPresent } from './errors.ts'

const errors = suite('what the disk refuses')

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code })
}

const NAMED = {
  ENOSPC: 'state.no-space',
  EDQUOT: 'state.no-space',
  EROFS: 'state.read-only',
  EACCES: 'state.not-writable',
  EPERM: 'state.not-writable',
  ENOTDIR: 'state.no-folder',
  EIO: 'state.io',
}

for (const [code, problem] of Object.entries(NAMED)) {
  errors(`${code} is told as ${problem}, with the path and its cause`, () => {
    const told = diskProblem(refusal(code), '/state/log')
    assert.instance(told, Problem)
    assert.is((told as Problem).code, problem)
    assert.is(((told as Problem).params as { path: string }).path, '/state/log')
    assert.is((told as Problem).kind, 'state')
    assert.is(((told as Problem).cause as { code: string }).code, code)
  })
}

errors('what is not the operating system’s stays what it is', () => {
  const bug = new TypeError('x')
  assert.is(diskProblem(bug, '/state'), bug)
  const problem = new Problem('state.closed', { name: 'p' })
  assert.is(diskProblem(problem, '/state'), problem)
})

errors('no such file is an answer only where it is asked for', async () => {
  assert.is(await ifPresent('/state', () => Promise.reject(refusal('ENOENT'))), undefined)
  const other = await ifPresent('/state', () => Promise.reject(refusal('EIO'))).catch((error: unknown) => error)
  assert.is((other as Problem).code, 'state.io')
})

errors.run()
