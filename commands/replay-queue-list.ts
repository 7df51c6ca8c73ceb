import { Problem } from '../core/problem.ts'
import { queueGroups, waitingTickets } from '../jobs/queue-list.ts'
import type { CommonOptions, Io } from './io.ts'
import { zoneOf } from './moments.ts'
import { openTold } from './open.ts'
import { groupsCsv, groupsText, type QueueLine, ticketLine, ticketsCsv, ticketsText } from './print/queue.ts'

export interface ListOptions extends CommonOptions {
  cause?: string[]
  pipeline?: string[]
  each?: boolean
  format?: string
}

/** `bxi replay-queue list`: a view of this moment, beside whatever runs. */
export async function run(options: ListOptions, io: Io): Promise<number> {
  const format = options.json ? 'json' : (options.format ?? 'text')
  if (!['text', 'csv', 'json'].includes(format)) throw new Problem('usage.wrong', { given: `--format ${format}`, known: 'text | csv | json' })
  const kit = await openTold(options, io)
  const filter = { causes: options.cause ?? [], pipelines: options.pipeline ?? [] }
  const now = kit.clock.now()
  try {
    if (options.each) {
      const lines: QueueLine[] = []
      for await (const { partition, ticket } of waitingTickets(kit, filter)) lines.push(ticketLine(partition, ticket))
      if (format === 'json') io.out(JSON.stringify({ schema: 1, tickets: lines }, undefined, 2))
      else io.out(format === 'csv' ? ticketsCsv(lines, kit.words.lang) : ticketsText(lines, kit.words.lang, zoneOf(kit.config)))
      return 0
    }
    const groups = await queueGroups(kit, filter)
    if (format === 'json') io.out(JSON.stringify({ schema: 1, groups: groups.map(asIso) }, undefined, 2))
    else if (format === 'csv') io.out(groupsCsv(groups, kit.words.lang))
    else if (io.isTty && process.stdout.columns >= 60 && groups.length > 0)
      await (await import('./views/queue.tsx')).showGroups(groups, now, kit.words.lang)
    else io.out(groupsText(groups, now, kit.words.lang))
    return 0
  } finally {
    await kit.close()
  }
}

function asIso<T extends { oldest: number; nextDue?: number }>({ oldest, nextDue, ...group }: T) {
  return { ...group, oldest: new Date(oldest).toISOString(), ...(nextDue === undefined ? {} : { nextDue: new Date(nextDue).toISOString() }) }
}
