import { basename, dirname, resolve } from 'node:path'
import { configWarnings } from '../core/config.ts'
import type { DoctorWorld, Finding } from '../core/ports/doctor.ts'
import { Problem } from '../core/problem.ts'
import { silentLog } from '../core/silent-log.ts'
import { doctorExit, examine } from '../jobs/doctor/examine.ts'
import type { CommonOptions, Io } from './io.ts'
import { configFile, openConfig, stateFolder } from './open.ts'
import { findingsJson, subjectText, verdictText } from './print/doctor.ts'
import { watchLines } from './progress.ts'

const WORLDS: readonly DoctorWorld[] = ['ident', 'portal']

/** `bxi doctor [world]`: reads and asks, changes nothing. Exit codes: `doctorExit`. */
export async function run(options: CommonOptions & { world?: string }, io: Io): Promise<number> {
  const only = WORLDS.find((world) => world === options.world)
  if (options.world !== undefined && !only) throw new Problem('usage.wrong', { given: `doctor ${options.world}`, known: WORLDS.join(' | ') })
  const config = await openConfig(options, io)
  if (!config) return 0
  const file = configFile(options, io)
  const lang = config.lang ?? io.lang
  const stateDir = stateFolder(options, io, config)
  const { openExaminations } = await import('../jobs/wiring-doctor.ts')
  const examinations = openExaminations(
    {
      config,
      configFile: basename(file),
      warnings: configWarnings(config, io.environment, lang),
      baseDir: dirname(file),
      stateDir,
      logDir: resolve(stateDir, '../logs'),
      log: silentLog,
    },
    only,
  )
  const lines = await watchLines(io, options)
  const found: Finding[] = []
  const seen = new Map(examinations.map(({ world, subject }) => [`${world} ${subject}`.trim(), 0]))
  try {
    lines.show(seen)
    const count = ({ world, subject }: Finding): void => {
      const key = world === 'portal' ? world : `${world} ${subject}`.trim()
      lines.show(seen.set(key, (seen.get(key) ?? 0) + 1))
    }
    for await (const findings of examine(examinations, io.signal, count)) found.push(...findings)
  } finally {
    lines.stop()
  }
  const exit = doctorExit(found)
  if (options.json) io.out(findingsJson(found, exit, lang))
  else io.out([...bySubject(found).map((findings) => `${subjectText(findings, lang)}\n`), verdictText(found, lang)].join('\n'))
  return exit
}

function bySubject(findings: readonly Finding[]): Finding[][] {
  const subjects = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = `${finding.world} ${finding.subject}`
    subjects.set(key, [...(subjects.get(key) ?? []), finding])
  }
  return [...subjects.values()]
}
