import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../core/config.ts'
import { Problem } from '../core/problem.ts'
import { SCHEDULE_FORMS, type ScheduleForm } from '../jobs/schedule/forms.ts'
import { EXAMPLE_PLACE, type Place } from '../jobs/schedule/place.ts'
import type { CommonOptions, Io } from './io.ts'
import { configFile, namedState, openConfig } from './open.ts'

export interface ScheduleOptions extends CommonOptions {
  as?: string
}

/** @throws Problem `usage.wrong` for a form that is none of `allowed` */
export function formOf({ as = 'crontab' }: ScheduleOptions, allowed = Object.keys(SCHEDULE_FORMS) as ScheduleForm[]): ScheduleForm {
  const form = allowed.find((name) => name === as)
  if (!form) throw new Problem('usage.wrong', { given: `--as ${as}`, known: allowed.join(' | ') })
  return form
}

/** This program with this configuration; without a configuration, or for another kind of machine, the place of the documentation. */
export async function placeFor(form: ScheduleForm, options: CommonOptions, io: Io): Promise<{ config: Config | undefined; place: Place }> {
  const config = await openConfig(options, io, { optional: true })
  const isHere = (form === 'windows') === (process.platform === 'win32')
  return { config, place: config && isHere ? ownPlace(options, io) : EXAMPLE_PLACE[form] }
}

export function ownPlace(options: CommonOptions, io: Io): Place {
  const file = configFile(options, io)
  const program = fileURLToPath(new URL('../bin/bxi.js', import.meta.url))
  const state = namedState(options, io)
  return {
    dir: dirname(file),
    command: [process.execPath, program],
    flags: ['--config', file, ...(state === undefined ? [] : ['--state', state])],
  }
}
