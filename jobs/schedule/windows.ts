import type { JobEntry } from '../catalog.ts'
import type { Place, ScheduleFile } from './place.ts'

/**
 * A Task Scheduler document per job, for `schtasks /Create /XML`. Pure.
 *
 * Without an XML declaration: the file is then right in UTF-8 and, when PowerShell writes it, in UTF-16. Runs as Local Service, signed in or not.
 */
export function renderWindows(jobs: readonly JobEntry[], place: Place): ScheduleFile[] {
  return jobs.map((job) => ({ name: `bxi-${job.name}.xml`, text: documentOf(job, place) }))
}

function documentOf({ name, argv, purpose, budgetMinutes, every }: JobEntry, { dir, command: [program = 'bxi', ...first], flags }: Place): string {
  const args = [...first, ...argv, ...flags, '--quiet'].map(windowsWord).join(' ')
  return `<!-- schtasks /Create /TN "bxi ${name}" /XML bxi-${name}.xml -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>bxi: ${xml(purpose.ru)}</Description>
  </RegistrationInfo>
  <Triggers>
${triggersOf(every)}
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>S-1-5-19</UserId>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT${budgetMinutes}M</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xml(program)}</Command>
      <Arguments>${xml(args)}</Arguments>
      <WorkingDirectory>${xml(dir)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const

/** The forms of the catalogue: every N minutes or hours, at times of the day, on weekdays, on days of the month. @throws Error for any other */
export function triggersOf(every: string): string {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = every.split(/\s+/)
  const isDaily = day === '*' && month === '*' && weekday === '*'
  const minutes = stepOf(minute, 60)
  if (isDaily && hour === '*' && minutes !== undefined) return repeated('00:00', `PT${minutes}M`)
  if (!/^\d+$/.test(minute) || month !== '*') throw unknown(every)
  const hours = hour === '*' ? 1 : stepOf(hour, 24)
  if (isDaily && hours !== undefined) return repeated(`00:${two(minute)}`, `PT${hours}H`)
  const when = isDaily ? '<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>' : daysOf(day, weekday, every)
  return numbersOf(hour, every)
    .map((at) => calendarAt(`${two(String(at))}:${two(minute)}`, when))
    .join('\n')
}

function daysOf(day: string, weekday: string, every: string): string {
  if (day === '*') {
    const names = [...new Set(numbersOf(weekday, every).map((at) => `<${WEEKDAYS[at % 7]} />`))].join('')
    return `<ScheduleByWeek><WeeksInterval>1</WeeksInterval><DaysOfWeek>${names}</DaysOfWeek></ScheduleByWeek>`
  }
  if (weekday !== '*') throw unknown(every)
  const days = numbersOf(day, every).map((at) => `<Day>${at}</Day>`)
  const months = MONTHS.map((name) => `<${name} />`).join('')
  return `<ScheduleByMonth><DaysOfMonth>${days.join('')}</DaysOfMonth><Months>${months}</Months></ScheduleByMonth>`
}

/** N of a step over a whole field, when every N-th also meets the field's end: the scheduler counts on, cron begins anew. */
function stepOf(field: string, size: number): number | undefined {
  const step = field === '*' ? 1 : Number(/^\*\/(\d+)$/.exec(field)?.[1])
  return Number.isInteger(step) && step > 0 && size % step === 0 ? step : undefined
}

function numbersOf(field: string, every: string): number[] {
  return field.split(',').flatMap((piece) => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(piece) ?? []
    if (from === undefined) throw unknown(every)
    return Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, index) => Number(from) + index)
  })
}

const unknown = (every: string): Error => new Error(`the schedule "${every}" needs a rule for the Task Scheduler`)
const two = (digits: string): string => digits.padStart(2, '0')

function repeated(start: string, interval: string): string {
  return `    <TimeTrigger>
      <Repetition><Interval>${interval}</Interval><StopAtDurationEnd>false</StopAtDurationEnd></Repetition>
      <StartBoundary>2026-01-01T${start}:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>`
}

function calendarAt(start: string, when: string): string {
  return `    <CalendarTrigger>
      <StartBoundary>2026-01-01T${start}:00</StartBoundary>
      <Enabled>true</Enabled>
      ${when}
    </CalendarTrigger>`
}

/** Quoted as Windows programs take their command lines apart. */
function windowsWord(word: string): string {
  return /^[^\s"]+$/.test(word) ? word : `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
