import { type OrderRequest, orderTickets } from '../jobs/queue-orders.ts'
import type { CommonOptions, Io } from './io.ts'
import { openRun } from './open.ts'
import { orderJson, ordersText } from './print/queue-orders.ts'

interface OrderOptions extends CommonOptions {
  key?: string[]
  cause?: string[]
  pipeline?: string[]
  freeLane?: boolean
}

/** `bxi replay-queue release KEY…`: all chances again, now. */
export function release(options: OrderOptions, io: Io): Promise<number> {
  return order('release', options, io)
}

/** `bxi replay-queue bury KEY…`: given up until a newer version comes. */
export function bury(options: OrderOptions, io: Io): Promise<number> {
  return order('bury', options, io)
}

/** Both work beside a running job: the order goes through the inbox, and whoever holds the partition carries it out. */
async function order(verb: OrderRequest['order'], options: OrderOptions, io: Io): Promise<number> {
  const kit = await openRun(options, io)
  try {
    const { key = [], cause = [], pipeline = [], freeLane = false } = options
    const results = await orderTickets(kit, { order: verb, keys: key, causes: cause, pipelines: pipeline, freeLane })
    io.out(options.json ? JSON.stringify({ schema: 1, orders: results.map(orderJson) }, undefined, 2) : ordersText(results, kit.words.lang))
    return 0
  } finally {
    await kit.close()
  }
}
