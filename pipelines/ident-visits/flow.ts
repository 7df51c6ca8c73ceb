import type { Config } from '../../core/config.ts'
import { Problem } from '../../core/problem.ts'
import { durationMs } from '../../core/units.ts'
import type { Flow } from '../flow.ts'
import { identVisits, VISITS, type VisitPipelineOptions } from './index.ts'
import { lookAtVisit } from './look-live.ts'
import { stageTable } from './stages.ts'
import { vanishingCheck } from './vanishing-check.ts'

/** Visits of the sources in `[[ident.sources]]` → the portal in `[portal]`. */
export const flow: Flow = {
  name: VISITS,
  scopesOf: ({ ident }) => (ident?.sources ?? []).map(({ id }) => id),
  settingsOf: (config) => ({ pageRows: sectionsOf(config).ident.page_rows, settleMs: durationMs(sectionsOf(config).portal.settle) }),
  async open(id, memory, { config, crm, imagined, clinicSource, clock, documents }) {
    const source = await clinicSource(id)
    const { ident } = sectionsOf(config)
    const vanishing = vanishingCheck(
      { everyMs: neverOrMs(ident.deleted_every), windowMs: durationMs(ident.first_window) },
      { documents, clock, source: id },
    )
    return {
      pipeline: identVisits({ ...visitRules(config, id), source, crm, imagined, memory, vanishing }),
      notes: () => [...source.notes().map(({ code, params }) => ({ code: `source-${code}`, params })), ...vanishing.notes()],
      close: () => source.close(),
    }
  },
  lookLive: lookAtVisit,
}

/** The configuration of one source in the words of the pipeline. @throws Problem `config.section-missing` */
export function visitRules(config: Config, id: string): Omit<VisitPipelineOptions, 'source' | 'crm' | 'memory' | 'vanishing'> {
  const { ident } = sectionsOf(config)
  const source = ident.sources.find((one) => one.id === id)
  if (!source) throw new Problem('usage.wrong', { given: `--source ${id}`, known: ident.sources.map((known) => known.id).join(' | ') })
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
      noShowAfterMs: neverOrMs(ident.no_show_after),
    },
    table: stageTable(ident.stage_table),
    // managers and administrators read it, whatever the locale of this machine
    ...(ident.notify_manual ? { telling: { lang: config.lang ?? 'ru' } } : {}),
    identity: ident.identity,
    funnel: { mapping: ident.stages, manual: ident.manual_stages, deleted: ident.deleted_stage, fields: ident.fields },
  }
}

/** The empty text is never. */
function neverOrMs(duration: string): number | undefined {
  return duration === '' ? undefined : durationMs(duration)
}

function sectionsOf({ ident, portal }: Config) {
  if (!ident) throw new Problem('config.section-missing', { section: 'ident', command: 'bxi sync ident' })
  if (!portal) throw new Problem('config.section-missing', { section: 'portal', command: 'bxi sync ident' })
  return { ident, portal }
}
