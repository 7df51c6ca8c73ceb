import type { CommonOptions, Io } from './io.ts'
import { openConfig } from './open.ts'

/** `bxi config check`: every fault at once; silence is not an answer, so a good file says so. */
export async function run(options: CommonOptions, io: Io): Promise<number> {
  await openConfig(options, io)
  io.out(options.json ? JSON.stringify({ schema: 1, ok: true }) : io.lang === 'ru' ? 'Настройка в порядке.' : 'The configuration is sound.')
  return 0
}
