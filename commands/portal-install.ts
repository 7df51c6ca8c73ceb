import type { InstalledItem } from '../core/ports/crm.ts'
import { worstExit } from '../core/report.ts'
import { underLease } from '../jobs/run-job.ts'
import { sectionOf } from '../jobs/wiring-options.ts'
import type { CommonOptions, Io } from './io.ts'
import { openRun } from './open.ts'
import { installJson, installText } from './print/install.ts'

const WAITING = {
  ru: (s: number) => `Ответ портала потерялся: ${s} с до следующего взгляда, чтобы не создать второй раз.`,
  en: (s: number) => `An answer of the portal was lost: ${s} s until the next look, so that nothing is created twice.`,
} as const

/**
 * `bxi portal install`: creates what bxi needs at the portal and nothing else. Exit 2 when a dry run would create something; 1 when something differs or
 * was refused and a person has to decide; the exit code of the problem when the portal could not do it now.
 */
export async function run(options: CommonOptions & { dryRun?: boolean }, io: Io): Promise<number> {
  const kit = await openRun(options, io)
  const { lang } = kit.words
  try {
    sectionOf(kit.config, 'ident')
    const crm = await kit.crm()
    const onWait = (ms: number): void => {
      if (!options.quiet) io.err(WAITING[lang](Math.ceil(ms / 1_000)))
    }
    const install = (): Promise<readonly InstalledItem[]> => crm.installIdent({ dryRun: options.dryRun ?? false, lang, onWait })
    const items = options.dryRun ? await install() : await underLease(kit, 'portal-install', 'portal install', install)
    const exit = exitOf(items)
    io.out(options.json ? installJson(items, exit) : installText(items, lang))
    return exit
  } finally {
    await kit.close()
  }
}

function exitOf(items: readonly InstalledItem[]): number {
  return worstExit(
    items.flatMap(({ state, problem }) => {
      if (state === 'refused') return problem === undefined || problem.kind === 'refused' ? 1 : problem.exitCode
      if (state === 'differs') return 1
      return state === 'would_create' ? 2 : []
    }),
  )
}
