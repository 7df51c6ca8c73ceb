import { showTickets } from '../jobs/queue-show.ts'
import type { CommonOptions, Io } from './io.ts'
import { zoneOf } from './moments.ts'
import { openTold } from './open.ts'
import { shownJson, shownText } from './print/queue-show.ts'

/** `bxi replay-queue show KEY`: everything about one waiting delivery, in every partition that has it. */
export async function run(options: CommonOptions & { key: string; pipeline?: string[] }, io: Io): Promise<number> {
  const kit = await openTold(options, io)
  try {
    const shown = await showTickets(kit, options.key, { causes: [], pipelines: options.pipeline ?? [] }, io.signal)
    if (options.json) io.out(JSON.stringify({ schema: 1, tickets: shown.map((one) => shownJson(one, kit.words)) }, undefined, 2))
    else io.out(shown.map((one) => shownText(one, kit.words, zoneOf(kit.config))).join('\n\n'))
    return 0
  } finally {
    await kit.close()
  }
}
