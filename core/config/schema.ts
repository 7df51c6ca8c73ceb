import * as z from 'zod'
import {
  atLeast,
  duration,
  filledText,
  httpUrl,
  httpUrlOrEmpty,
  listenAddress,
  oneOf,
  secret,
  share,
  shortId,
  size,
  table,
  tableOrDefaults,
  text,
} from './fields.ts'
import { ident, portal } from './schema-clinic.ts'
import { delivery, onec } from './schema-delivery.ts'
import { assistant, cloudpayments, shop, speech, telegram } from './schema-shop.ts'

const notify = z.discriminatedUnion(
  'kind',
  [
    table({ kind: z.literal('bitrix24'), user_id: atLeast(1) }),
    table({ kind: z.literal('telegram'), chat_id: z.int('whole') }),
    table({ kind: z.literal('email'), address: filledText() }),
    table({ kind: z.literal('webhook'), url: httpUrl(), secret: secret().default('') }),
  ],
  'notify',
)

/**
 * Every key of `bxi.toml` with its default. A world is on when its section is there; `state`, `net`, `http` and `alerts` are always there.
 * Keys keep the names they have in the file. Durations and sizes are checked and stay as they are written; secrets stay references
 * until they are resolved.
 */
export const configSchema = table({
  lang: z.exactOptional(oneOf(['ru', 'en'])),
  state: tableOrDefaults({
    dir: filledText().default('./state'),
    keep_days: atLeast(1).default(30),
    keep_payments: duration().default('5y'),
    outbox_limit: atLeast(1).default(1000),
    min_free: size().default('500MB'),
  }),
  net: tableOrDefaults({ proxy: httpUrlOrEmpty().default(''), ca_file: text().default('') }),
  portal: z.exactOptional(portal),
  ident: z.exactOptional(ident),
  onec: z.exactOptional(onec),
  delivery: z.exactOptional(delivery),
  shop: z.exactOptional(shop),
  telegram: z.exactOptional(telegram),
  cloudpayments: z.exactOptional(cloudpayments),
  assistant: z.exactOptional(assistant),
  speech: z.exactOptional(speech),
  http: tableOrDefaults({
    listen: listenAddress().default('127.0.0.1:8080'),
    tokens: z.array(table({ name: filledText(), scope: shortId(), token: secret() }), 'list').default([]),
  }),
  alerts: tableOrDefaults({
    errors_per_hour: share().default(0.1),
    /** A source or an agent that was not heard of for this long is silent. */
    silence: duration().default('15m'),
    heartbeat_url: httpUrlOrEmpty().default(''),
    heartbeat_secret: secret().default(''),
    /** Who this machine is to whoever listens; the name is what people read. */
    agent: tableOrDefaults({ id: shortId().default('bxi'), name: text().default('') }),
    mail: tableOrDefaults({ smtp: secret().default(''), from: filledText().default('bxi@localhost') }),
    /** Other machines that report to this one while `bxi schedule run` or the daemon listens on `http.listen`. */
    agents: z.array(table({ id: shortId(), name: filledText(), secret: secret(), silence: duration().default('10m') }), 'list').default([]),
    notify: z.array(notify, 'list').default([]),
  }),
})
