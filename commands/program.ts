import { Command, CommanderError, Option } from 'commander'
import { environment } from '../core/environment.ts'
import { EXIT_CODE, type Lang } from '../core/problem.ts'
import { COMMANDS, COMMON_FLAGS, EXIT_CODES } from './catalog.ts'
import type { CommandEntry, Flag } from './command-entry.ts'
import { commandLineFault, groupOf, helpIn, placeOf } from './help.ts'
import type { Io } from './io.ts'
import { langOf } from './lang.ts'

/**
 * The whole command line: parses, loads the one command asked for, runs it.
 *
 * @returns the exit code; a Problem is printed on stderr as what, why, next. Never rejects.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const env = environment()
  const lang = langOf(argv, env)
  const stop = new AbortController()
  let signalled = 0
  const onSignal = (code: number) => () => {
    signalled = code
    stop.abort()
  }
  const onInterrupt = onSignal(130)
  const onTerminate = onSignal(143)
  process.once('SIGINT', onInterrupt).once('SIGTERM', onTerminate)
  const io: Io = {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    isTty: Boolean(process.stdout.isTTY && process.stderr.isTTY) && env.CI === undefined,
    lang,
    environment: env,
    signal: stop.signal,
  }
  try {
    const outcome: { code: number } = { code: 0 }
    await buildProgram(io, outcome).parseAsync([...argv], { from: 'user' })
    return signalled || outcome.code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODE.usage
    const { printProblem } = await import('./print/problem.ts')
    return signalled || printProblem(error, io)
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate)
  }
}

function buildProgram(io: Io, outcome: { code: number }): Command {
  const ru = io.lang === 'ru'
  // exitOverride comes before the subcommands: they inherit it, and an unknown one ends with 64 instead of 1.
  const program = new Command('bxi')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      outputError: (text, write) => write(commandLineFault(text, io.lang)),
    })
    .configureHelp(helpIn(io.lang))
    .description(
      ru
        ? 'Обмены для фирм на Битрикс: ничего не теряется, не двоится и не затирает ручную работу.'
        : 'Integrations for firms on Bitrix: nothing lost, nothing doubled, nothing of a human overwritten.',
    )
    .showHelpAfterError(ru ? '(справка: bxi --help)' : '(see: bxi --help)')
    .helpOption('-h, --help', ru ? 'справка' : 'help')
    .helpCommand(false)
    .addHelpText(
      'after',
      `\n${ru ? 'Коды завершения' : 'Exit codes'}:\n${EXIT_CODES.map(({ code, words }) => `  ${String(code).padStart(3)}  ${words[io.lang]}`).join('\n')}`,
    )
  const groups = new Map<string, Command>()
  for (const entry of COMMANDS.toSorted((a, b) => placeOf(a.path) - placeOf(b.path))) addCommand(program, groups, entry, io, outcome)
  return program
}

const GROUP_WORDS: Readonly<Record<string, { ru: string; en: string }>> = {
  sync: { ru: 'один цикл обмена', en: 'one cycle of a world' },
  ident: { ru: 'заглянуть в мир клиники', en: 'look into the clinic world' },
  'replay-queue': { ru: 'очередь: доставить, посмотреть, вернуть, снять', en: 'the queue: deliver, look, release, bury' },
  portal: { ru: 'портал Битрикс24', en: 'the Bitrix24 portal' },
  schedule: { ru: 'расписание заданий', en: 'the schedule of jobs' },
  alerts: { ru: 'оповещения', en: 'alerts' },
  shop: { ru: 'заглянуть в магазин', en: 'look into the shop world' },
  config: { ru: 'файл настройки', en: 'the configuration file' },
  'golden-set': { ru: 'качество поиска', en: 'search quality' },
}

function addCommand(program: Command, groups: Map<string, Command>, entry: CommandEntry, io: Io, outcome: { code: number }): void {
  const [first = '', second] = entry.path.split(' ')
  let parent = program
  if (second !== undefined) {
    parent =
      groups.get(first) ??
      program
        .command(first)
        .description(GROUP_WORDS[first]?.[io.lang] ?? first)
        .helpCommand(false)
        .helpGroup(groupOf(first, io.lang))
    groups.set(first, parent)
  }
  const command = parent.command(second ?? first, { isDefault: entry.isDefault ?? false }).description(entry.words[io.lang])
  if (second === undefined) command.helpGroup(groupOf(first, io.lang))
  for (const { name, words } of entry.args ?? []) command.argument(name, words[io.lang])
  for (const flag of entry.flags ?? []) command.addOption(optionOf(flag, io.lang))
  const ru = io.lang === 'ru'
  for (const flag of COMMON_FLAGS) command.addOption(optionOf(flag, io.lang).helpGroup(ru ? 'Общие для всех команд:' : 'Common to all commands:'))
  const examples = `\n${ru ? 'Примеры' : 'Examples'}:\n${(entry.examples ?? []).map((example) => `  $ ${example}`).join('\n')}`
  if (entry.examples) command.addHelpText('after', examples)
  const asked = `bxi ${entry.isDefault ? first : entry.path} --help`
  command.showHelpAfterError(ru ? `(справка: ${asked})` : `(see: ${asked})`)
  // Whoever types the group alone runs this one, and looks for its flags in the help of the group.
  if (entry.isDefault) parent.addHelpText('after', () => `\n${command.helpInformation().trimEnd()}\n${examples}`)
  command.action(async (...given: unknown[]) => {
    const options: Record<string, unknown> = { ...command.opts() }
    for (const [index, { name }] of (entry.args ?? []).entries()) options[name.replace(/[<>[\].]/g, '')] = given[index]
    const module = await entry.load()
    outcome.code = await module.run(options as never, io)
  })
}

function optionOf({ flags, words, many, hidden }: Flag, lang: Lang): Option {
  const option = new Option(flags, words[lang]).hideHelp(hidden ?? false)
  return many ? option.argParser((value: string, before: string[] = []) => [...before, value]) : option
}
