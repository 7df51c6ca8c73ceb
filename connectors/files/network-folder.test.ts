import { tmpdir } from 'node:os'
import * as assert from 'uvu/assert'
import { systemClock } from '../../core/clock.ts'
import { isProblem } from '../../core/problem.ts'
import { systemRandom } from '../../core/random.ts'
import { suite } from '../../fixtures/suite.ts'
import { withFolder } from './folder.testing.ts'
import { openStore } from './index.ts'
import { refuseNetworkFolder } from './network-folder.ts'

const folders = suite('network file systems')

const TYPES = { NFS: 0x6969, SMB: 0xfe534d42, CIFS: 0xff534d42 }
for (const [type, number] of Object.entries(TYPES)) {
  folders(`a state folder on ${type} is refused`, () =>
    withFolder(async (dir) => {
      // statfs(2) gives the number with or without its sign, by the width of the machine's words.
      for (const given of [number, number | 0]) {
        const hooks = { fileSystemType: () => given }
        const refusal = await openStore({ dir, clock: systemClock, random: systemRandom, keepDays: 30, hooks }).catch((error: unknown) => error)
        assert.ok(isProblem(refusal, 'state.network-folder'))
        assert.equal(refusal.params, { dir, type })
      }
    }),
  )
}

folders('a share named by its host is refused without asking', async () => {
  const refusal = await refuseNetworkFolder('\\\\server\\state', () => 0).catch((error: unknown) => error)
  assert.ok(isProblem(refusal, 'state.network-folder'))
})

folders('a folder on this machine is taken', async () => {
  assert.is(await refuseNetworkFolder(tmpdir()), undefined)
})

folders.run()
