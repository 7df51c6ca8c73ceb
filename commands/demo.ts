import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunReport } from '../core/report.ts'
import { runJob } from '../jobs/run-job.ts'
import type { CommonOptions, Io } from './io.ts'
import { openRun } from './open.ts'
import { DEMO_WORDS } from './print/demo-words.ts'
import { reportText } from './print/run-report.ts'
import { textTable } from './print/table.ts'
import { watchProgress } from './progress.ts'

/**
 * `bxi demo`: the whole story on the built-in world, through the same code an operator runs: real drivers over loopback sockets, real files.
 * Exit 0 only when the portal's own storage holds what the clinic's databases say; otherwise 1.
 */
export async function run(options: CommonOptions & { keep?: boolean }, io: Io): Promise<number> {
  const { startClinicWorld } = await import('../fixtures/world.ts')
  const words = DEMO_WORDS[io.lang]
  const folder = await mkdtemp(join(tmpdir(), 'bxi-demo-'))
  const world = await startClinicWorld({ seed: 2026 })
  try {
    await writeFile(join(folder, 'bxi.toml'), world.toml, { mode: 0o600 })
    const demo = demoIn(folder, options, io)
    io.out(words.world(world.counts()))

    io.out(`\n${words.install}`)
    io.out(await demo.install())

    io.out(`\n${words.first}`)
    await demo.sync()

    io.out(`\n${words.changes}`)
    world.changeSomeVisits()
    await demo.sync()

    const manual = world.dragToManualStage()
    io.out(`\n${words.manual(manual)}`)
    await demo.sync()
    io.out(words.manualAfter(manual.dealId, world.stageOf(manual.dealId)))

    io.out(`\n${words.lostAnswer}`)
    world.loseAnswersOfNewVisits()
    await demo.sync()
    io.out(words.waits(world.settleSeconds))
    await world.settle()
    await demo.sync()

    io.out(`\n${words.outage}`)
    const outage = world.breakPortal()
    await demo.sync()
    outage.lift()
    await demo.sync()

    const verdict = world.audit()
    io.out(`\n${words.table}`)
    io.out(
      textTable(
        words.head,
        verdict.rows.map(({ what, clinic, portal }) => [words.rows[what], clinic, portal]),
      ),
    )
    io.out(`\n${verdict.isSound ? words.sound : words.unsound(verdict.faults)}`)
    io.out(options.keep ? words.kept(join(folder, 'state'), join(folder, 'logs')) : words.removed(folder))
    return verdict.isSound ? 0 : 1
  } finally {
    await world.close()
    if (!options.keep) await rm(folder, { recursive: true, force: true })
  }
}

function demoIn(folder: string, options: CommonOptions, io: Io) {
  const common: CommonOptions = { ...options, config: join(folder, 'bxi.toml'), state: join(folder, 'state'), quiet: true }
  return {
    async install(): Promise<string> {
      const kit = await openRun(common, io)
      try {
        const items = await (await kit.crm()).installIdent({ dryRun: false })
        return DEMO_WORDS[io.lang].installed(items.filter(({ state }) => state === 'created').length, items.length)
      } finally {
        await kit.close()
      }
    },
    async sync(): Promise<RunReport> {
      const kit = await openRun(common, io)
      const progress = await watchProgress(io, {})
      try {
        const report = await runJob('sync-ident', kit, { only: [], signal: io.signal, onProgress: progress.update })
        progress.stop()
        io.out(reportText(briefly(report), kit.words))
        return report
      } finally {
        progress.stop()
        await kit.close()
      }
    },
  }
}

/** The demo shows the first few remarks of a run; all of them are in its log. */
function briefly(report: RunReport): RunReport {
  return { ...report, pipelines: report.pipelines.map((flow) => ({ ...flow, problems: flow.problems.slice(0, 2) })) }
}
