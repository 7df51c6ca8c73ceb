import * as z from 'zod'
import { RECEPTION_STATUSES } from '../ports/clinic.ts'
import type { VisitDealField } from '../ports/crm.ts'
import { AUTOMATIC_STAGES, PEOPLE_STAGES } from '../visit-stages.ts'
import {
  atLeast,
  duration,
  durationOrNever,
  filledText,
  flag,
  oneOf,
  positive,
  secret,
  shortId,
  someOf,
  table,
  tableOrDefaults,
  text,
  zone,
} from './fields.ts'

const QUERY_NAMES = ['changes', 'changes_window', 'receptions', 'services', 'journal', 'branches', 'alive', 'plans', 'plan_lines'] as const

/** Our field → its key in `[ident.fields]`. */
const FIELD_KEYS = {
  externalId: 'external_id',
  patient: 'patient',
  phone: 'phone',
  card: 'card',
  patientId: 'patient_id',
  start: 'start',
  end: 'end',
  branch: 'branch',
  room: 'room',
  doctor: 'doctor',
  speciality: 'speciality',
  services: 'services',
  sumKopecks: 'sum',
  status: 'status',
  created: 'created',
  changed: 'changed',
  comment: 'comment',
  cancelReason: 'cancel_reason',
} as const satisfies Record<VisitDealField, string>

export const portal = table({
  webhook: secret(),
  timezone: zone().default('Europe/Moscow'),
  per_second: positive().default(2),
  burst: atLeast(1).default(50),
  parallel: atLeast(1, 50).default(3),
  operating_limit: duration().default('480s'),
  settle: duration().default('75s'),
  app: tableOrDefaults({ client_id: text().default(''), client_secret: secret().default('') }),
})

const database = table({
  server: filledText(),
  port: atLeast(1, 65_535).default(1433),
  /** A named instance; then the port is asked of the SQL Browser. */
  instance: text().default(''),
  name: filledText(),
  user: filledText(),
  password: secret(),
  encrypt: oneOf(['off', 'on', 'required']).default('off'),
  /** Windows domain of the account: NTLM. */
  domain: text().default(''),
  /** TLS 1.0 and old signatures, for servers that know no better. */
  legacy_tls: flag().default(false),
  ca_file: text().default(''),
  /** The name the certificate was issued for, when it is not `server`. */
  certificate_name: text().default(''),
})

const branch = table({
  key: z.union([z.int(), z.string().min(1)], 'key'),
  n: atLeast(1),
  name: z.exactOptional(filledText()),
  responsible: z.exactOptional(atLeast(1)),
})

const source = table({
  id: shortId(),
  timezone: zone(),
  database,
  profile: filledText().default('ident'),
  queries: someOf(QUERY_NAMES, filledText()).prefault({}),
  branch_from: oneOf(['chair', 'order', 'order-then-chair']).default('chair'),
  amount_from: oneOf(['lines', 'journal']).default('lines'),
  unknown_branch: z.union([z.literal('reject'), z.int().min(1)], 'reject_or_branch').default('reject'),
  branches: z.array(branch, 'list').min(1, 'filled_list'),
  connect_timeout: duration().default('10s'),
  lock_timeout: duration().default('5s'),
  query_timeout: duration().default('30s'),
  read_uncommitted: flag().default(false),
})

const stageOfStatus = someOf(RECEPTION_STATUSES, oneOf(AUTOMATIC_STAGES)).prefault({})

export const ident = table({
  pipeline: z.union([z.string().min(1), z.int().min(0)], 'name_or_id').default('Ident'),
  page_rows: atLeast(1, 500).default(50),
  overlap: duration().default('15m'),
  first_window: duration().default('60d'),
  identity: oneOf(['phone', 'patient']).default('phone'),
  manual_stages: z.array(oneOf([...AUTOMATIC_STAGES, ...PEOPLE_STAGES]), 'list').default([...PEOPLE_STAGES]),
  /** A deal's responsible is notified at the portal when its visit waits for a person. Needs the scope `im`. */
  notify_manual: flag().default(false),
  no_show_after: durationOrNever().default(''),
  /** Where deals of visits deleted in iDENT go: one of our stages or a STATUS_ID; empty leaves them to people. */
  deleted_stage: text().default(''),
  /** How often deleted visits are looked for; empty: never. */
  deleted_every: durationOrNever().default('1h'),
  plan_snapshot: flag().default(false),
  stages: someOf([...AUTOMATIC_STAGES, ...PEOPLE_STAGES], filledText()).prefault({}),
  stage_table: tableOrDefaults({ consultation: stageOfStatus, treatment: stageOfStatus }),
  /** Portal fields that an administrator renamed. */
  fields: someOf(Object.values(FIELD_KEYS), filledText()).prefault({}).transform(namesByField),
  sources: z.array(source, 'list').min(1, 'filled_list'),
})

function namesByField(names: Readonly<Partial<Record<string, string>>>): Partial<Record<VisitDealField, string>> {
  const given = Object.entries(FIELD_KEYS).filter(([, key]) => names[key] !== undefined)
  return Object.fromEntries(given.map(([field, key]) => [field, names[key]]))
}
