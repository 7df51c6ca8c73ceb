import type { CommandEntry, Flag } from './command-entry.ts'

const CAUSE: Flag = {
  flags: '--cause <cause>',
  words: {
    ru: 'только с этой причиной: код, система или метод (можно повторять)',
    en: 'only with this cause: a code, a system or a method (repeatable)',
  },
  many: true,
}
const PIPELINE: Flag = {
  flags: '--pipeline <name>',
  words: {
    ru: 'только этот поток, например ident-visits или ident-visits@main (можно повторять)',
    en: 'only this flow, e.g. ident-visits or ident-visits@main (repeatable)',
  },
  many: true,
}
const KEYS = { name: '[key...]', words: { ru: 'номера, например F1_1045', en: 'keys, e.g. F1_1045' } }

/** `bxi replay-queue …`: what operators do with deliveries that wait. */
export const QUEUE_COMMANDS: readonly CommandEntry[] = [
  {
    path: 'replay-queue run',
    isDefault: true,
    words: { ru: 'доставить то, чему пришло время (так же без слова run)', en: 'deliver what is due (the same without the word run)' },
    flags: [
      CAUSE,
      PIPELINE,
      { flags: '--limit <n>', words: { ru: 'не больше стольких', en: 'at most so many' } },
      {
        flags: '--canary <n>',
        words: { ru: 'сначала столько; остальное — только если они доставлены', en: 'so many first; the rest only when they were delivered' },
      },
      { flags: '--dry-run', words: { ru: 'показать, что было бы сделано, и ничего не менять', en: 'show what would be done and change nothing' } },
      { flags: '--plan <file>', words: { ru: 'то же, и записать план для bxi apply', en: 'the same, and save the plan for bxi apply' } },
    ],
    examples: ['bxi replay-queue', 'bxi replay-queue --cause portal.refused --canary 1', 'bxi replay-queue --dry-run --limit 20'],
    load: () => import('./replay-queue.ts'),
  },
  {
    path: 'replay-queue list',
    words: { ru: 'что ждёт и почему, по причинам', en: 'what waits and why, by cause' },
    flags: [
      CAUSE,
      PIPELINE,
      { flags: '--each', words: { ru: 'каждую доставку отдельной строкой', en: 'every delivery on a line of its own' } },
      { flags: '--format <form>', words: { ru: 'text | csv | json', en: 'text | csv | json' } },
    ],
    examples: ['bxi replay-queue list', 'bxi replay-queue list --each --format csv > queue.csv'],
    load: () => import('./replay-queue-list.ts'),
  },
  {
    path: 'replay-queue show',
    words: {
      ru: 'одна доставка: чего ждёт, что с ней было, что сделал бы повтор сейчас',
      en: 'one delivery: its cause, its story, what a replay would do now',
    },
    args: [{ name: '<key>', words: { ru: 'номер, например F1_1045', en: 'its key, e.g. F1_1045' } }],
    flags: [PIPELINE],
    examples: ['bxi replay-queue show F1_1045'],
    load: () => import('./replay-queue-show.ts'),
  },
  {
    path: 'replay-queue release',
    words: {
      ru: 'вернуть в доставку: все попытки заново, сейчас; действует и при работающем задании',
      en: 'back into delivery: all chances again, now; works while a job runs',
    },
    args: [KEYS],
    flags: [CAUSE, PIPELINE],
    examples: ['bxi replay-queue release F1_1045', 'bxi replay-queue release --cause portal.refused'],
    load: async () => ({ run: (await import('./replay-queue-order.ts')).release }),
  },
  {
    path: 'replay-queue bury',
    words: {
      ru: 'снять с доставки, пока не придёт новая версия; действует и при работающем задании',
      en: 'give up until a newer version comes; works while a job runs',
    },
    args: [KEYS],
    flags: [
      CAUSE,
      PIPELINE,
      {
        flags: '--free-lane',
        words: {
          ru: 'пропустить вперёд то, что ждёт за ней (деньги, товар)',
          en: 'let what waits behind it go on (money, goods)',
        },
      },
    ],
    examples: ['bxi replay-queue bury F1_1045'],
    load: async () => ({ run: (await import('./replay-queue-order.ts')).bury }),
  },
]
