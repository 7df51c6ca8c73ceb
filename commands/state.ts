import { resolve } from 'node:path'
import { durationMs } from '../core/units.ts'
import type { CareProgress, StateCare } from '../core/ports/care.ts'
import { EXIT_CODE, isProblem, type Lang } from '../core/problem.ts'
import { openStateCare, pruneEverything } from '../jobs/wiring-state.ts'
import type { CommonOptions, Io } from './io.ts'
import { zoneOf } from './moments.ts'
import { openConfig, stateFolder } from './open.ts'
import {
  backupJson,
  backupText,
  type Compacted,
  compactJson,
  compactText,
  pruneJson,
  pruneText,
  restoreJson,
  restoreText,
  surveyJson,
  surveyText,
} from './print/state.ts'
import { STEP } from './print/state-words.ts'
import { watchLines } from './progress.ts'

/** Dots on a full line of progress. */
const FULL = 20

interface Work {
  care: StateCare
  dir: string
  keepDays: number
  /** After this a request that was sent can no longer be carried out. */
  settleMs: number
  lang: Lang
  /** Whose wall clock reports show. */
  zone: string
}

/** Opens care for the folder that flags, environment and configuration agree on, and shows how far it is. */
async function withCare(options: CommonOptions, io: Io, use: (work: Work) => Promise<number>): Promise<number> {
  const config = await openConfig(options, io)
  if (!config) return 0
  const dir = stateFolder(options, io, config)
  const lang = config.lang ?? io.lang
  const lines = await watchLines(io, options)
  const counts = new Map<string, number>()
  const onProgress: CareProgress = (step, done, of) => lines.show(counts.set(STEP[lang][step], Math.round((FULL * done) / Math.max(1, of))))
  const keepDays = config.state.keep_days
  const settles = [config.portal, config.onec, config.shop].map((section) => (section ? durationMs(section.settle) : 0))
  try {
    const care = await openStateCare(dir, keepDays, onProgress)
    return await use({ care, dir, keepDays, settleMs: Math.max(...settles), lang, zone: zoneOf(config) })
  } finally {
    lines.stop()
  }
}

/** `bxi state verify`. Exit 1 when anything is damaged. */
export async function verify(options: CommonOptions, io: Io): Promise<number> {
  return await withCare(options, io, async ({ care, dir, lang }) => {
    const survey = await care.verify()
    const exit = survey.faults.length > 0 ? 1 : 0
    io.out(options.json ? surveyJson(survey, dir, exit, lang) : surveyText(survey, dir, lang))
    return exit
  })
}

/** `bxi state backup FILE` */
export async function backup(options: CommonOptions & { file: string }, io: Io): Promise<number> {
  return await withCare(options, io, async ({ care, lang, zone }) => {
    const file = resolve(options.file)
    const manifest = await care.backup(file)
    io.out(options.json ? backupJson(manifest, file) : backupText(manifest, file, lang, zone))
    return 0
  })
}

/** `bxi state restore FILE [--force]` */
export async function restore(options: CommonOptions & { file: string; force?: boolean }, io: Io): Promise<number> {
  return await withCare(options, io, async ({ care, dir, settleMs, lang, zone }) => {
    const result = await care.restore(resolve(options.file), { force: options.force ?? false, settleMs })
    io.out(options.json ? restoreJson(result, dir) : restoreText(result, dir, lang, zone))
    return 0
  })
}

/** `bxi state prune` */
export async function prune(options: CommonOptions, io: Io): Promise<number> {
  return await withCare(options, io, async ({ care, dir, keepDays, lang }) => {
    const pruned = await pruneEverything(care, resolve(dir, '../logs'), keepDays)
    io.out(options.json ? pruneJson(pruned) : pruneText(pruned, keepDays, lang))
    return 0
  })
}

/** `bxi state compact`: a partition that is being worked on is named and left out; then the exit code is 75. */
export async function compact(options: CommonOptions, io: Io): Promise<number> {
  return await withCare(options, io, async ({ care, lang }) => {
    const done: Compacted[] = []
    for (const partition of await care.partitions()) {
      const sizes = await care.compact(partition).catch((error: unknown) => {
        if (isProblem(error, 'lease.held')) return { held: error }
        throw error
      })
      done.push({ partition, ...sizes })
    }
    const exit = done.some(({ held }) => held) ? EXIT_CODE.busy : 0
    io.out(options.json ? compactJson(done, exit) : compactText(done, lang))
    return exit
  })
}
