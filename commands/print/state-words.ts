import type { Lang } from '../../core/problem.ts'

const plural = (rules: Intl.PluralRules, n: number, forms: Partial<Record<Intl.LDMLPluralRule, string>>): string =>
  `${n} ${forms[rules.select(n)] ?? forms.other ?? ''}`
const ru = new Intl.PluralRules('ru')
const en = new Intl.PluralRules('en')
const files = (n: number): string => plural(ru, n, { one: 'файл', few: 'файла', other: 'файлов' })
const deliveries = (n: number): string => plural(ru, n, { one: 'доставка', few: 'доставки', other: 'доставок' })

/** What `bxi state …` says. */
export const STATE_WORDS = {
  ru: {
    whole: (dir: string, count: number, size: string) => `${dir}: ${files(count)}, ${size}. Всё цело.`,
    harmed: (dir: string, count: number, size: string, faults: number) => `${dir}: ${files(count)}, ${size}. Повреждено мест: ${faults}.`,
    torn: (places: string) => `Недописанные строки (сбой, или пишутся сейчас); на них никто не опирается: ${places}`,
    backup: (file: string, count: number, size: string, madeAt: string) =>
      `${file}: ${files(count)}, ${size}, состояние на ${madeAt}. Копия проверена.`,
    halfMade: (names: string) => `Убраны остатки прерванных копий: ${names}`,
    halfMadeKept: (names: string) => `Остатки прерванных копий убрать не удалось, удалите их сами (в них имена и телефоны): ${names}`,
    restored: (dir: string, madeAt: string) => `${dir}: восстановлено состояние на ${madeAt}.`,
    lookFirst: (n: number) =>
      n === 0 ? 'В очереди ничего не ждало.' : `В очереди: ${deliveries(n)}; каждую bxi сначала проверит на портале и лишь потом что-то запишет.`,
    kept: (at: string) => `Прежнее состояние лежит в ${at}. Когда оно станет не нужно, удалите его сами.`,
    notKept: 'Прежнего состояния не было.',
    carried: (n: number) => `Пришедшее после копии (распоряжения, события) перенесено, файлов: ${n}.`,
    unreadable: (places: string) => `Не перенесено, потому что повреждено: ${places}`,
    next: 'Проверьте: bxi status, затем обычный запуск.',
    pruned: (days: number, keepDays: number, logs: number, leftovers: number) =>
      `Убрано: дней журнала и истории старше ${keepDays} дн. — ${days}, файлов журнала работы — ${logs}, остатков прерванных запусков — ${leftovers}.`,
    keptStates: (names: string) => `Отложено при восстановлении, само не удаляется: ${names}`,
    compactHead: ['поток', 'было', 'стало'],
    busy: (job: string, pid: number) => `занято: ${job}, процесс ${pid}`,
    units: ['Б', 'КБ', 'МБ', 'ГБ'],
  },
  en: {
    whole: (dir: string, count: number, size: string) => `${dir}: ${plural(en, count, { one: 'file', other: 'files' })}, ${size}. All is whole.`,
    harmed: (dir: string, count: number, size: string, faults: number) =>
      `${dir}: ${plural(en, count, { one: 'file', other: 'files' })}, ${size}. ${plural(en, faults, { one: 'place is', other: 'places are' })} damaged.`,
    torn: (places: string) => `Lines that a crash tore or that are just being written; nobody counts on them: ${places}`,
    backup: (file: string, count: number, size: string, madeAt: string) =>
      `${file}: ${plural(en, count, { one: 'file', other: 'files' })}, ${size}, the state of ${madeAt}. The copy was checked.`,
    halfMade: (names: string) => `What killed backups had left was removed: ${names}`,
    halfMadeKept: (names: string) => `What killed backups left could not be removed; remove it yourself (it holds names and phones): ${names}`,
    restored: (dir: string, madeAt: string) => `${dir} is the state of ${madeAt} again.`,
    lookFirst: (n: number) =>
      n === 0
        ? 'Nothing was waiting in the queue.'
        : `In the queue: ${plural(en, n, { one: 'delivery', other: 'deliveries' })}; each is looked up at the target before anything is written.`,
    kept: (at: string) => `The state of before is kept in ${at}. Remove it yourself when it is of no more use.`,
    notKept: 'There was no state before.',
    carried: (n: number) => `What came in since the backup (orders, events) was carried over; files: ${n}.`,
    unreadable: (places: string) => `Not carried over, because damaged: ${places}`,
    next: 'Look at it: bxi status, then run as usual.',
    pruned: (days: number, keepDays: number, logs: number, leftovers: number) =>
      `Removed: days of journal and history older than ${keepDays} days: ${days}; daily log files: ${logs}; what crashes left: ${leftovers}.`,
    keptStates: (names: string) => `Put aside by a restore, never removed by bxi: ${names}`,
    compactHead: ['flow', 'before', 'after'],
    busy: (job: string, pid: number) => `busy: ${job}, process ${pid}`,
    units: ['B', 'KB', 'MB', 'GB'],
  },
} as const

/** Names of the steps of long work. */
export const STEP = {
  ru: { copy: 'копирование', check: 'проверка', pack: 'упаковка', unpack: 'распаковка' },
  en: { copy: 'copy', check: 'check', pack: 'pack', unpack: 'unpack' },
} as const satisfies Record<Lang, object>

/** `3.4 MB`. Pure. */
export function sizeText(bytes: number, lang: Lang): string {
  const { units } = STATE_WORDS[lang]
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const size = bytes / 1_000 ** power
  const digits = power === 0 ? String(size) : size.toFixed(1)
  return `${lang === 'ru' ? digits.replace('.', ',') : digits} ${units[power] ?? ''}`
}
