import type { CommandEntry } from './command-entry.ts'

/** `bxi state …`: care for the state folder. */
export const STATE_COMMANDS: readonly CommandEntry[] = [
  {
    path: 'state verify',
    words: {
      ru: 'проверить контрольные суммы всего состояния; можно рядом с работой; код 1, если что-то повреждено',
      en: 'check every checksum of the state, also while jobs run; exit 1 when something is damaged',
    },
    examples: ['bxi state verify', 'bxi state verify --json'],
    load: async () => ({ run: (await import('./state.ts')).verify }),
  },
  {
    path: 'state backup',
    words: {
      ru: 'снять резервную копию одним файлом; можно рядом с работой; файл не заменяется',
      en: 'a backup in one file, also while jobs run; never replaces a file',
    },
    args: [{ name: '<file>', words: { ru: 'новый файл, лучше на другом диске', en: 'a new file, best on another disk' } }],
    examples: ['bxi state backup /backup/bxi-$(date +%F).tgz'],
    load: async () => ({ run: (await import('./state.ts')).backup }),
  },
  {
    path: 'state restore',
    words: {
      ru: 'вернуть состояние из копии; прежнее остаётся рядом; всё ожидающее сначала проверяется на портале',
      en: 'put a backup in place; the state of before is kept beside it; whatever waits is looked up first',
    },
    args: [{ name: '<file>', words: { ru: 'файл от state backup', en: 'a file of state backup' } }],
    flags: [
      {
        flags: '--force',
        words: { ru: 'и тогда, когда нынешнее состояние новее копии', en: 'also when the present state is ahead of the backup' },
      },
    ],
    examples: ['bxi state restore /backup/bxi-2026-03-01.tgz', 'bxi state restore /backup/bxi-2026-03-01.tgz --force'],
    load: async () => ({ run: (await import('./state.ts')).restore }),
  },
  {
    path: 'state prune',
    words: {
      ru: 'убрать журналы старше state.keep_days и остатки прерванных запусков',
      en: 'remove what is older than state.keep_days and what crashes left',
    },
    examples: ['bxi state prune'],
    load: async () => ({ run: (await import('./state.ts')).prune }),
  },
  {
    path: 'state compact',
    words: {
      ru: 'свернуть журналы изменений в таблицы; занятое пропускается, тогда код 75',
      en: 'fold the logs into the tables; what is being worked on is left out, then exit 75',
    },
    examples: ['bxi state compact'],
    load: async () => ({ run: (await import('./state.ts')).compact }),
  },
]
