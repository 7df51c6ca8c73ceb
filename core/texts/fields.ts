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
  title: { ru: 'название', en: 'title' },
  sku: { ru: 'артикул', en: 'SKU' },
  section: { ru: 'раздел', en: 'section' },
  active: { ru: 'показывается', en: 'shown' },
  isSold: { ru: 'продаётся сам', en: 'sold by itself' },
  parentId: { ru: 'вариант товара', en: 'variation of' },
  brand: { ru: 'бренд', en: 'brand' },
  model: { ru: 'модели', en: 'models' },
  part: { ru: 'запчасть', en: 'part' },
  quality: { ru: 'качество', en: 'quality' },
  color: { ru: 'цвет', en: 'colour' },
  codes: { ru: 'коды', en: 'codes' },
  price_retail: { ru: 'цена розница', en: 'price retail' },
  price_bronze: { ru: 'цена бронза', en: 'price bronze' },
  price_silver: { ru: 'цена серебро', en: 'price silver' },
  price_gold: { ru: 'цена золото', en: 'price gold' },
  stock: { ru: 'остаток', en: 'stock' },
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

const YES_NO = { ru: { yes: 'да', no: 'нет' }, en: { yes: 'yes', no: 'no' } } as const

/** Values that are words of ours, by field. */
const VALUE_WORDS: Readonly<Record<string, Readonly<Record<Lang, Readonly<Record<string, string>>>>>> = {
  status: VISIT_STATUS,
  active: YES_NO,
  isSold: YES_NO,
  stock: { ru: { uncounted: 'не учитывается' }, en: { uncounted: 'not counted' } },
}

/** A value as an operator reads it; his own texts stay as they are. Pure. */
export function valueText(lang: Lang, field: string, value: string): string {
  return VALUE_WORDS[field]?.[lang][value] ?? value
}

/** `status changed` as people say it: `состояние, изменён`. Pure. */
export function fieldNames(lang: Lang, names: unknown): string {
  return String(names)
    .split(' ')
    .map((name) => FIELD_WORDS[name]?.[lang] ?? name)
    .join(', ')
}
