import type { JobEntry } from '../catalog.ts'
import type { Place, ScheduleFile } from './place.ts'

export interface UnitOwner {
  /** Units of the system run as this user; without one they are a user's own units. */
  user?: string
}

/** A service and a timer unit per job. Pure. */
export function renderSystemd(jobs: readonly JobEntry[], place: Place, { user }: UnitOwner = { user: 'bxi' }): ScheduleFile[] {
  return jobs.flatMap((job) => [
    { name: `bxi-${job.name}.service`, text: serviceOf(job, place, user) },
    { name: `bxi-${job.name}.timer`, text: timerOf(job) },
  ])
}

function serviceOf({ argv, purpose, budgetMinutes }: JobEntry, { dir, command, flags }: Place, user: string | undefined): string {
  return unit([
    '[Unit]',
    `Description=bxi: ${purpose.en}`,
    ...(user === undefined ? [] : ['Wants=network-online.target', 'After=network-online.target']),
    '',
    '[Service]',
    'Type=oneshot',
    ...(user === undefined ? [] : [`User=${user}`]),
    `WorkingDirectory=${dir.replaceAll('%', '%%')}`,
    // Secrets as NAME=value, readable by the service's user only; absent is well.
    `EnvironmentFile=-${dir.replaceAll('%', '%%')}/bxi.env`,
    `ExecStart=${[...command, ...argv, ...flags, '--quiet'].map(execWord).join(' ')}`,
    'StandardOutput=null',
    'UMask=0077',
    'SuccessExitStatus=75',
    `TimeoutStartSec=${budgetMinutes}min`,
  ])
}

function timerOf({ every, purpose }: JobEntry): string {
  return unit([
    '[Unit]',
    `Description=bxi: ${purpose.en} (${every})`,
    '',
    '[Timer]',
    ...calendarsOf(every).map((calendar) => `OnCalendar=${calendar}`),
    'AccuracySec=1s',
    // What was missed while the machine was off is done once after it starts.
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ])
}

const unit = (lines: readonly string[]): string => `${lines.join('\n')}\n`

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** A five-field cron expression as `OnCalendar` values: two when cron joins day of month and day of week by "or". Pure. */
export function calendarsOf(every: string): string[] {
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = every.split(/\s+/)
  const time = `${part(hour, 0)}:${part(minute, 0)}:00`
  const onDays = `*-${part(month, 1)}-${part(day, 1)} ${time}`
  if (weekday === '*') return [onDays]
  const onWeekdays = `${weekday.split(',').map(weekdaysOf).join(',')} *-${part(month, 1)}-* ${time}`
  return day === '*' ? [onWeekdays] : [onDays, onWeekdays]
}

/** Lists stay, ranges get two dots, steps over everything start at the field's least value. */
function part(field: string, least: number): string {
  return field
    .split(',')
    .map((piece) => piece.replace(/^\*\/(\d+)$/, `${least}/$1`).replace(/^(\d+)-(\d+)/, '$1..$2'))
    .join(',')
}

function weekdaysOf(piece: string): string {
  const [, from, to, step] = /^(\d)(?:-(\d))?(?:\/(\d+))?$/.exec(piece) ?? []
  if (from === undefined) throw new Error(`the day of the week "${piece}" needs a rule for systemd`)
  const [first, last] = [Number(from), Number(to ?? from)]
  const days = Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((_, index) => index % Number(step ?? 1) === 0)
  return days.map((at) => DAYS[at]).join(',')
}

/** Quoted for ExecStart: no specifier, no variable, no escape is left to systemd. */
function execWord(word: string): string {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w@%+=:,./$-]+$/.test(plain) ? plain : `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
