import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import type { Io } from './io.ts'
import { namedState } from './open.ts'

const open = suite('which folders a command works on')

const io = (environment: Io['environment'] = {}): Io => ({ environment }) as Io

open('a state folder typed as a flag is meant from where one stands, wherever the configuration lies', () => {
  assert.is(namedState({ state: 'w/state', config: '/etc/bxi/bxi.toml' }, io()), `${process.cwd()}/w/state`)
})

open('a variable stands for the value in the configuration, and is meant from its folder', () => {
  assert.is(namedState({ config: '/etc/bxi/bxi.toml' }, io({ BXI_STATE: 'state' })), '/etc/bxi/state')
  assert.is(namedState({ config: '/etc/bxi/bxi.toml' }, io()), undefined)
})

open.run()
