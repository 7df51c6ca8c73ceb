import { Problem } from '../core/problem.ts'
import { Damage } from '../jobs/damage.ts'
import { readServiceLevels } from '../jobs/service-levels.ts'
import type { CommonOptions, Io } from './io.ts'
import { momentOf, zoneOf } from './moments.ts'
import { openTold } from './open.ts'
import { tellDamage } from './print/damage.ts'
import { sloJson, sloText } from './print/slo.ts'

export interface SloOptions extends CommonOptions {
  since?: string
  until?: string
}

const DEFAULT_SINCE = '7d'

/** `bxi slo`: how well every source was served, out of the history of runs. Exit 0; 74 when records of runs are damaged. */
export async function run(options: SloOptions, io: Io): Promise<number> {
  const kit = await openTold(options, io)
  try {
    const zone = zoneOf(kit.config)
    const now = kit.clock.now()
    const since = momentOf('--since', options.since ?? DEFAULT_SINCE, now, zone)
    const until = Math.min(now, options.until === undefined ? now : momentOf('--until', options.until, now, zone))
    if (since >= until)
      throw new Problem('usage.wrong', {
        given: `--since ${options.since ?? DEFAULT_SINCE} --until ${options.until ?? 'now'}`,
        known: '--since < --until',
      })
    const damage = new Damage()
    const levels = await readServiceLevels(kit, since, until, damage)
    const report = { since, until, levels, damaged: damage.files }
    io.out(options.json ? sloJson(report) : sloText(report, kit.words, zone))
    return tellDamage(damage, kit.words.lang, io)
  } finally {
    await kit.close()
  }
}
