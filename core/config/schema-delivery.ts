import * as z from 'zod'
import { atLeast, duration, filledText, httpUrl, secret, share, table, text, zone } from './fields.ts'

export const onec = table({
  url: httpUrl(),
  user: filledText(),
  password: secret(),
  timezone: zone(),
  settle: duration().default('120s'),
  /** GUID of the node of the exchange plan; empty: polling. */
  exchange_node: z
    .string('guid')
    .regex(/^(?:[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})?$/i, 'guid')
    .default(''),
  exchange_plan: text().default(''),
})

export const delivery = table({
  group_id: atLeast(1),
  page_url: httpUrl(),
  cash_tolerance: share().default(0.003),
  subscribers: z.array(table({ url: httpUrl(), secret: secret() }), 'list').default([]),
})
