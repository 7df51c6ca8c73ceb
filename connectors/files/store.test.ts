import { suite } from '../../fixtures/suite.ts'
import { stateFacts } from '../../fixtures/suites/state.ts'
import { fileWorld } from './world.testing.ts'

const lazy = suite('state in files')
stateFacts(lazy, () => fileWorld())
lazy.run()

const eager = suite('state in files that are folded at every chance')
stateFacts(eager, () => fileWorld({ foldAtCloseBytes: 0, foldAtBytes: 0, segmentBytes: 200 }))
eager.run()

const dawdling = suite('state in files that are folded when a run ends')
stateFacts(dawdling, () => fileWorld({ foldAtCloseBytes: 0 }))
dawdling.run()
