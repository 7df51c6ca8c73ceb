import type { Lang } from '../core/problem.ts'

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Команда:',
  'Options:': 'Параметры:',
  'Commands:': 'Команды:',
  'Arguments:': 'Что назвать:',
}

/** Where a command stands in `bxi --help`, in the order of an operator's need. */
const GROUPS: readonly { words: Record<Lang, string>; commands: readonly string[] }[] = [
  { words: { ru: 'Каждый день:', en: 'Every day:' }, commands: ['status', 'sync', 'replay-queue', 'apply'] },
  { words: { ru: 'Понять, что было:', en: 'What happened:' }, commands: ['explain', 'journal', 'slo'] },
  { words: { ru: 'Наладить:', en: 'Set up:' }, commands: ['demo', 'config', 'doctor', 'alerts', 'portal', 'schedule', 'ident', 'shop', 'state'] },
  { words: { ru: 'Поиск магазина:', en: 'Search of the shop:' }, commands: ['search', 'golden-set'] },
]

/** The heading that a command of the first level stands under. Pure. */
export function groupOf(name: string, lang: Lang): string {
  return GROUPS.find(({ commands }) => commands.includes(name))?.words[lang] ?? (lang === 'ru' ? 'Прочее:' : 'More:')
}

interface Subcommand {
  name(): string
  registeredArguments: readonly { name(): string; variadic: boolean; required: boolean }[]
}

/** How help looks: titles in the language, a command's own flags apart from those that every command takes. */
export function helpIn(lang: Lang) {
  const ru = lang === 'ru'
  return {
    styleTitle: (title: string) => (ru ? (TITLES[title] ?? title) : title),
    styleUsage: (usage: string) => (ru ? usage.replace('[options]', '[параметры]').replace('[command]', 'команда') : usage),
    subcommandTerm: (command: Subcommand) => [command.name(), ...argumentsOf(command)].join(' '),
  }
}

/** Sorts commands into the order of the headings. Pure. */
export function placeOf(path: string): number {
  return GROUPS.flatMap(({ commands }) => commands).indexOf(path.split(' ')[0] ?? '')
}

function argumentsOf(command: Subcommand): string[] {
  return command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`
    return argument.required ? `<${name}>` : `[${name}]`
  })
}

const RUSSIAN: readonly [RegExp, string][] = [
  [/^error: unknown command '(.*)'/, 'Команды «$1» нет.'],
  [/^error: unknown option '(.*)'/, 'Параметра $1 у этой команды нет.'],
  [/^error: missing required argument '(.*)'/, 'Не названо: $1.'],
  [/^error: option '(.*)' argument missing/, 'После $1 нужно значение.'],
  [/^error: too many arguments.*/, 'Названо больше, чем эта команда берёт.'],
  [/\(Did you mean one of (.*)\?\)/, 'Может быть, одно из: $1?'],
  [/\(Did you mean (.*)\?\)/, 'Может быть, $1?'],
]

/** What is wrong with a command line. Pure. */
export function commandLineFault(text: string, lang: Lang): string {
  return lang === 'en' ? text : RUSSIAN.reduce((said, [english, russian]) => said.replace(english, russian), text)
}
