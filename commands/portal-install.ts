import type { CommonOptions, Io } from './io.ts'
import { openRun } from './open.ts'
import { installText } from './print/install.ts'

/** `bxi portal install`: creates what bxi needs at the portal; exit 1 when something there differs and must be changed by hand. */
export async function run(options: CommonOptions & { dryRun?: boolean }, io: Io): Promise<number> {
  const kit = await openRun(options, io)
  try {
    const crm = await kit.crm()
    const items = await crm.installIdent({ dryRun: options.dryRun ?? false, lang: kit.words.lang })
    io.out(options.json ? JSON.stringify({ schema: 1, items }, undefined, 2) : installText(items, kit.words.lang))
    if (items.some(({ state }) => state === 'differs')) return 1
    return items.some(({ state }) => state === 'would_create') ? 2 : 0
  } finally {
    await kit.close()
  }
}
