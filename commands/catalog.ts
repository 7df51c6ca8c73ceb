import { FLOW_CARDS } from '../jobs/catalog.ts'
import type { CommandEntry, Flag, Words } from './command-entry.ts'
import { QUEUE_COMMANDS } from './queue-commands.ts'
import { STATE_COMMANDS } from './state-commands.ts'
import { syncCommand } from './sync-command.ts'

/** Exit codes that every command may end with; shown by `--help`. */
export const EXIT_CODES: readonly { code: number; words: Words }[] = [
  { code: 0, words: { ru: 'сделано, или делать нечего', en: 'done, or nothing to do' } },
  {
    code: 1,
    words: {
      ru: 'ответ «нет»: порог не пройден, доставка снята после отказов, файл повреждён',
      en: 'the answer is no: below a threshold, a delivery was buried, a file is damaged',
    },
  },
  { code: 2, words: { ru: '--dry-run или --plan нашли изменения', en: '--dry-run or --plan found changes' } },
  { code: 64, words: { ru: 'команда не понята', en: 'usage' } },
  { code: 65, words: { ru: 'негоден названный файл', en: 'bad data in a file given' } },
  { code: 69, words: { ru: 'система не ответила', en: 'a system did not answer' } },
  { code: 70, words: { ru: 'ошибка bxi', en: 'a fault of bxi' } },
  { code: 74, words: { ru: 'папка состояния или диск', en: 'state folder or disk' } },
  { code: 75, words: { ru: 'занято, или что-то ждёт: продолжит следующий запуск', en: 'busy, or something waits: the next run continues' } },
  { code: 77, words: { ru: 'неверные доступы', en: 'refused credentials' } },
  { code: 78, words: { ru: 'ошибка в настройке', en: 'configuration' } },
]

