import { spawn } from 'node:child_process'
import { schedule } from 'node-cron'
import type { Config } from '../core/config.ts'
import type { Log } from '../core/ports/log.ts'
import { JOBS } from './catalog.ts'

/**
 * Runs the jobs of the catalogue on their schedule, each in a process of its own, so that a crash of one run is the end of that run only.
 * Resolves when the signal is aborted and the running children have ended. A job whose last run is still going is left out once.
 */
export async function runSchedule(
  config: Config,
  program: readonly string[],
  flags: readonly string[],
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const running = new Map<string, Promise<void>>()
  const start = (name: string, argv: readonly string[]): void => {
    if (running.has(name)) return
    const run = new Promise<void>((resolve) => {
      const child = spawn(process.execPath, [...program, ...argv, ...flags, '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] })
      child.on('error', (error) => log.error({ job: name, err: error }, 'job could not be started'))
      child.on('close', (code, byWhom) => {
        log.info({ job: name, exit: code, signal: byWhom }, 'job ended')
        resolve()
      })
    }).finally(() => running.delete(name))
    running.set(name, run)
  }
  const tasks = JOBS.filter(({ section }) => config[section] !== undefined).map(({ name, argv, every }) => schedule(every, () => start(name, argv)))
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  for (const task of tasks) await task.stop()
  await Promise.all(running.values())
}
