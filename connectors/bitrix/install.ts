import type { InstalledItem } from '../../core/ports/crm.ts'
import { type Lang, Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import type { Command } from './client.ts'
import { asList, asMap } from './envelope.ts'
import { FIELD_COMMANDS, fieldStates } from './field-check.ts'
import { type StagePlan, stagePlans } from './install-stages.ts'
import { funnelNamed, funnelsIn, stagesEntity, stagesIn, valueOf } from './reference.ts'
import { type FieldNames, type WantedField, wantedFields } from './visit-fields.ts'

export interface InstallOptions {
  batches: BatchRunner
  names: FieldNames
  /** Name or id of the funnel. */
  funnel: string
  /** Our stage → the portal's, from the configuration. */
  stages: Readonly<Partial<Record<string, string>>>
  dryRun: boolean
  /** Language of the advice. */
  lang: Lang
}

type Item = Omit<InstalledItem, 'state' | 'next'>

/** Something that is missing, and the command that creates it. */
interface Missing {
  item: Item
  command: Command
}

/**
 * Funnel, stages, deal fields, contact field: looks first, creates what is missing, tells what differs and what to change by hand. Never changes what
 * exists; twice is harmless. Rejects when the portal refuses: what was created until then stays and is found by the next run.
 */
export async function installIdent(options: InstallOptions): Promise<InstalledItem[]> {
  const funnel = await installFunnel(options)
  return [funnel.item, ...(await installStages(options, funnel.id)), ...(await installFields(options))]
}

async function installFunnel(options: InstallOptions): Promise<{ id: string | undefined; item: InstalledItem }> {
  const { batches, funnel: wanted, dryRun } = options
  const [categories] = await batches.read([{ method: 'crm.category.list', params: { entityTypeId: 2 } }])
  const funnels = funnelsIn(valueOf(categories))
  const found = funnelNamed(funnels, wanted)
  if (found) return { id: found.id, item: { kind: 'funnel', name: found.name, state: 'exists' } }
  // An id is given by the portal; nobody can create the funnel 7.
  if (/^\d+$/.test(wanted.trim())) throw new Problem('portal.funnel-missing', { wanted, found: funnels.map(({ name }) => name).join(', ') })
  const item = { kind: 'funnel', name: wanted } as const
  if (dryRun) return { id: undefined, item: { ...item, state: 'would_create' } }
  const [made] = await batches.write([{ method: 'crm.category.add', params: { entityTypeId: 2, fields: { name: wanted, sort: 500 } } }], atOnce)
  return { id: String(asMap(asMap(valueOf(made)).category).id), item: { ...item, state: 'created' } }
}

async function installStages(options: InstallOptions, funnelId: string | undefined): Promise<InstalledItem[]> {
  const entity = funnelId === undefined ? undefined : stagesEntity(funnelId)
  const stages = entity === undefined ? [] : stagesIn(await directoryOf(options.batches, entity), entity)
  // A funnel that does not exist yet will come with its final stages.
  const plans = stagePlans(stages, options.stages).filter(({ wanted }) => entity !== undefined || wanted.kind === 'open')
  return install(options, plans, (plan) => stageItem(plan, entity, options.lang))
}

async function directoryOf(batches: BatchRunner, entity: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const [directory] = await batches.read([{ method: 'crm.status.list', params: { filter: { ENTITY_ID: entity }, order: { SORT: 'ASC' } } }])
  return asList(valueOf(directory))
}

function stageItem({ wanted, found, problem, sort }: StagePlan, entity: string | undefined, lang: Lang): InstalledItem | Missing {
  const item = { kind: 'stage', name: found?.name ?? wanted.name } as const
  if (problem) return { ...item, state: 'differs', next: advice(problem, lang) }
  if (found) return { ...item, state: 'exists' }
  const fields = { ENTITY_ID: entity, STATUS_ID: wanted.code, NAME: wanted.name, SORT: sort, COLOR: wanted.color }
  return { item, command: { method: 'crm.status.add', params: { fields } } }
}

async function installFields(options: InstallOptions): Promise<InstalledItem[]> {
  const answers = (await options.batches.read(FIELD_COMMANDS)).map(valueOf)
  return install(options, fieldStates(wantedFields(options.names), answers), ({ wanted, state, problem }) => {
    const item = { kind: wanted.of === 'deal' ? 'deal field' : 'contact field', name: wanted.name } as const
    if (problem) return { ...item, state: 'differs', next: advice(problem, options.lang) }
    return state === 'there' ? { ...item, state: 'exists' } : { item, command: createField(wanted) }
  })
}

function createField({ of, name, type, isMultiple, label }: WantedField): Command {
  const labels = { LABEL: label.ru, EDIT_FORM_LABEL: label, LIST_COLUMN_LABEL: label, LIST_FILTER_LABEL: label }
  const fields = {
    FIELD_NAME: name.replace(/^UF_CRM_/, ''),
    USER_TYPE_ID: type,
    MULTIPLE: isMultiple ? 'Y' : 'N',
    MANDATORY: 'N',
    SHOW_FILTER: 'N',
    ...labels,
  }
  return { method: `crm.${of}.userfield.add`, params: { fields } }
}

/** Says of each thing what it is; creates the missing ones together. The order of the things is kept. */
async function install<T>(
  { batches, dryRun }: InstallOptions,
  things: readonly T[],
  look: (thing: T) => InstalledItem | Missing,
): Promise<InstalledItem[]> {
  const looked = things.map(look)
  const missing = looked.filter((one): one is Missing => 'command' in one)
  const results =
    dryRun || missing.length === 0
      ? []
      : await batches.write(
          missing.map(({ command }) => command),
          atOnce,
        )
  for (const result of results) valueOf(result)
  return looked.map((one) => ('command' in one ? { ...one.item, state: dryRun ? 'would_create' : 'created' } : one))
}

/** There is no intent to renew: whatever becomes of a creation, the next run sees it. */
function atOnce(): Promise<void> {
  return Promise.resolve()
}

function advice(problem: Problem, lang: Lang): string {
  const { why, next } = problem.text(lang)
  return `${why} ${next}`
}
