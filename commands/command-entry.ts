import type { Io } from './io.ts'

/** The same in both languages. */
export type Words = { ru: string; en: string }

export interface Flag {
  /** As commander writes it: `--since <iso>`. */
  flags: string
  words: Words
  /** Collects repetitions into a list. */
  many?: boolean
  /** Understood, but not shown in the help: what this command refuses with a reason. */
  hidden?: boolean
}

/** One command as the operator types it. The module behind it is loaded only when it runs. */
export interface CommandEntry {
  path: string
  words: Words
  args?: readonly { name: string; words: Words }[]
  flags?: readonly Flag[]
  examples?: readonly string[]
  /** Runs when its group is named without a command. */
  isDefault?: true
  load(): Promise<{ run(options: never, io: Io): Promise<number> }>
}
