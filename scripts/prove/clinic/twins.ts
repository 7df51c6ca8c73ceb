import type { Reception } from '../../../core/ports/clinic.ts'
import type { Step } from '../scenario.ts'
import { act, event } from './acts.ts'

const visit = (source: string, id: string, fields: Partial<Reception>): Step => act({ kind: 'visit', source, id, fields })
/** Both agents in the same second. */
const TOGETHER: readonly Step[] = [
  { do: 'run', only: ['main'], beside: true },
  { do: 'run', only: ['north'] },
]
const LATER: Step = { do: 'wait', ms: 10_000 }
const EVA = { patientName: 'Ева', patientPhone: '8 900 600-00-06' }
const ZAHAR = { patientName: 'Захар', patientPhone: '8 900 700-00-07' }

/**
 * A day of two agents: the same new patient in both databases in the same second, once with one visit and once with two; a family that shares a phone;
 * an old client; somebody who works with a contact that was just made; and changes that meet the deletion of a twin.
 */
export const TWINS_DAY: readonly Step[] = [
  act({ kind: 'client', phone: '8 900 800-00-08', name: 'Старов' }),
  visit('main', '1', { patientId: '101', ...EVA }),
  visit('north', '2', { patientId: '701', ...EVA }),
  visit('north', '3', { patientId: '701', ...EVA, finishedBefore: 1 }),
  visit('main', '4', { patientId: '104', patientName: 'Галина', patientPhone: '8 900 800-00-08' }),
  visit('north', '5', { patientId: '704', patientName: 'Галина', patientPhone: '8 900 800-00-08' }),
  ...TOGETHER,
  event('main', '1', 'end'),
  event('north', '2', 'cancel'),
  visit('main', '6', { patientId: '106', ...ZAHAR }),
  visit('main', '7', { patientId: '107', patientName: 'Жанна', patientPhone: ZAHAR.patientPhone }),
  visit('north', '8', { patientId: '706', ...ZAHAR }),
  ...TOGETHER,
  act({ kind: 'rename', visit: 'F2_8', name: 'Захар Старший' }),
  LATER,
  ...TOGETHER,
  event('main', '6', 'end'),
  event('north', '3', 'bill'),
  visit('north', '9', { patientId: '708', patientName: 'Вера', patientPhone: '8 900 900-00-09' }),
  visit('main', '10', { patientId: '110', patientName: 'Вера', patientPhone: '8 900 900-00-09' }),
  ...TOGETHER,
  event('north', '9', 'arrive'),
  event('main', '10', 'cancel'),
  LATER,
  ...TOGETHER,
]
