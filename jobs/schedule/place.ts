import type { Config } from '../../core/config.ts'
import { JOBS, type JobEntry } from '../catalog.ts'

/** Where and how a scheduler starts bxi. */
export interface Place {
  /** Working folder: that of the configuration. */
  dir: string
  /** Program and first arguments, absolute where the scheduler has no PATH of ours. */
  command: readonly string[]
  /** Added to every job, e.g. `--config FILE`. */
  flags: readonly string[]
}

/** A file of the machine's own scheduler. */
export interface ScheduleFile {
  name: string
  text: string
}

/** The places that `crontab.example` and the documentation speak of. */
export const EXAMPLE_PLACE = {
  crontab: { dir: '/opt/bxi', command: ['bxi'], flags: [] },
  systemd: { dir: '/opt/bxi', command: ['/usr/local/bin/bxi'], flags: [] },
  windows: { dir: 'C:\\bxi', command: ['C:\\Program Files\\nodejs\\node.exe', 'C:\\bxi\\app\\dist\\bin\\bxi.js'], flags: [] },
} as const satisfies Record<string, Place>

/** Jobs whose section the configuration has; every job without one. */
export function scheduledJobs(config?: Config): readonly JobEntry[] {
  return JOBS.filter(({ section }) => config === undefined || config[section] !== undefined)
}
