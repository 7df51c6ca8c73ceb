import { configWarnings } from '../core/config.ts'
import type { CommonOptions, Io } from './io.ts'
import { openConfig } from './open.ts'

/** `bxi config check`: every fault at once, then what is allowed and not wise; silence is not an answer, so a good file says so. */
export async function run(options: CommonOptions, io: Io): Promise<number> {
  const config = await openConfig(options, io)
  const lang = config?.lang ?? io.lang
  const warnings = config ? configWarnings(config, io.environment, lang) : []
  if (options.json) io.out(JSON.stringify({ schema: 1, ok: true, warnings }))
  else {
    const head = lang === 'ru' ? 'Внимание: ' : 'Warning: '
    io.out([lang === 'ru' ? 'Настройка в порядке.' : 'The configuration is sound.', ...warnings.map((text) => `${head}${text}`)].join('\n'))
  }
  return 0
}
