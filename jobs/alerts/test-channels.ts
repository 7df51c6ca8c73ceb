import type { AlertMessage, Channel } from '../../core/ports/alerts.ts'
import { asProblem, isProblem, Problem } from '../../core/problem.ts'
import { testText } from '../../core/texts/alerts.ts'
import type { Kit } from '../wiring.ts'

/** What became of the test message at one channel. */
export interface ChannelTest {
  path: string
  kind: Channel['kind']
  /** Its name; its place in the configuration when it could not even be opened. */
  channel: string
  problem?: Problem
}

/**
 * Sends one test message to every channel of `alerts.notify`, beside each other. Nothing is remembered: troubles are told as before.
 *
 * @throws Problem `alerts.no-channels`; never for a channel
 */
export async function testChannels({ channels, config, clock, words }: Pick<Kit, 'channels' | 'config' | 'clock' | 'words'>): Promise<ChannelTest[]> {
  const found = (await channels?.()) ?? []
  if (found.length === 0) throw new Problem('alerts.no-channels', {})
  const { id, name } = config.alerts.agent
  const text = testText(words.lang, name === '' ? id : name)
  const message: AlertMessage = { id: `test:${id}`, state: 'raised', kind: 'test', subject: id, text, at: clock.now() }
  return await Promise.all(
    found.map(async ({ path, kind, opened }): Promise<ChannelTest> => {
      if (isProblem(opened)) return { path, kind, channel: path, problem: opened }
      const problem = await opened.send(message).then(() => undefined, asProblem)
      return { path, kind, channel: opened.name, ...(problem ? { problem } : {}) }
    }),
  )
}
