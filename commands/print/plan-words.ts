import type { Lang } from '../../core/problem.ts'

type Words = Readonly<Record<string, Record<Lang, string>>>

/** Fields as an operator calls them; one that is not here is shown by its own name. */
export const FIELD_WORDS: Words = {
  externalId: { ru: 'код визита', en: 'visit code' },
  patient: { ru: 'пациент', en: 'patient' },
  phone: { ru: 'телефон', en: 'phone' },
  card: { ru: 'карта', en: 'card' },
  patientId: { ru: 'код пациента', en: 'patient id' },
  patients: { ru: 'коды пациентов', en: 'patient ids' },
  start: { ru: 'начало', en: 'start' },
  end: { ru: 'окончание', en: 'end' },
  branch: { ru: 'филиал', en: 'branch' },
  room: { ru: 'кабинет', en: 'room' },
  doctor: { ru: 'врач', en: 'doctor' },
  speciality: { ru: 'специальность', en: 'speciality' },
  services: { ru: 'услуги', en: 'services' },
  sumKopecks: { ru: 'сумма', en: 'sum' },
  status: { ru: 'состояние', en: 'status' },
  created: { ru: 'создан', en: 'created' },
  changed: { ru: 'изменён', en: 'changed' },
  comment: { ru: 'комментарий', en: 'comment' },
  cancelReason: { ru: 'причина отмены', en: 'cancel reason' },
  lastName: { ru: 'фамилия', en: 'last name' },
  name: { ru: 'имя', en: 'name' },
  secondName: { ru: 'отчество', en: 'second name' },
  origin: { ru: 'внешний код', en: 'origin' },
  responsible: { ru: 'ответственный', en: 'responsible' },
  contact: { ru: 'контакт', en: 'contact' },
  unlink: { ru: 'вместо контакта', en: 'in place of contact' },
  lead: { ru: 'лид', en: 'lead' },
}

/** One record, in the accusative where Russian needs it, and several. */
export const NOUN_WORDS: Readonly<Record<string, { one: Record<Lang, string>; many: Record<Lang, string> }>> = {
  contact: { one: { ru: 'контакт', en: 'contact' }, many: { ru: 'контакты', en: 'contacts' } },
  deal: { one: { ru: 'сделку', en: 'deal' }, many: { ru: 'сделки', en: 'deals' } },
  lead: { one: { ru: 'лид', en: 'lead' }, many: { ru: 'лиды', en: 'leads' } },
}

export const VERB_WORDS = {
  create: { ru: 'создать', en: 'create' },
  update: { ru: 'изменить', en: 'update' },
  delete: { ru: 'удалить', en: 'delete' },
} as const

/** The reasons of the other verdicts say it themselves. */
export const DECISION_WORDS = {
  skip: { ru: 'пропустить: ', en: 'skip: ' },
  reject: { ru: '', en: '' },
  wait_for_person: { ru: '', en: '' },
  wait: { ru: 'ждёт: ', en: 'waits: ' },
} as const

export const TOTAL_WORDS = {
  ru: {
    title: 'План',
    create: 'создать',
    update: 'изменить',
    delete: 'удалить',
    move: 'сменить стадию',
    skip: 'пропустить',
    reject: 'отклонить',
    wait: 'ждут',
    wait_for_person: 'ждут человека',
    none: 'менять нечего',
    stage: 'стадия',
    empty: 'пусто',
    created: 'созданный',
    more: (count: number) => `  … и ещё ${count} (все: --json)`,
  },
  en: {
    title: 'Plan',
    create: 'create',
    update: 'update',
    delete: 'delete',
    move: 'move stage',
    skip: 'skip',
    reject: 'reject',
    wait: 'wait',
    wait_for_person: 'wait for a person',
    none: 'nothing to change',
    stage: 'stage',
    empty: 'empty',
    created: 'the new one',
    more: (count: number) => `  … and ${count} more (all: --json)`,
  },
} as const
