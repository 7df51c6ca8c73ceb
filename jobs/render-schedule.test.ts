import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { JOBS } from './catalog.ts'
import { renderCrontab, renderSystemd, renderWindows } from './render-schedule.ts'

const schedules = suite('schedules')

schedules('crontab.example is what the catalogue of jobs prints', () => {
  assert.is(readFileSync(new URL('../../crontab.example', import.meta.url), 'utf8').trimEnd(), renderCrontab().trimEnd())
})

schedules('every job stands in every form, and exit 75 is a success in each that can say so', () => {
  for (const { argv } of JOBS) for (const text of [renderCrontab(), renderSystemd(), renderWindows()]) assert.ok(text.includes(argv.join(' ')))
  assert.ok(renderCrontab().includes('-eq 75') && renderSystemd().includes('SuccessExitStatus=75'))
})

schedules.run()
