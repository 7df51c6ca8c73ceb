import type { Reception } from '../../../core/ports/clinic.ts'
import type { Step } from '../scenario.ts'
import { act, event } from './acts.ts'

const run: Step = { do: 'run', only: [] }
const pause: Step = { do: 'wait', ms: 120_000 }
const visit = (source: string, id: string, fields: Partial<Reception>): Step => act({ kind: 'visit', source, id, fields })

/**
 * A day that has one of everything: new patients, a family with one phone, one person in two databases, at first and later, a lead of two people, an old client, a cancelled visit, a moved
 * one, one that is given back, a sum that changes, a stage set by hand, contacts, notes and phones written by people, and runs one after another and side by side.
 */
export const ORDINARY_DAY: readonly Step[] = [
  act({ kind: 'lead', phones: ['+7 900 300-00-03', '+7 900 300-00-04'], comment: 'перезвонить после обеда' }),
  act({ kind: 'client', phone: '8 900 800-00-08', name: 'Старов' }),
  visit('main', '1', { patientId: '101', patientName: 'Анна', patientPhone: '8 900 100-00-01' }),
  visit('main', '3', { patientId: '103', patientName: 'Вера', patientPhone: '8 900 300-00-03' }),
  visit('main', '14', { patientId: '114', patientName: 'Захар', patientPhone: '8 900 300-00-04' }),
  visit('main', '2', { patientId: '102', patientName: 'Борис', patientPhone: '8 900 200-00-02' }),
  visit('main', '4', { patientId: '104', patientName: 'Галина', patientPhone: '8 900 400-00-04' }),
  visit('main', '5', { patientId: '105', patientName: 'Глеб', patientPhone: '8 900 400-00-04', finishedBefore: 1 }),
  visit('north', '7', { patientId: '701', patientName: 'Анна', patientPhone: '8 900 100-00-01' }),
  visit('north', '8', { patientId: '702', patientName: 'Дарья', patientPhone: '8 900 800-00-08' }),
  run,
  visit('main', '12', { patientId: '112', patientName: 'Ева', patientPhone: '8 900 120-00-12' }),
  visit('north', '13', { patientId: '713', patientName: 'Ева', patientPhone: '8 900 120-00-12' }),
  act({ kind: 'client', phone: '8 900 100-00-01', name: 'Анна' }),
  act({ kind: 'client', phone: '8 900 400-00-04', name: 'Галина' }),
  event('main', '1', 'arrive'),
  event('main', '2', 'cancel'),
  event('main', '4', 'end'),
  event('main', '5', 'bill'),
  visit('north', '7', { services: [{ name: 'Осмотр', quantity: '1', price: '1500.00', discount: '100.00' }] }),
  visit('main', '6', { patientId: '101', patientName: 'Анна', patientPhone: '8 900 100-00-01' }),
  act({ kind: 'drag', visit: 'F1_3', stage: 'Презентация плана' }),
  act({ kind: 'phone', visit: 'F1_2', phone: '8 900 200-00-22' }),
  act({ kind: 'note', visit: 'F1_1', field: 'TITLE', text: 'Позвонить лично' }),
  run,
  event('main', '1', 'end'),
  event('main', '3', 'end'),
  event('main', '2', 'uncancel'),
  event('main', '5', 'unbill'),
  act({ kind: 'moved', source: 'main', from: '6', to: '9', fields: { patientId: '101', patientName: 'Анна', patientPhone: '8 900 100-00-01' } }),
  visit('north', '8', { patientPhone: '8 900 800-00-08', patientPhone2: '8 900 800-00-88', room: 'Кабинет 8' }),
  { do: 'run', only: ['main'], beside: true },
  { do: 'run', only: ['north'] },
  event('main', '5', 'cancel'),
  run,
  pause,
  event('main', '5', 'uncancel'),
  visit('north', '7', { services: [] }),
  event('main', '1', 'bill'),
  event('main', '4', 'bill'),
  event('north', '8', 'arrive'),
  run,
  event('main', '1', 'cancel'),
  event('main', '4', 'unbill'),
  event('main', '5', 'cancel'),
  event('north', '8', 'end'),
  visit('north', '7', { services: [{ name: 'Осмотр', quantity: '2', price: '700.00' }] }),
  run,
  event('main', '1', 'uncancel'),
  event('main', '5', 'uncancel'),
  event('north', '8', 'cancel'),
  run,
]
