import { JOBS } from './catalog.ts'

/** `crontab.example`: every job of the catalogue, ready to be pasted. Exit 75 means "the next run continues" and is no failure. Pure. */
export function renderCrontab(): string {
  const lines = JOBS.flatMap(({ every, argv, purpose }) => [
    `# ${purpose.en} (${purpose.ru})`,
    `${every} cd /opt/bxi && bxi ${argv.join(' ')} --quiet || [ $? -eq 75 ]`,
    '',
  ])
  return ['# Jobs of bxi for cron, printed by: bxi schedule print --as crontab', 'SHELL=/bin/sh', 'MAILTO=""', '', ...lines].join('\n')
}

/** A service and a timer unit per job. Pure. */
export function renderSystemd(): string {
  return JOBS.map(({ name, every, argv, purpose, budgetMinutes }) =>
    [
      `# /etc/systemd/system/bxi-${name}.service`,
      '[Unit]',
      `Description=bxi: ${purpose.en}`,
      'Wants=network-online.target',
      'After=network-online.target',
      '',
      '[Service]',
      'Type=oneshot',
      'User=bxi',
      'WorkingDirectory=/opt/bxi',
      `ExecStart=/usr/bin/env bxi ${argv.join(' ')} --quiet`,
      'SuccessExitStatus=75',
      `TimeoutStartSec=${budgetMinutes}min`,
      '',
      `# /etc/systemd/system/bxi-${name}.timer`,
      '[Unit]',
      `Description=bxi: ${purpose.en} (${every})`,
      '',
      '[Timer]',
      `OnCalendar=${calendarOf(every)}`,
      'AccuracySec=1s',
      '',
      '[Install]',
      'WantedBy=timers.target',
      '',
    ].join('\n'),
  ).join('\n')
}

/** Task Scheduler XML per job, for `schtasks /Create /XML`. Pure. */
export function renderWindows(): string {
  return JOBS.map(({ name, argv, purpose, budgetMinutes, every }) =>
    [
      `<!-- bxi-${name}.xml: schtasks /Create /TN "bxi ${name}" /XML bxi-${name}.xml -->`,
      '<?xml version="1.0" encoding="UTF-16"?>',
      '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
      `  <RegistrationInfo><Description>bxi: ${purpose.ru}</Description></RegistrationInfo>`,
      `  <Triggers>${triggerOf(every)}</Triggers>`,
      '  <Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy><StartWhenAvailable>true</StartWhenAvailable>',
      `    <ExecutionTimeLimit>PT${budgetMinutes}M</ExecutionTimeLimit><DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries></Settings>`,
      `  <Actions><Exec><Command>bxi.cmd</Command><Arguments>${argv.join(' ')} --quiet</Arguments><WorkingDirectory>C:\\bxi</WorkingDirectory></Exec></Actions>`,
      '</Task>',
      '',
    ].join('\n'),
  ).join('\n')
}

export const SCHEDULE_FORMS = { crontab: renderCrontab, systemd: renderSystemd, windows: renderWindows } as const

type Rhythm = { minutes: number } | { at: string }

/** A cron expression of the forms used in the catalogue: every N minutes, or once a day. */
function rhythmOf(every: string): Rhythm {
  const step = /^\*\/(\d+) \* \* \* \*$/.exec(every)?.[1]
  if (step !== undefined) return { minutes: Number(step) }
  const [, minute, hour] = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(every) ?? []
  if (minute === undefined || hour === undefined) throw new Error(`the schedule "${every}" needs a rule for this form`)
  return { at: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:00` }
}

function calendarOf(every: string): string {
  const rhythm = rhythmOf(every)
  return 'at' in rhythm ? `*-*-* ${rhythm.at}` : `*:0/${rhythm.minutes}`
}

function triggerOf(every: string): string {
  const rhythm = rhythmOf(every)
  const start = (at: string): string => `<StartBoundary>2026-01-01T${at}</StartBoundary><Enabled>true</Enabled>`
  return 'at' in rhythm
    ? `<CalendarTrigger>${start(rhythm.at)}<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger>`
    : `<TimeTrigger>${start('00:00:00')}<Repetition><Interval>PT${rhythm.minutes}M</Interval></Repetition></TimeTrigger>`
}
