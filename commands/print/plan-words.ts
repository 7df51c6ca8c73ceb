import type { Lang } from '../../core/problem.ts'

/** One record, in the accusative where Russian needs it, and several. */
export const NOUN_WORDS: Readonly<Record<string, { one: Record<Lang, string>; many: Record<Lang, string> }>> = {
  contact: { one: { ru: 'контакт', en: 'contact' }, many: { ru: 'контакты', en: 'contacts' } },
  deal: { one: { ru: 'сделку', en: 'deal' }, many: { ru: 'сделки', en: 'deals' } },
  lead: { one: { ru: 'лид', en: 'lead' }, many: { ru: 'лиды', en: 'leads' } },
  product: { one: { ru: 'товар', en: 'product' }, many: { ru: 'товары', en: 'products' } },
  variation: { one: { ru: 'вариант', en: 'variation' }, many: { ru: 'варианты', en: 'variations' } },
  responsible: { one: { ru: 'ответственного', en: 'responsible user' }, many: { ru: 'ответственных', en: 'responsible users' } },
}

export const VERB_WORDS = {
  create: { ru: 'создать', en: 'create' },
  update: { ru: 'изменить', en: 'update' },
  delete: { ru: 'удалить', en: 'delete' },
  notify: { ru: 'уведомить', en: 'notify' },
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
    notify: 'уведомить',
    move: 'сменить стадию',
    skip: 'пропустить',
    reject: 'отклонить',
    wait: 'ждут',
    wait_for_person: 'ждут человека',
    none: 'менять нечего',
    stage: 'стадия',
    empty: 'пусто',
    created: 'созданный',
    createdFor: (key: string) => `новый для ${key}`,
    more: (count: number) => `  … и ещё ${count} (все: --json)`,
  },
  en: {
    title: 'Plan',
    create: 'create',
    update: 'update',
    delete: 'delete',
    notify: 'notify',
    move: 'move stage',
    skip: 'skip',
    reject: 'reject',
    wait: 'wait',
    wait_for_person: 'wait for a person',
    none: 'nothing to change',
    stage: 'stage',
    empty: 'empty',
    created: 'the new one',
    createdFor: (key: string) => `the new one of ${key}`,
    more: (count: number) => `  … and ${count} more (all: --json)`,
  },
} as const
