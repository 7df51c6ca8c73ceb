import { spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../core/problem.ts'
import type { JobEntry } from '../jobs/catalog.ts'
import { withBlock } from '../jobs/schedule/crontab.ts'
import { type Place, scheduledJobs } from '../jobs/schedule/place.ts'
import { renderSystemd } from '../jobs/schedule/systemd.ts'
import type { Io } from './io.ts'
import { openConfig } from './open.ts'
import { formOf, ownPlace, type ScheduleOptions } from './schedule-place.ts'

const WORDS = {
  ru: {
    put: 'Расписание поставлено',
    taken: 'Расписание снято',
    same: 'Расписание уже такое',
    linger: 'Чтобы таймеры шли и без входа в систему: loginctl enable-linger',
  },
  en: {
    put: 'The schedule is in place',
    taken: 'The schedule is taken out',
    same: 'The schedule is as it should be',
    linger: 'To keep the timers running while you are signed out: loginctl enable-linger',
  },
} as const

/** `bxi schedule install`: the jobs of this configuration into this user's crontab or systemd units; twice is harmless. */
export async function run(options: ScheduleOptions, io: Io): Promise<number> {
  const config = await openConfig(options, io)
  return await change(scheduledJobs(config), options, io)
}

/** `bxi schedule uninstall`: takes out what `install` put in, and nothing else. */
export const uninstall = { run: (options: ScheduleOptions, io: Io): Promise<number> => change([], options, io) }

async function change(jobs: readonly JobEntry[], options: ScheduleOptions, io: Io): Promise<number> {
  const form = formOf(options, ['crontab', 'systemd'])
  const place = ownPlace(options, io)
  const isChanged = form === 'crontab' ? await changeCrontab(jobs, place) : await changeUnits(jobs, place, io)
  const words = WORDS[io.lang]
  const state = isChanged ? (jobs.length > 0 ? 'installed' : 'uninstalled') : 'unchanged'
  if (options.json) io.out(JSON.stringify({ schema: 1, form, state, jobs: jobs.map(({ name }) => name) }))
  else {
    io.out(`${{ installed: words.put, uninstalled: words.taken, unchanged: words.same }[state]}: ${form}, ${place.dir}.`)
    if (form === 'systemd' && jobs.length > 0) io.err(words.linger)
  }
  return 0
}

async function changeCrontab(jobs: readonly JobEntry[], place: Place): Promise<boolean> {
  const listed = await runTool('crontab', ['-l'])
  // A user without a crontab is told so with exit 1.
  if (listed.code !== 0 && !/no crontab/i.test(listed.err)) throw refused('crontab -l', listed)
  const before = listed.code === 0 ? listed.out : ''
  const after = withBlock(before, jobs, place)
  if (after === before || (after === '' && before.trim() === '')) return false
  const written = await runTool('crontab', ['-'], after)
  if (written.code !== 0) throw refused('crontab -', written)
  return true
}

async function changeUnits(jobs: readonly JobEntry[], place: Place, { environment }: Io): Promise<boolean> {
  const folder = join(environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'systemd/user')
  const files = renderSystemd(jobs.length > 0 ? jobs : scheduledJobs(), place, {})
  const timers = files.map(({ name }) => name).filter((name) => name.endsWith('.timer'))
  if (jobs.length > 0) {
    await mkdir(folder, { recursive: true })
    for (const { name, text } of files) await writeFile(join(folder, name), text)
    await demandTool('systemctl', ['--user', 'daemon-reload'])
    await demandTool('systemctl', ['--user', 'enable', '--now', ...timers])
    return true
  }
  // Units that were never there cannot be disabled; that is what was asked for.
  await runTool('systemctl', ['--user', 'disable', '--now', ...timers])
  for (const { name } of files) await rm(join(folder, name), { force: true })
  await demandTool('systemctl', ['--user', 'daemon-reload'])
  return true
}

interface Ran {
  code: number | null
  out: string
  err: string
}

async function demandTool(tool: string, args: readonly string[]): Promise<void> {
  const ran = await runTool(tool, args)
  if (ran.code !== 0) throw refused([tool, ...args].join(' '), ran)
}

function refused(tool: string, { err, code }: Ran): Problem {
  return new Problem('schedule.refused', { tool, detail: err.trim().split('\n')[0] || `exit ${code}` })
}

function runTool(tool: string, args: readonly string[], stdin = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      err += chunk
    })
    child.on('error', (error) =>
      reject(new Problem('schedule.refused', { tool, detail: (error as { code?: string }).code ?? error.name }, { cause: error })),
    )
    child.on('close', (code) => resolve({ code, out, err }))
    // A tool that ends without reading is told about by its exit code.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
  })
}
