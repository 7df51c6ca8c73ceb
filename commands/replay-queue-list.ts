import { Problem } from '../core/problem.ts'
import { Damage } from '../jobs/damage.ts'
import { type QueueFilter, queueGroups, waitingTickets } from '../jobs/queue-list.ts'
import type { Kit } from '../jobs/wiring.ts'
import type { CommonOptions, Io } from './io.ts'
import { zoneOf } from './moments.ts'
import { openTold } from './open.ts'
import { tellDamage } from './print/damage.ts'
import { emptyText, groupJson, groupsCsv, groupsText, type QueueLine, ticketLine, ticketsCsv, ticketsText } from './print/queue.ts'

export interface ListOptions extends CommonOptions {
  cause?: string[]
  pipeline?: string[]
  each?: boolean
  format?: string
}

/** `bxi replay-queue list`: a view of this moment, beside whatever runs. Exit 0; 74 when a part of it cannot be read. */
export async function run(options: ListOptions, io: Io): Promise<number> {
  const format = options.json ? 'json' : (options.format ?? 'text')
  if (!['text', 'csv', 'json'].includes(format)) throw new Problem('usage.wrong', { given: `--format ${format}`, known: 'text | csv | json' })
  const kit = await openTold(options, io)
  const filter = { causes: options.cause ?? [], pipelines: options.pipeline ?? [] }
  const now = kit.clock.now()
  const zone = zoneOf(kit.config)
  const damage = new Damage()
  try {
    if (options.each) {
      const lines: QueueLine[] = []
      for await (const { partition, ticket } of waitingTickets(kit, filter, damage)) lines.push(ticketLine(partition, ticket))
      if (format === 'text' && lines.length === 0) io.out(await nothingText(kit, filter, damage))
      else if (format === 'json') io.out(JSON.stringify({ schema: 1, tickets: lines, damaged: damage.files }, undefined, 2))
      else io.out(format === 'csv' ? ticketsCsv(lines, kit.words.lang, zone) : ticketsText(lines, kit.words.lang, zone))
      return tellDamage(damage, kit.words.lang, io)
    }
    const groups = await queueGroups(kit, filter, damage)
    if (format === 'json')
      io.out(JSON.stringify({ schema: 1, groups: groups.map((group) => groupJson(group, kit.words.lang)), damaged: damage.files }, undefined, 2))
    else if (format === 'csv') io.out(groupsCsv(groups, kit.words.lang, zone))
    else if (groups.length === 0) io.out(await nothingText(kit, filter, damage))
    else if (io.isTty && process.stdout.columns >= 60) await (await import('./views/queue.tsx')).showGroups(groups, now, kit.words.lang)
    else io.out(groupsText(groups, now, kit.words.lang))
    return tellDamage(damage, kit.words.lang, io)
  } finally {
    await kit.close()
  }
}

/** Nothing waits, or nothing of what was asked for. */
async function nothingText(kit: Kit, { causes, pipelines }: QueueFilter, damage: Damage): Promise<string> {
  const others = causes.length + pipelines.length > 0 ? await queueGroups(kit, { causes: [], pipelines: [] }, damage) : []
  return emptyText(others, kit.words.lang)
}
