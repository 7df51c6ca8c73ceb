import type { Lang } from '../../core/problem.ts'

/** How long, roughly, as people say it: `4 мин`, `3 ч`, `2 д`. Pure. */
export function spanText(ms: number, lang: Lang): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  const [size, unit] =
    seconds < 90
      ? [seconds, 0]
      : seconds < 5_400
        ? [Math.round(seconds / 60), 1]
        : seconds < 129_600
          ? [Math.round(seconds / 3_600), 2]
          : [Math.round(seconds / 86_400), 3]
  return `${size} ${(lang === 'ru' ? ['с', 'мин', 'ч', 'д'] : ['s', 'min', 'h', 'd'])[unit] ?? ''}`
}

export const QUEUE_WORDS = {
  ru: {
    empty: 'В очереди ничего нет.',
    groups: ['код', 'система', 'метод', 'всего', 'отказано', 'исход неясен', 'за другой', 'снято', 'старейшая', 'следующая', 'потоки', 'например'],
    tickets: ['номер', 'поток', 'состояние', 'код', 'система', 'метод', 'попыток', 'с', 'следующая', 'версия'],
    state: { refused: 'отказано', unknown: 'исход неясен', lane: 'ждёт за другой', buried: 'снято', verify: 'доставлено, проверяется' },
    ago: (span: string) => `${span} назад`,
    in: (span: string) => `через ${span}`,
    now: 'пора',
    never: 'ждёт человека',
    total: (waiting: number, buried: number) => `Ждут доставки: ${waiting}, снято и ждёт человека: ${buried}.`,
    hint: 'Подробно: bxi replay-queue show НОМЕР. Доставить, чему пора: bxi replay-queue. Вернуть снятое: bxi replay-queue release НОМЕР\nДоставить сначала одну из многих: bxi replay-queue --cause КОД --canary 1',
    more: (count: number) => `… и ещё ${count} (все: --format csv)`,
  },
  en: {
    empty: 'Nothing waits in the queue.',
    groups: ['code', 'system', 'method', 'all', 'refused', 'unknown', 'behind another', 'buried', 'oldest', 'next', 'flows', 'e.g.'],
    tickets: ['key', 'flow', 'state', 'code', 'system', 'method', 'attempts', 'since', 'next', 'version'],
    state: { refused: 'refused', unknown: 'unknown', lane: 'behind another', buried: 'buried', verify: 'delivered, being verified' },
    ago: (span: string) => `${span} ago`,
    in: (span: string) => `in ${span}`,
    now: 'due',
    never: 'waits for a person',
    total: (waiting: number, buried: number) => `${waiting} wait for delivery, ${buried} are buried and wait for a person.`,
    hint: 'More: bxi replay-queue show KEY. Deliver what is due: bxi replay-queue. Take up a buried one again: bxi replay-queue release KEY\nOne of many first: bxi replay-queue --cause CODE --canary 1',
    more: (count: number) => `… and ${count} more (all: --format csv)`,
  },
} as const
