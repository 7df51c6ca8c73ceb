import type { Lang } from '../problem.ts'

/** Fields as an operator calls them; one that is not here is shown by its own name. */
export const FIELD_WORDS: Readonly<Record<string, Record<Lang, string>>> = {
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
  deal: { ru: 'сделка', en: 'deal' },
}

/** How a visit stands at the clinic. */
export const VISIT_STATUS: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  ru: {
    planned: 'запланирован',
    arrived: 'пациент пришёл',
    in_progress: 'идёт',
    ended: 'закончен',
    billed: 'оплачен',
    canceled: 'отменён',
    no_show: 'неявка',
  },
  en: {
    planned: 'planned',
    arrived: 'arrived',
    in_progress: 'in progress',
    ended: 'ended',
    billed: 'billed',
    canceled: 'cancelled',
    no_show: 'no show',
  },
}

/** `status changed` as people say it: `состояние, изменён`. Pure. */
export function fieldNames(lang: Lang, names: unknown): string {
  return String(names)
    .split(' ')
    .map((name) => FIELD_WORDS[name]?.[lang] ?? name)
    .join(', ')
}
