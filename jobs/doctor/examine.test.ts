import * as assert from 'uvu/assert'
import type { Finding } from '../../core/ports/doctor.ts'
import { Problem } from '../../core/problem.ts'
import { suite } from '../../fixtures/suite.ts'
import { doctorExit, type Examination, examine } from './examine.ts'
import { isSupported } from './own.ts'

const doctor = suite('the doctor')

const line = (subject: string, state: Finding['state'] = 'ok', problem?: Problem): Finding => ({
  world: 'ident',
  subject,
  state,
  code: 'ident-files',
  params: {},
  ...(problem ? { problem } : {}),
})
const signal = new AbortController().signal

async function told(examinations: readonly Examination[]): Promise<Finding[][]> {
  const subjects: Finding[][] = []
  for await (const findings of examine(examinations, signal)) subjects.push([...findings])
  return subjects
}

doctor('a subject that breaks off keeps what it told, and the others are told as well', async () => {
  const broken: Examination = {
    world: 'ident',
    subject: 'dead',
    async *findings() {
      yield line('dead')
      throw new Problem('ident.unreachable', { source: 'dead', server: 'x', detail: 'gone' })
    },
  }
  const healthy: Examination = {
    world: 'ident',
    subject: 'alive',
    async *findings() {
      yield line('alive')
    },
  }
  const subjects = await told([broken, healthy])
  assert.equal(
    subjects.map((findings) => findings.map(({ subject, state, code }) => `${subject} ${state} ${code}`)),
    [['dead ok ident-files', 'dead failed ident.unreachable'], ['alive ok ident-files']],
  )
})

doctor('subjects are looked at beside each other and told in their order', async () => {
  let isSecondDone: () => void = () => undefined
  const second = new Promise<void>((resolve) => {
    isSecondDone = resolve
  })
  const waits = (subject: string, before: () => Promise<void>, after: () => void): Examination => ({
    world: 'ident',
    subject,
    async *findings() {
      await before()
      yield line(subject)
      after()
    },
  })
  const subjects = await told([
    waits(
      'one',
      () => second,
      () => undefined,
    ),
    waits('two', async () => undefined, isSecondDone),
  ])
  assert.equal(
    subjects.map(([finding]) => finding?.subject),
    ['one', 'two'],
  )
})

doctor('the exit code tells what kind of fault there is, and warnings are none', () => {
  const away = new Problem('portal.unreachable', { host: 'x', method: 'scope' })
  const refused = new Problem('portal.credentials', { host: 'x', code: 'NO_AUTH_FOUND' })
  const missing = new Problem('portal.fields-missing', { fields: ['A'] })
  const full = new Problem('state.no-space', { path: 'x' })
  assert.is(doctorExit([line('a'), line('a', 'warning'), line('a', 'skipped')]), 0)
  assert.is(doctorExit([line('a', 'failed')]), 1)
  assert.is(doctorExit([line('a', 'failed', missing)]), 1)
  assert.is(doctorExit([line('a', 'failed', missing), line('b', 'failed', away)]), 69)
  assert.is(doctorExit([line('b', 'failed', away), line('b', 'failed', refused)]), 77)
  assert.is(doctorExit([line('b', 'failed', full)]), 74)
})

doctor('the versions of Node that package.json allows are supported, and no other', () => {
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0']) assert.ok(isSupported(version), version)
  for (const version of ['18.20.4', '20.18.9', '21.7.0', '22.11.0']) assert.not(isSupported(version), version)
})

doctor.run()
