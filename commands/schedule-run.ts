import { fileURLToPath } from 'node:url'
import type { CommonOptions, Io } from './io.ts'
import type { Listening } from './listen-agents.ts'
import { baseDirOf, openRun } from './open.ts'

/** `bxi schedule run`: the schedule in the foreground until SIGINT or SIGTERM. */
export async function run(options: CommonOptions, io: Io): Promise<number> {
  const kit = await openRun(options, io)
  let listening: Listening | undefined
  try {
    const { runSchedule } = await import('../jobs/scheduler.ts')
    const program = fileURLToPath(new URL('../bin/bxi.js', import.meta.url))
    const passedOn = [...(options.config ? ['--config', options.config] : []), ...(options.state ? ['--state', options.state] : [])]
    io.err(kit.words.lang === 'ru' ? 'Задания идут по расписанию; остановить: Ctrl+C.' : 'Jobs run on their schedule; stop with Ctrl+C.')
    if (kit.config.alerts.agents.length > 0) {
      const { listenForAgents } = await import('./listen-agents.ts')
      listening = await listenForAgents(kit, baseDirOf(options, io), io.signal)
      io.err(kit.words.lang === 'ru' ? `Другие машины отзываются на ${listening.url}/agents/…` : `Other machines report to ${listening.url}/agents/…`)
    }
    await runSchedule(kit.config, [program], passedOn, kit.log, io.signal)
    return 0
  } finally {
    await listening?.close()
    await kit.close()
  }
}
