import type { JobEntry } from '../catalog.ts'
import { renderCrontab } from './crontab.ts'
import type { Place, ScheduleFile } from './place.ts'
import { renderSystemd } from './systemd.ts'
import { renderWindows } from './windows.ts'

/** The schedule in the words of the machine's own scheduler. Pure. */
export const SCHEDULE_FORMS = {
  crontab: renderCrontab,
  systemd: renderSystemd,
  windows: renderWindows,
} as const satisfies Record<string, (jobs: readonly JobEntry[], place: Place) => ScheduleFile[]>

export type ScheduleForm = keyof typeof SCHEDULE_FORMS
