import { pino } from 'pino'
import { loggable } from './log-error.ts'
import { dailyFile, removeOldLogs } from './log-file.ts'
import { prettyLine } from './log-pretty.ts'
import { maskLine } from './mask.ts'
import type { Clock, Instant } from './ports/clock.ts'
import type { Log, LogFields } from './ports/log.ts'
import type { Lang } from './problem.ts'

export { logFileName, removeOldLogs } from './log-file.ts'
export { silentLog } from './silent-log.ts'

const LEVELS = { debug: 20, info: 30, warn: 40, error: 50, critical: 60 } as const
const LEVEL_NAMES = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR', critical: 'CRITICAL' } as const
export type LogLevel = keyof typeof LEVELS

export interface LogOptions {
  /** Lines below it are not written. */
  level: LogLevel
  /** Folder of the daily files `integration_log_YYYY-MM-DD.txt`; absent: no file. */
  dir?: string
  /** `pretty` for a person, `json` for a collector, `off` when something else owns the screen. */
  stderr: 'json' | 'pretty' | 'off'
  clock: Pick<Clock, 'now'>
  /** Older days are removed by whichever process writes the first line of a day; absent: never. */
  keepDays?: number
  /** Of the one line that a person is told when the file cannot be written; default `en`. Log lines themselves are English. */
  lang?: Lang
  /** Where lines for people go; a test's ear. */
  stream?: NodeJS.WritableStream
}

/**
 * The log of a process: one JSON line an entry, masked as a whole when it is finished, to the file of the day and to stderr.
 *
 * A file that cannot be written is reported once on stderr and tried again with every line; the work goes on.
 */
export function createLog(options: LogOptions): Log {
  const { stderr, clock } = options
  const stream = options.stream ?? process.stderr
  // A reader that went away (`bxi … 2>&1 | head`) must not end a sync; there is nobody left to tell.
  stream.on('error', () => undefined)
  const toStderr = (line: string): void => void stream.write(`${stderr === 'json' ? line : prettyLine(line)}\n`)
  const toFile = options.dir === undefined ? undefined : fileOutlet(options.dir, options, (line) => void stream.write(`${line}\n`))
  const write = (finished: string): void => {
    const line = maskLine(finished)
    if (stderr !== 'off') toStderr(line)
    toFile?.(line)
  }
  const logger = pino(
    {
      level: options.level,
      customLevels: LEVELS,
      useOnlyCustomLevels: true,
      base: { pid: process.pid },
      messageKey: 'message',
      timestamp: () => `,"time":"${localIso(clock.now())}"`,
      // Errors are told by log-error.ts; pino's own way would repeat the messages of all causes.
      serializers: { err: (view: unknown) => view },
      formatters: { level: (label) => ({ level: LEVEL_NAMES[label as LogLevel] }) },
    },
    { write },
  )
  return logOf(logger, stream)
}

const UNWRITABLE = {
  ru: (dir: string, code: string) =>
    `bxi: журнал в папку ${dir} не пишется (${code}); работа продолжается без него. Освободите место или дайте право записи: bxi doctor`,
  en: (dir: string, code: string) =>
    `bxi: the log cannot be written to ${dir} (${code}); the work goes on without it. Free space or give the right to write: bxi doctor`,
} as const satisfies Record<Lang, (dir: string, code: string) => string>

type Logger = pino.Logger<LogLevel, true>

function logOf(logger: Logger, stream: NodeJS.WritableStream): Log {
  const at = (level: LogLevel) => (fields: LogFields, message: string) => {
    if (!logger.isLevelEnabled(level)) return
    logger[level](safeFields(fields), message)
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    critical: at('critical'),
    child: (fields) => logOf(logger.child(safeFields(fields)) as Logger, stream),
    flush: () => new Promise((resolve) => stream.write('', () => resolve())),
  }
}

const TAKEN = new Set(['time', 'level', 'message', 'pid'])

/** Fields that cannot be told apart from the line's own get a `_`; fields that cannot be read at all are said to be so. */
function safeFields(fields: LogFields): Record<string, unknown> {
  try {
    const told = loggable(fields) as Record<string, unknown>
    return Object.fromEntries(Object.entries(told).map(([key, value]) => [TAKEN.has(key) ? `${key}_` : key, value]))
  } catch (error) {
    return { fields: 'unreadable', err: loggable(error) }
  }
}

function fileOutlet(dir: string, options: LogOptions, tell: (line: string) => void): (line: string) => void {
  const { clock, keepDays, stderr, lang = 'en' } = options
  let wasReported = false
  const report = (error: unknown, now: Instant): void => {
    if (wasReported) return
    wasReported = true
    const code = String((error as { code?: unknown } | null)?.code ?? (error instanceof Error ? error.name : typeof error))
    const message = 'the log file cannot be written; the work goes on without it'
    const fields = { time: localIso(now), level: LEVEL_NAMES.error, dir, code, message }
    tell(stderr === 'json' ? maskLine(JSON.stringify(fields)) : UNWRITABLE[lang](dir, code))
  }
  const clean = (now: Instant): void => {
    if (keepDays === undefined) return
    try {
      removeOldLogs(dir, keepDays, now)
    } catch (error) {
      report(error, now)
    }
  }
  const append = dailyFile(dir, clean)
  return (line) => {
    const now = clock.now()
    try {
      append(line, now)
    } catch (error) {
      report(error, now)
    }
  }
}

/** `2026-03-01T10:00:00.000+03:00`, by the clock and zone of this machine; without luxon, which a job that needs no zones need not load. */
function localIso(now: Instant): string {
  const offsetMinutes = -new Date(now).getTimezoneOffset()
  const shifted = new Date(now + offsetMinutes * 60_000).toISOString().slice(0, -1)
  const size = Math.abs(offsetMinutes)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${shifted}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
