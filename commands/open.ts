import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { type Config, loadConfig } from '../core/config.ts'
import { keepHeapSmall } from '../core/heap.ts'
import { createLog } from '../core/log.ts'
import { isProblem, type Lang, Problem } from '../core/problem.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import type { Kit } from '../jobs/wiring.ts'
import type { CommonOptions, Io } from './io.ts'
import { zoneOf } from './moments.ts'

/** The configuration file that flag and environment agree on. */
export function configFile({ config }: CommonOptions, { environment }: Io): string {
  return resolve(config ?? environment.BXI_CONFIG ?? './bxi.toml')
}

/** The folder that relative paths of the configuration start from. */
export function baseDirOf(options: CommonOptions, io: Io): string {
  return dirname(configFile(options, io))
}

/** The configuration that the flags, the environment and the file agree on. With `optional`, undefined when nobody named a file and none is there. */
export async function openConfig(options: CommonOptions, io: Io, { optional = false } = {}): Promise<Config | undefined> {
  try {
    return await loadConfig({ file: configFile(options, io), environment: io.environment, lang: io.lang })
  } catch (error) {
    const isNamed = options.config !== undefined || io.environment.BXI_CONFIG !== undefined
    if (optional && !isNamed && isProblem(error, 'config.missing')) return undefined
    throw error
  }
}

/** The state folder that somebody named: a flag as it is typed, from where one stands; a variable, like what it replaces, from the configuration's folder. */
export function namedState(options: CommonOptions, io: Io): string | undefined {
  if (options.state !== undefined) return resolve(options.state)
  const { BXI_STATE } = io.environment
  return BXI_STATE === undefined ? undefined : resolve(baseDirOf(options, io), BXI_STATE)
}

/** The folder that flags, environment and configuration agree on. */
export function stateFolder(options: CommonOptions, io: Io, config: Config): string {
  return namedState(options, io) ?? resolve(baseDirOf(options, io), config.state.dir)
}

/**
 * `openRun` for a command that only tells what is there: a state folder that somebody named and that is not there is a slip of the keyboard, and is
 * neither made nor told as "nothing has happened yet". @throws Problem `state.absent`
 */
export async function openTold(options: CommonOptions, io: Io): Promise<Kit> {
  const folder = namedState(options, io)
  if (folder !== undefined && !existsSync(folder)) throw new Problem('state.absent', { folder })
  return await openRun(options, io)
}

/** Configuration, log, state and ports for one run; the caller closes it. */
export async function openRun(options: CommonOptions, io: Io): Promise<Kit> {
  const file = configFile(options, io)
  const config = await loadConfig({ file, environment: io.environment, lang: io.lang })
  const lang: Lang = config.lang ?? io.lang
  const stateDir = stateFolder(options, io, config)
  const level = options.verbose ? 'debug' : 'info'
  const stderr = options.quiet || io.isTty ? 'off' : 'json'
  const log = createLog({ level, dir: resolve(stateDir, '../logs'), stderr, clock: systemClock, keepDays: config.state.keep_days, lang })
  keepHeapSmall()
  const { openKit } = await import('../jobs/wiring.ts')
  return openKit({ config, baseDir: dirname(file), stateDir, log, words: reasonsIn(lang, zoneOf(config)) })
}
