import { Problem } from '../core/problem.ts'
import { SCHEDULE_FORMS } from '../jobs/render-schedule.ts'
import type { CommonOptions, Io } from './io.ts'

/** `bxi schedule print`: the schedule in the words of the machine's own scheduler. */
export async function run(options: CommonOptions & { as?: string }, io: Io): Promise<number> {
  const form = options.as ?? 'crontab'
  if (!(form in SCHEDULE_FORMS)) throw new Problem('usage.wrong', { why: `--as ${form}: ${Object.keys(SCHEDULE_FORMS).join(' | ')}` })
  io.out(SCHEDULE_FORMS[form as keyof typeof SCHEDULE_FORMS]().trimEnd())
  return 0
}
