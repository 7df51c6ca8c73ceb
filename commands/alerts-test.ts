import { testChannels } from '../jobs/alerts/test-channels.ts'
import type { CommonOptions, Io } from './io.ts'
import { openRun } from './open.ts'
import { channelTestsJson, channelTestsText } from './print/alerts-test.ts'

/** `bxi alerts test`: one message to every channel. Exit 1 when one did not take it, 78 when there is none. */
export async function run(options: CommonOptions, io: Io): Promise<number> {
  const kit = await openRun(options, io)
  try {
    const tests = await testChannels(kit)
    const exit = tests.some(({ problem }) => problem) ? 1 : 0
    io.out(options.json ? channelTestsJson(tests, exit, kit.words.lang) : channelTestsText(tests, kit.words.lang))
    return exit
  } finally {
    await kit.close()
  }
}
