import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { JOBS, type JobEntry } from '../catalog.ts'
import { crontabLines, renderCrontab } from './crontab.ts'
import { EXAMPLE_PLACE, type Place } from './place.ts'
import { calendarsOf, renderSystemd } from './systemd.ts'
import { renderWindows } from './windows.ts'

const judges = suite('schedules before those who will read them')

const program = fileURLToPath(new URL('../../bin/bxi.js', import.meta.url))
const place: Place = { dir: tmpdir(), command: [process.execPath, program], flags: ['--config', '/tmp/with blank/100%.toml'] }
/** Forms beside those of the catalogue, so that the next job meets no surprise. */
const EVERY = ['*/2 * * * *', '15 3 * * *', '0 8-20/2 * * 1-5', '30 1 1,15 * *', '0 4 1 * 0']
const jobs: JobEntry[] = [
  ...JOBS,
  ...EVERY.map((every, at): JobEntry => ({ ...(JOBS[0] as JobEntry), name: `form-${at}` as JobEntry['name'], every })),
]

function has(tool: string, arg: string): boolean {
  return spawnSync(tool, [arg], { stdio: 'ignore' }).error === undefined
}

function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'bxi-judge-'))
  try {
    use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function judge(tool: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  assert.is(status, 0, `${tool} ${args.join(' ')}\n${stdout}${stderr}`)
  return stdout + stderr
}

const cron = 'cron takes the crontab'
if (has('crontab', '-h')) {
  judges(cron, () => {
    inFolder((folder) => {
      const file = join(folder, 'crontab')
      for (const text of [renderCrontab(jobs, place)[0]?.text ?? '', renderCrontab(JOBS, EXAMPLE_PLACE.crontab)[0]?.text ?? '']) {
        writeFileSync(file, text)
        judge('crontab', ['-n', file])
      }
      writeFileSync(file, '* * * * sh\n')
      assert.is.not(spawnSync('crontab', ['-n', file]).status, 0, 'a judge that takes everything is none')
    })
  })
} else judges.skip(cron, 'crontab is missing: Debian package cron')

judges('the line is one that /bin/sh understands as meant', () => {
  const words = crontabLines([JOBS[0] as JobEntry], { ...place, command: ['printf', '%s|'], flags: ["it's", 'a b'] }).split('\n')[1] ?? ''
  const command = words.split(' ').slice(5).join(' ').replaceAll('\\%', '%').replace(' >/dev/null 2>&1', '')
  const { stdout, status } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' })
  assert.equal([stdout, status], [`${[...(JOBS[0]?.argv ?? []), "it's", 'a b', '--quiet'].join('|')}|`, 0])
})

const units = 'systemd takes the units and reads the calendars as cron does'
if (has('systemd-analyze', '--version')) {
  judges(units, () => {
    inFolder((folder) => {
      const files = renderSystemd(jobs, place, { user: 'root' })
      for (const { name, text } of files) writeFileSync(join(folder, name), text)
      const told = judge('systemd-analyze', ['verify', ...files.map(({ name }) => join(folder, name))])
      assert.not.match(told, /bxi-.*(Unknown|Invalid|Failed|ignoring)/i)
    })
    for (const every of EVERY) for (const calendar of calendarsOf(every)) judge('systemd-analyze', ['calendar', calendar])
    const night = judge('systemd-analyze', ['calendar', '--iterations=1', calendarsOf('15 3 * * *')[0] ?? ''])
    assert.match(night, /03:15:00/)
  })
} else judges.skip(units, 'systemd-analyze is missing: Debian package systemd')

const tasks = 'the tasks of Windows are well-formed XML'
if (has('xmllint', '--version')) {
  judges(tasks, () => {
    inFolder((folder) => {
      const usable = jobs.filter(({ every }) => every !== '0 8-20/2 * * 1-5' && every !== '0 4 1 * 0')
      for (const { name, text } of renderWindows(usable, { ...EXAMPLE_PLACE.windows, dir: 'C:\\a & <b>' })) {
        writeFileSync(join(folder, name), text)
        judge('xmllint', ['--noout', join(folder, name)])
        const command = judge('xmllint', ['--xpath', 'string(//*[local-name()="WorkingDirectory"])', join(folder, name)])
        assert.is(command.trim(), 'C:\\a & <b>')
      }
    })
  })
} else judges.skip(tasks, 'xmllint is missing: Debian package libxml2-utils')

judges.run()
