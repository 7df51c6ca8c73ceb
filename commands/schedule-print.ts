import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SCHEDULE_FORMS } from '../jobs/schedule/forms.ts'
import { type ScheduleFile, scheduledJobs } from '../jobs/schedule/place.ts'
import type { Io } from './io.ts'
import { formOf, placeFor, type ScheduleOptions } from './schedule-place.ts'

/** `bxi schedule print`: the schedule in the words of the machine's own scheduler, on stdout or as files in a folder. */
export async function run(options: ScheduleOptions & { out?: string }, io: Io): Promise<number> {
  const form = formOf(options)
  const { config, place } = await placeFor(form, options, io)
  const files = SCHEDULE_FORMS[form](scheduledJobs(config), place)
  if (options.out !== undefined) {
    await mkdir(options.out, { recursive: true })
    for (const { name, text } of files) await writeFile(join(options.out, name), text)
  }
  if (options.json) io.out(JSON.stringify({ schema: 1, form, files }, undefined, 2))
  else io.out(options.out === undefined ? together(files) : files.map(({ name }) => join(options.out ?? '', name)).join('\n'))
  return 0
}

/** Several files after each other, each under its name. An XML document names itself. */
function together(files: readonly ScheduleFile[]): string {
  if (files.length === 1) return files[0]?.text.trimEnd() ?? ''
  return files
    .map(({ name, text }) => (name.endsWith('.xml') ? text : `# ${name}\n${text}`))
    .join('\n')
    .trimEnd()
}
