import { systemClock } from '../core/clock.ts'
import { Problem } from '../core/problem.ts'
import { nextRuns } from '../jobs/schedule/next.ts'
import { scheduledJobs } from '../jobs/schedule/place.ts'
import type { CommonOptions, Io } from './io.ts'
import { openConfig } from './open.ts'
import { textTable } from './print/table.ts'

const MOST = 100

/** `bxi schedule next`: when each job is due, by the clock of this machine. */
export async function run(options: CommonOptions & { count?: string }, io: Io): Promise<number> {
  const count = Number(options.count ?? 3)
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw new Problem('usage.wrong', { given: `--count ${options.count}`, known: `1 … ${MOST}` })
  const config = await openConfig(options, io, { optional: true })
  const runs = nextRuns(scheduledJobs(config), systemClock.now(), count)
  if (options.json) {
    const told = runs.map(({ at, ...job }) => ({ ...job, at: at.map((moment) => new Date(moment).toISOString()) }))
    io.out(JSON.stringify({ schema: 1, jobs: told }, undefined, 2))
    return 0
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const head = io.lang === 'ru' ? ['задание', 'расписание', `следующие запуски (${zone})`] : ['job', 'schedule', `next runs (${zone})`]
  io.out(
    textTable(
      head,
      runs.map(({ job, every, at }) => [job, every, at.map(localText).join(', ')]),
    ),
  )
  return 0
}

function localText(moment: number): string {
  const at = new Date(moment)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}
