import type { Config } from '../../core/config.ts'
import { Problem } from '../../core/problem.ts'
import { durationMs } from '../../core/units.ts'
import type { Flow } from '../flow.ts'
import { identVisits, VISITS, type VisitPipelineOptions } from './index.ts'
import { lookAtVisit } from './look-live.ts'
import { stageTable } from './stages.ts'

/** Visits of the sources in `[[ident.sources]]` → the portal in `[portal]`. */
export const flow: Flow = {
  name: VISITS,
  scopesOf: ({ ident }) => (ident?.sources ?? []).map(({ id }) => id),
  settingsOf: (config) => ({ pageRows: sectionsOf(config).ident.page_rows, settleMs: durationMs(sectionsOf(config).portal.settle) }),
  async open(id, memory, { config, crm, clinicSource }) {
    const source = await clinicSource(id)
    return {
      pipeline: identVisits({ ...visitRules(config, id), source, crm, memory }),
      notes: () => source.notes().map(({ code, params }) => ({ code: `source-${code}`, params })),
      close: () => source.close(),
    }
  },
  lookLive: lookAtVisit,
}

/** The configuration of one source in the words of the pipeline. @throws Problem `config.section-missing` */
export function visitRules(config: Config, id: string): Omit<VisitPipelineOptions, 'source' | 'crm' | 'memory'> {
  const { ident } = sectionsOf(config)
  const source = ident.sources.find((one) => one.id === id)
  if (!source) throw new Problem('usage.wrong', { why: `${id}: ${ident.sources.map((known) => known.id).join(' | ')}` })
  return {
    rules: {
      source: id,
      timezone: source.timezone,
      branches: source.branches.map(({ key, n, name, responsible }) => ({
        key: String(key),
        n,
        name,
        responsibleId: responsible === undefined ? undefined : String(responsible),
      })),
      unknownBranch: source.unknown_branch === 'reject' ? undefined : source.unknown_branch,
      amountFrom: source.amount_from,
      noShowAfterMs: ident.no_show_after === '' ? undefined : durationMs(ident.no_show_after),
    },
    table: stageTable(ident.stage_table),
    identity: ident.identity,
    funnel: { mapping: ident.stages, manual: ident.manual_stages },
  }
}

function sectionsOf({ ident, portal }: Config) {
  if (!ident) throw new Problem('config.section-missing', { section: 'ident', command: 'bxi sync ident' })
  if (!portal) throw new Problem('config.section-missing', { section: 'portal', command: 'bxi sync ident' })
  return { ident, portal }
}
