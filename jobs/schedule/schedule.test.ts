import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { repository } from '../../scripts/repository.testing.ts'
import { JOBS, type JobEntry } from '../catalog.ts'
import { renderCrontab, withBlock } from './crontab.ts'
import { SCHEDULE_FORMS, type ScheduleForm } from './forms.ts'
import { nextRuns } from './next.ts'
import { EXAMPLE_PLACE, type Place } from './place.ts'
import { calendarsOf, renderSystemd } from './systemd.ts'
import { triggersOf } from './windows.ts'

const schedules = suite('schedules')

const place: Place = { dir: '/opt/b x', command: ['/usr/bin/node', '/opt/100%/bxi.js'], flags: ['--config', "/opt/b x/o'k.toml"] }
const job: JobEntry = { ...(JOBS[0] as JobEntry), argv: ['sync', 'ident'], every: '*/2 * * * *' }

schedules('crontab.example is what the catalogue of jobs prints', () => {
  const [file] = renderCrontab(JOBS, EXAMPLE_PLACE.crontab)
  assert.is(readFileSync(join(repository, 'crontab.example'), 'utf8'), file?.text)
})

schedules('every job stands in every form', () => {
  for (const form of Object.keys(SCHEDULE_FORMS) as ScheduleForm[]) {
    const text = SCHEDULE_FORMS[form](JOBS, EXAMPLE_PLACE[form])
      .map((file) => file.text)
      .join('\n')
    for (const { argv } of JOBS) assert.match(text, argv.join(' '), form)
  }
})

schedules('paths with blanks, quotes and percent signs reach the program as they are', () => {
  const [crontab] = renderCrontab([job], place)
  assert.match(crontab?.text ?? '', `cd '/opt/b x' && /usr/bin/node /opt/100\\%/bxi.js sync ident --config '/opt/b x/o'\\''k.toml' --quiet`)
  const [service] = renderSystemd([job], place)
  assert.match(service?.text ?? '', `ExecStart=/usr/bin/node /opt/100%%/bxi.js sync ident --config "/opt/b x/o'k.toml" --quiet`)
  const [task] = SCHEDULE_FORMS.windows([job], { dir: 'C:\\a & b', command: ['C:\\node.exe', 'C:\\b x\\bxi.js'], flags: ['--state', 'D:\\s t\\'] })
  assert.match(task?.text ?? '', '<Arguments>"C:\\b x\\bxi.js" sync ident --state "D:\\s t\\\\" --quiet</Arguments>')
  assert.match(task?.text ?? '', '<WorkingDirectory>C:\\a &amp; b</WorkingDirectory>')
})

schedules('our block in a crontab is replaced and taken out, and nothing else is touched', () => {
  const own = '# mine\n5 4 * * * echo morning\n'
  const once = withBlock(own, [job], place)
  assert.ok(once.startsWith(own))
  assert.is(withBlock(once, [job], place), once)
  const later = withBlock(`${once}@daily echo after\n`, [{ ...job, every: '*/5 * * * *' }], place)
  assert.match(later, '@daily echo after')
  assert.is(later.split('bxi.js').length, 2)
  assert.is(withBlock(once, [], place), own)
  assert.is(withBlock('', [], place), '')
  // Another installation beside this one is another block.
  const both = withBlock(once, [job], { ...place, dir: '/opt/two' })
  assert.is(both.split('# BEGIN bxi').length, 3)
})

schedules('the forms of cron are told to systemd', () => {
  for (const [every, calendars] of [
    ['*/2 * * * *', ['*-*-* *:0/2:00']],
    ['15 3 * * *', ['*-*-* 3:15:00']],
    ['0 8-20/2 * * 1-5', ['Mon,Tue,Wed,Thu,Fri *-*-* 8..20/2:0:00']],
    ['30 1 1,15 * *', ['*-*-1,15 1:30:00']],
    ['0 4 1 * 0', ['*-*-1 4:0:00', 'Sun *-*-* 4:0:00']],
  ] as const)
    assert.equal(calendarsOf(every), calendars, every)
})

schedules('the forms of cron are told to the Task Scheduler, and one it cannot keep is refused', () => {
  assert.match(triggersOf('*/2 * * * *'), '<Interval>PT2M</Interval>')
  assert.match(triggersOf('7 */6 * * *'), /T00:07:00[\s\S]*|PT6H/)
  assert.is(triggersOf('0 9,18 * * *').split('<ScheduleByDay>').length, 3)
  assert.match(triggersOf('0 6 * * 0'), '<DaysOfWeek><Sunday /></DaysOfWeek>')
  assert.match(triggersOf('0 6 1 * *'), '<DaysOfMonth><Day>1</Day></DaysOfMonth>')
  for (const every of ['*/7 * * * *', '0 0 1 1 *', '0 5 1 * 1']) assert.throws(() => triggersOf(every), /needs a rule/, every)
})

schedules('the next runs are the due moments after now, as many as were asked for', () => {
  const now = new Date(2026, 2, 1, 10, 0, 30).getTime()
  const [two] = nextRuns([job], now, 2)
  assert.equal(two?.at, [new Date(2026, 2, 1, 10, 2).getTime(), new Date(2026, 2, 1, 10, 4).getTime()])
  const [yearly] = nextRuns([{ ...job, every: '0 0 29 2 *' }], now, 2)
  assert.equal(yearly?.at, [])
})

schedules.run()
