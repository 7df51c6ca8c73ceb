import type { Config } from '../core/config.ts'
import { checkSchema } from '../core/config/schema-faults.ts'

export interface ClinicConfigOptions {
  sources: readonly string[]
  settleMs: number
  pageRows?: number
  identity?: 'phone' | 'patient'
  manual?: readonly string[]
  timezone?: string
  /** Further keys of `[ident]`. */
  ident?: Readonly<Record<string, unknown>>
}

/** A sound configuration of the clinic world: the given sources, one branch each, everything else as it comes. */
export function clinicConfig({
  sources,
  settleMs,
  pageRows = 50,
  identity = 'phone',
  manual,
  timezone = 'Europe/Moscow',
  ident,
}: ClinicConfigOptions): Config {
  const checked = checkSchema({
    portal: { webhook: 'http://127.0.0.1/rest/1/x/', settle: `${settleMs}ms` },
    ident: {
      page_rows: pageRows,
      identity,
      ...(manual ? { manual_stages: manual } : {}),
      ...ident,
      sources: sources.map((id, place) => ({
        id,
        timezone,
        database: { server: '127.0.0.1', name: 'PZ', user: 'bxi', password: 'x' },
        branches: [{ key: 1, n: place + 1, name: 'Филиал' }],
      })),
    },
  })
  if ('faults' in checked) throw new Error(JSON.stringify(checked.faults))
  return checked.config
}
