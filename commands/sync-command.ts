import type { FLOW_CARDS } from '../jobs/catalog.ts'
import type { CommandEntry } from './command-entry.ts'

/** The command of a flow, made from its card; the flow itself is loaded when the command runs. */
export function syncCommand({ name, argv, purpose, scopeFlag }: (typeof FLOW_CARDS)[number]): CommandEntry {
  const path = argv.join(' ')
  return {
    path,
    words: { ru: `один цикл: ${purpose.ru}`, en: `one cycle: ${purpose.en}` },
    flags: [
      { flags: `--${scopeFlag} <id>`, words: { ru: 'только этот (можно повторять)', en: 'only this one (repeatable)' }, many: true },
      {
        flags: '--since <moment>',
        words: {
          ru: 'прочитать изменённое с этого момента: 2026-03-01, 10:30, 2ч, 7д; курсор не двигается',
          en: 'read what changed since: 2026-03-01, 10:30, 2h, 7d; the cursor does not move',
        },
      },
      { flags: '--full', words: { ru: 'перечитать всё окно', en: 'read the whole window again' } },
      { flags: '--dry-run', words: { ru: 'показать, что изменилось бы, и ничего не менять', en: 'show what would change and change nothing' } },
      { flags: '--plan <file>', words: { ru: 'то же, и записать план для bxi apply', en: 'the same, and save the plan for bxi apply' } },
    ],
    examples: [`bxi ${path}`, `bxi ${path} --${scopeFlag} main --dry-run`, `bxi ${path} --since yesterday`],
    load: async () => {
      const { runSync } = await import('./sync.ts')
      return { run: (options: Record<string, string[] | undefined>, io) => runSync(name, options[scopeFlag] ?? [], options, io) }
    },
  }
}
