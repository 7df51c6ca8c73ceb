import type { JobEntry } from '../catalog.ts'
import type { Place, ScheduleFile } from './place.ts'

/** One line a job. The report on stdout is dropped: it stands in the log. Exit 75 means "the next run continues" and is no failure. Pure. */
export function crontabLines(jobs: readonly JobEntry[], { dir, command, flags }: Place): string {
  return jobs
    .flatMap(({ every, argv, purpose }) => {
      const words = [...command, ...argv, ...flags, '--quiet'].map(shellWord).join(' ')
      // cron ends a command at the first bare percent sign.
      const line = `cd ${shellWord(dir)} && ${words} >/dev/null 2>&1 || [ $? -eq 75 ]`.replaceAll('%', '\\%')
      return [`# ${purpose.en} (${purpose.ru})`, `${every} ${line}`]
    })
    .join('\n')
}

/** A whole crontab, ready to be loaded by a user who has none. Pure. */
export function renderCrontab(jobs: readonly JobEntry[], place: Place): ScheduleFile[] {
  const head = [
    '# Jobs of bxi for cron, printed by: bxi schedule print --as crontab',
    'SHELL=/bin/sh',
    'PATH=/usr/local/bin:/usr/bin:/bin',
    'MAILTO=""',
  ]
  return [{ name: 'crontab', text: `${head.join('\n')}\n\n${crontabLines(jobs, place)}\n` }]
}

const markOf = (which: 'BEGIN' | 'END', place: Place): string => `# ${which} bxi in ${place.dir}`

/**
 * A person's crontab with our block put in, replaced, or (no jobs) taken out; every other line stays as it is. The block sets no variable: it would hold
 * for the lines after it too. Pure.
 */
export function withBlock(crontab: string, jobs: readonly JobEntry[], place: Place): string {
  const [begin, end] = [markOf('BEGIN', place), markOf('END', place)]
  const lines = crontab.split('\n')
  const [from, to] = [lines.indexOf(begin), lines.indexOf(end)]
  const others = from >= 0 && to > from ? [...lines.slice(0, from), ...lines.slice(to + 1)] : lines
  const kept = others.join('\n').trimEnd()
  const block = jobs.length === 0 ? '' : [begin, crontabLines(jobs, place), end].join('\n')
  const text = [kept, block].filter((part) => part !== '').join('\n')
  return text === '' ? '' : `${text}\n`
}

/** As it stands when nothing in it means anything to a shell, else in single quotes. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