export const COMMANDS: readonly CommandEntry[] = [
  {
    path: 'demo',
    words: {
      ru: 'показать всю историю на встроенном мире: без настройки и сети',
      en: 'show the whole story on the built-in world: no configuration, no network',
    },
    flags: [{ flags: '--keep', words: { ru: 'оставить папку состояния', en: 'keep the state folder' } }],
    examples: ['bxi demo'],
    load: () => import('./demo.ts'),
  },
  ...FLOW_CARDS.map(syncCommand),
  ...QUEUE_COMMANDS,
  {
    path: 'apply',
    words: {
      ru: 'выполнить сохранённый план; что с тех пор изменилось, не трогается',
      en: 'carry out a saved plan; what has changed since is left alone',
    },
    args: [{ name: '<file>', words: { ru: 'файл от --plan', en: 'the file of --plan' } }],
    examples: ['bxi sync ident --plan plan.json', 'bxi apply plan.json'],
    load: () => import('./apply.ts'),
  },
  {
    path: 'status',
    words: {
      ru: 'как идут дела: источники, отставание, очередь, что требует внимания',
      en: 'where things stand: sources, lag, queue, what needs attention',
    },
    flags: [
      { flags: '--watch', words: { ru: 'обновлять на экране до Ctrl+C', en: 'refresh until Ctrl+C' } },
      { flags: '--check', words: { ru: 'код 1, если что-то требует человека (для мониторинга)', en: 'exit 1 when something is red (for monitors)' } },
    ],
    examples: ['bxi status', 'bxi status --watch', 'bxi status --check --json'],
    load: () => import('./status.ts'),
  },
  {
    path: 'slo',
    words: {
      ru: 'качество обслуживания по источникам: доступность, перерывы, время доставки',
      en: 'service levels by source: availability, gaps, time to delivery',
    },
    flags: [
      { flags: '--since <moment>', words: { ru: 'с этого момента (7д)', en: 'since (7d)' } },
      { flags: '--until <moment>', words: { ru: 'до этого момента', en: 'until' } },
    ],
    examples: ['bxi slo', 'bxi slo --since 30d --json'],
    load: () => import('./slo.ts'),
  },
  {
    path: 'explain',
    words: {
      ru: 'вся история визита, сделки или контакта: что, когда и почему; как стоит товар магазина',
      en: 'the whole story of a visit, deal or contact: what, when and why; how a product of the shop stands',
    },
    args: [
      {
        name: '<key>',
        words: {
          ru: 'F1_1045, либо номер сделки, контакта или товара, артикул',
          en: 'F1_1045, or the number of a deal, contact or product, or an article',
        },
      },
    ],
    flags: [
      {
        flags: '--live',
        words: { ru: 'и посмотреть, как сделка выглядит на портале сейчас', en: 'and look at the deal at the portal as it is now' },
      },
      {
        flags: '--show-personal',
        words: { ru: 'показать имена и телефоны, прочитав их с портала и из iDENT', en: 'show names and phones, read from the portal and iDENT' },
      },
    ],
    examples: ['bxi explain F1_1045', 'bxi explain 905 --live', 'bxi explain F1_1045 --show-personal'],
    load: () => import('./explain.ts'),
  },
  {
    path: 'journal',
    words: { ru: 'что происходило с визитами, сделками, заказами', en: 'what happened to visits, deals, orders' },
    flags: [
      {
        flags: '--since <moment>',
        words: { ru: 'с этого момента: 2026-03-01, 10:30, сегодня, 2ч, 7д (24ч)', en: 'since: 2026-03-01, 10:30, today, 2h, 7d (24h)' },
      },
      { flags: '--until <moment>', words: { ru: 'до этого момента', en: 'until' } },
      { flags: '--entity <key>', words: { ru: 'только об этом: F1_1045 или номер сделки', en: 'of this only: F1_1045 or the number of a deal' } },
      {
        flags: '--outcome <outcome>',
        words: { ru: 'только этот исход: applied, refused, buried …', en: 'this outcome only: applied, refused, buried …' },
      },
      { flags: '--job <name>', words: { ru: 'только это задание: sync-ident, replay-queue', en: 'of this job only: sync-ident, replay-queue' } },
      { flags: '--limit <n>', words: { ru: 'сколько последних показать (200)', en: 'how many of the newest to show (200)' } },
      { flags: '--follow', words: { ru: 'и показывать новые по мере появления', en: 'and show new ones as they come' } },
      { flags: '--csv', words: { ru: 'таблица для Excel', en: 'a table for a spreadsheet' } },
    ],
    examples: ['bxi journal --since today --outcome refused', 'bxi journal --entity F1_1045 --since 30d', 'bxi journal --follow'],
    load: () => import('./journal.ts'),
  },
  {
    path: 'sync shop',
    words: { ru: 'один цикл: каталог сайта → поиск, цены и остатки', en: "one cycle: the site's catalogue → search, prices and stock" },
    flags: [
      { flags: '--full', words: { ru: 'прочитать каталог целиком (ночью — само)', en: 'read the whole catalogue (the schedule does it at night)' } },
      { flags: '--dry-run', words: { ru: 'показать, что изменилось бы, и ничего не менять', en: 'show what would change and change nothing' } },
      {
        flags: '--accept-deletions',
        words: { ru: 'товаров и правда убыло больше пятой части', en: 'more than a fifth of the products really is gone' },
      },
      { flags: '--plan <file>', words: { ru: 'нет: каталог берётся с сайта как есть', en: 'none: the catalogue is taken as it is' }, hidden: true },
    ],
    examples: ['bxi sync shop', 'bxi sync shop --full', 'bxi sync shop --dry-run --json'],
    load: () => import('./sync-shop.ts'),
  },
  {
    path: 'shop properties',
    words: {
      ru: 'свойства каталога сайта с примерами и что из них взять в [shop.properties]',
      en: "properties of the site's catalogue with samples, and what to take into [shop.properties]",
    },
    examples: ['bxi shop properties', 'bxi shop properties --json'],
    load: () => import('./shop-properties.ts'),
  },
  {
    path: 'ident stages',
    words: { ru: 'таблица: вид визита × состояние → стадия', en: 'the table: kind of visit × status → stage' },
    examples: ['bxi ident stages'],
    load: () => import('./ident-stages.ts'),
  },
  {
    path: 'portal install',
    words: {
      ru: 'создать на портале воронку, стадии и поля; можно повторять',
      en: 'create the funnel, stages and fields at the portal; re-runnable',
    },
    flags: [{ flags: '--dry-run', words: { ru: 'только показать, чего не хватает', en: 'only show what is missing' } }],
    examples: ['bxi portal install --dry-run', 'bxi portal install'],
    load: () => import('./portal-install.ts'),
  },
  {
    path: 'doctor',
    words: {
      ru: 'проверить настройку на живых системах: в порядке, или что именно изменить',
      en: 'check the configuration against the live systems: ok, or the exact setting to change',
    },
    args: [{ name: '[world]', words: { ru: 'ident | portal; без него — всё', en: 'ident | portal; without it, all' } }],
    examples: ['bxi doctor', 'bxi doctor ident', 'bxi doctor portal --json'],
    load: () => import('./doctor.ts'),
  },
  {
    path: 'alerts test',
    words: {
      ru: 'послать пробное сообщение в каждый канал alerts.notify',
      en: 'send a test message to every channel of alerts.notify',
    },
    examples: ['bxi alerts test', 'bxi alerts test --json'],
    load: () => import('./alerts-test.ts'),
  },
  {
    path: 'schedule print',
    words: {
      ru: 'расписание заданий для cron, systemd или Планировщика Windows',
      en: 'the schedule of all jobs for cron, systemd or the Windows Task Scheduler',
    },
    flags: [
      { flags: '--as <form>', words: { ru: 'crontab | systemd | windows', en: 'crontab | systemd | windows' } },
      { flags: '--out <dir>', words: { ru: 'записать файлами в эту папку', en: 'write files into this folder' } },
    ],
    examples: ['bxi schedule print --as crontab', 'bxi schedule print --as windows --out tasks'],
    load: () => import('./schedule-print.ts'),
  },
  {
    path: 'schedule next',
    words: { ru: 'когда какое задание запустится', en: 'when each job is due next' },
    flags: [{ flags: '--count <n>', words: { ru: 'сколько моментов показать (3)', en: 'how many moments to show (3)' } }],
    examples: ['bxi schedule next', 'bxi schedule next --count 10 --json'],
    load: () => import('./schedule-next.ts'),
  },
  {
    path: 'schedule install',
    words: {
      ru: 'поставить задания в crontab или таймеры systemd этого пользователя; можно повторять',
      en: "put the jobs into this user's crontab or systemd timers; re-runnable",
    },
    flags: [{ flags: '--as <form>', words: { ru: 'crontab | systemd', en: 'crontab | systemd' } }],
    examples: ['bxi schedule install --as systemd --config /opt/bxi/bxi.toml'],
    load: () => import('./schedule-install.ts'),
  },
  {
    path: 'schedule uninstall',
    words: { ru: 'снять то, что поставил schedule install', en: 'take out what schedule install put in' },
    flags: [{ flags: '--as <form>', words: { ru: 'crontab | systemd', en: 'crontab | systemd' } }],
    examples: ['bxi schedule uninstall --as systemd --config /opt/bxi/bxi.toml'],
    load: async () => (await import('./schedule-install.ts')).uninstall,
  },
  {
    path: 'schedule run',
    words: { ru: 'запускать задания по расписанию на переднем плане', en: 'run the jobs on their schedule in the foreground' },
    examples: ['bxi schedule run'],
    load: () => import('./schedule-run.ts'),
  },
  {
    path: 'config check',
    words: { ru: 'проверить файл настройки: все ошибки сразу, со строками', en: 'check the configuration file: all faults at once, with lines' },
    examples: ['bxi config check', 'bxi config check --config /opt/bxi/bxi.toml'],
    load: () => import('./config-check.ts'),
  },
  ...STATE_COMMANDS,
  {
    path: 'search',
    words: { ru: 'найти запчасть, как её ищет покупатель', en: 'find a spare part as a buyer would' },
    args: [{ name: '<question>', words: { ru: 'вопрос покупателя', en: "the buyer's question" } }],
    flags: [
      {
        flags: '--explain',
        words: { ru: 'показать, что понято и почему карточки стоят так', en: 'show what was understood and why the cards stand so' },
      },
      { flags: '--user-type <type>', words: { ru: 'retail | bronze | silver | gold', en: 'retail | bronze | silver | gold' } },
      { flags: '--catalog <file>', words: { ru: 'файл каталога (иначе каталог сайта)', en: 'catalogue file (else the catalogue of the site)' } },
      { flags: '--index <file>', words: { ru: 'хранить индекс здесь', en: 'keep the index here' } },
      { flags: '--limit <n>', words: { ru: 'сколько карточек', en: 'how many cards' } },
    ],
    examples: ['bxi search "дисплей айфон 11 про макс" --explain'],
    load: () => import('./search.ts'),
  },
  {
    path: 'golden-set eval',
    words: { ru: 'качество поиска на размеченных вопросах; порог', en: 'search quality on judged queries; a gate' },
    flags: [
      { flags: '--catalog <file>', words: { ru: 'каталог', en: 'catalogue' } },
      { flags: '--golden <file>', words: { ru: 'вопросы с оценками (можно повторять)', en: 'judged queries (repeatable)' }, many: true },
      { flags: '--results <file>', words: { ru: 'записать найденное', en: 'write what was found' } },
      { flags: '--baseline <file>', words: { ru: 'сравнить с принятым прогоном', en: 'compare with an accepted run' } },
      { flags: '--min-f1 <share>', words: { ru: 'наименьший F1 (0.8)', en: 'least F1 (0.8)' } },
      { flags: '--max-no-result <share>', words: { ru: 'наибольшая доля пустых ответов (0.1)', en: 'largest share of empty answers (0.1)' } },
      { flags: '--max-false-answers <share>', words: { ru: 'наибольшая доля лишних ответов', en: 'largest share of false answers' } },
      { flags: '--format <form>', words: { ru: 'text | json | csv | html', en: 'text | json | csv | html' } },
      { flags: '--out <file>', words: { ru: 'отчёт в файл', en: 'report into a file' } },
    ],
    examples: ['bxi golden-set eval --min-f1 0.95', 'bxi golden-set eval --format html --out report.html'],
    load: () => import('./golden-set-eval.ts'),
  },
  {
    path: 'golden-set diff',
    words: { ru: 'какие вопросы стали лучше или хуже', en: 'which queries got better or worse' },
    args: [
      { name: '<before>', words: { ru: 'прежний прогон', en: 'the earlier run' } },
      { name: '<after>', words: { ru: 'новый прогон', en: 'the later run' } },
    ],
    flags: [{ flags: '--golden <file>', words: { ru: 'вопросы с оценками (можно повторять)', en: 'judged queries (repeatable)' }, many: true }],
    examples: ['bxi golden-set diff before.json after.json'],
    load: () => import('./golden-set-diff.ts'),
  },
  {
    path: 'golden-set add',
    words: { ru: 'добавить размеченный вопрос', en: 'add a judged query' },
    args: [{ name: '<query>', words: { ru: 'вопрос', en: 'the query' } }],
    flags: [
      { flags: '--sku <sku>', words: { ru: 'точный товар (можно повторять)', en: 'exact product (repeatable)' }, many: true },
      { flags: '--near <sku>', words: { ru: 'годный товар (можно повторять)', en: 'acceptable product (repeatable)' }, many: true },
      { flags: '--none', words: { ru: 'верный ответ — ничего', en: 'the right answer is nothing' } },
      { flags: '--id <id>', words: { ru: 'код вопроса', en: 'id of the query' } },
      { flags: '--note <text>', words: { ru: 'заметка', en: 'note' } },
      { flags: '--golden <file>', words: { ru: 'в этот файл', en: 'into this file' }, many: true },
    ],
    examples: ['bxi golden-set add "дисплей айфон 11" --sku IP11-LCD'],
    load: () => import('./golden-set-add.ts'),
  },
  {
    path: 'golden-set lint',
    words: { ru: 'проверить файл вопросов по каталогу', en: 'check a file of queries against a catalogue' },
    args: [
      { name: '<file>', words: { ru: 'файл вопросов', en: 'file of queries' } },
      { name: '<catalog>', words: { ru: 'каталог', en: 'catalogue' } },
    ],
    examples: ['bxi golden-set lint golden.jsonl catalog.json'],
    load: () => import('./golden-set-lint.ts'),
  },
]

/** The flags of design §7 that every command takes. */
export const COMMON_FLAGS: readonly Flag[] = [
  {
    flags: '--config <file>',
    words: { ru: 'файл настройки (иначе $BXI_CONFIG, иначе ./bxi.toml)', en: 'configuration file (else $BXI_CONFIG, else ./bxi.toml)' },
  },
  {
    flags: '--state <dir>',
    words: { ru: 'папка состояния (иначе $BXI_STATE, иначе из настройки)', en: 'state folder (else $BXI_STATE, else from the configuration)' },
  },
  { flags: '--json', words: { ru: 'результат в JSON (docs/json.md)', en: 'the result as JSON (docs/json.md)' } },
  { flags: '--quiet', words: { ru: 'без журнала на stderr', en: 'no log on stderr' } },
  { flags: '--verbose', words: { ru: 'подробный журнал', en: 'verbose log' } },
  { flags: '--no-color', words: { ru: 'без цвета', en: 'no colour' } },
]
