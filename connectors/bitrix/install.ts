import type { InstalledItem } from '../../core/ports/crm.ts'
import type { BatchRunner } from './batches.ts'
import type { Command } from './client.ts'
import { asList, asMap } from './envelope.ts'
import { stagesEntity, valueOf } from './reference.ts'
import { type FieldNames, VISIT_FIELDS } from './visit-fields.ts'

/** Stages that bxi needs besides the two final ones every funnel has, in order. The portal takes short codes only. */
const STAGES = [
  { stage: 'CONSULTATION_SCHEDULED', code: 'CONSULT_SCHEDULED', name: 'Консультация назначена' },
  { stage: 'CONSULTATION_DONE', code: 'CONSULT_DONE', name: 'Консультация проведена' },
  { stage: 'PLAN_PRESENTATION', code: 'PLAN_PRESENTATION', name: 'Презентация плана' },
  { stage: 'PREPAYMENT_RECEIVED', code: 'PREPAYMENT', name: 'Получена предоплата' },
  { stage: 'TREATMENT', code: 'TREATMENT', name: 'Лечение' },
  { stage: 'WAITING_LIST', code: 'WAITING_LIST', name: 'Лист ожидания' },
] as const

export interface InstallOptions {
  batches: BatchRunner
  names: FieldNames
  /** Name or id of the funnel. */
  funnel: string
  /** Our stage → the portal's, from the configuration; a mapped stage that exists is not created. */
  stages: Readonly<Partial<Record<string, string>>>
  dryRun: boolean
}

/** Funnel, stages, deal fields, contact field: looks first, creates what is missing, reports what differs. Re-runnable. */
export async function installIdent(options: InstallOptions): Promise<InstalledItem[]> {
  const funnel = await installFunnel(options)
  const stages = await installStages(options, funnel.id)
  const fields = await installFields(options)
  return [funnel.item, ...stages, ...fields]
}

const once = async (): Promise<void> => undefined

async function createAll(
  options: InstallOptions,
  missing: readonly { command: Command; item: Omit<InstalledItem, 'state'> }[],
): Promise<InstalledItem[]> {
  if (options.dryRun) return missing.map(({ item }) => ({ ...item, state: 'would_create' }))
  const results = await options.batches.write(
    missing.map(({ command }) => command),
    once,
  )
  return missing.map(({ item }, index) => {
    valueOf(results[index])
    return { ...item, state: 'created' }
  })
}

async function installFunnel(options: InstallOptions): Promise<{ id: string | undefined; item: InstalledItem }> {
  const { batches, funnel } = options
  const [answer] = await batches.read([{ method: 'crm.category.list', params: { entityTypeId: 2 } }])
  const found = asList(asMap(valueOf(answer)).categories).find(
    ({ id, name }) => String(name).trim().toLowerCase() === funnel.trim().toLowerCase() || String(id) === funnel,
  )
  const item = { kind: 'funnel', name: funnel } as const
  if (found) return { id: String(found.id), item: { ...item, state: 'exists' } }
  if (options.dryRun) return { id: undefined, item: { ...item, state: 'would_create' } }
  const [made] = await batches.write([{ method: 'crm.category.add', params: { entityTypeId: 2, fields: { name: funnel, sort: 500 } } }], once)
  return { id: String(asMap(asMap(valueOf(made)).category).id), item: { ...item, state: 'created' } }
}

async function installStages(options: InstallOptions, funnelId: string | undefined): Promise<InstalledItem[]> {
  const entity = funnelId === undefined ? undefined : stagesEntity(funnelId)
  const present =
    entity === undefined
      ? []
      : asList(valueOf((await options.batches.read([{ method: 'crm.status.list', params: { filter: { ENTITY_ID: entity } } }]))[0]))
  const bare = (status: unknown): string => String(status).replace(/^C\d+:/, '')
  const items: InstalledItem[] = []
  const missing: Parameters<typeof createAll>[1][number][] = []
  const success = Math.min(...present.filter(({ SEMANTICS }) => SEMANTICS === 'S').map(({ SORT }) => Number(SORT)), 1_000)
  for (const [index, { stage, code, name }] of STAGES.entries()) {
    const mapped = options.stages[stage]
    const found = present.find(({ STATUS_ID, NAME }) =>
      mapped === undefined
        ? [stage, code].includes(bare(STATUS_ID) as typeof code) || NAME === name
        : STATUS_ID === mapped || bare(STATUS_ID) === mapped,
    )
    // A new stage must stand before the success stage.
    const sort = success - STAGES.length + index
    if (!found) {
      missing.push({
        item: { kind: 'stage', name },
        command: { method: 'crm.status.add', params: { fields: { ENTITY_ID: entity, STATUS_ID: code, NAME: name, SORT: sort } } },
      })
    } else if (found.SEMANTICS === 'S' || found.SEMANTICS === 'F') {
      items.push({
        kind: 'stage',
        name,
        state: 'differs',
        next: `${String(found.STATUS_ID)} is a final stage; set ident.stages.${stage} to one in progress`,
      })
    } else items.push({ kind: 'stage', name, state: 'exists' })
  }
  return [...items, ...(await createAll(options, missing))]
}

async function installFields(options: InstallOptions): Promise<InstalledItem[]> {
  const { batches, names } = options
  const [deal, contact] = await batches.read([
    { method: 'crm.deal.userfield.list', params: { order: { ID: 'ASC' } } },
    { method: 'crm.contact.userfield.list', params: { order: { ID: 'ASC' } } },
  ])
  const wanted = [
    ...(Object.keys(VISIT_FIELDS) as (keyof typeof VISIT_FIELDS)[])
      .filter((field) => VISIT_FIELDS[field].type !== 'amount')
      .map((field) => ({
        kind: 'deal field' as const,
        name: names.of(field),
        type: VISIT_FIELDS[field].type,
        multiple: 'N',
        label: VISIT_FIELDS[field].label.ru,
      })),
    { kind: 'contact field' as const, name: names.patients, type: 'string', multiple: 'Y', label: 'iDENT: пациенты' },
  ]
  const present = { 'deal field': asList(valueOf(deal)), 'contact field': asList(valueOf(contact)) }
  const items: InstalledItem[] = []
  const missing: Parameters<typeof createAll>[1][number][] = []
  for (const { kind, name, type, multiple, label } of wanted) {
    const found = present[kind].find(({ FIELD_NAME }) => FIELD_NAME === name)
    if (found) {
      const isSame = found.USER_TYPE_ID === type && found.MULTIPLE === multiple
      const next = `${name}: type ${String(found.USER_TYPE_ID)}${found.MULTIPLE === 'Y' ? ', multiple' : ''}; needed: ${type}${multiple === 'Y' ? ', multiple' : ''}. Rename it or set ident.fields`
      items.push(isSame ? { kind, name, state: 'exists' } : { kind, name, state: 'differs', next })
      continue
    }
    const fields = {
      FIELD_NAME: name.replace(/^UF_CRM_/, ''),
      USER_TYPE_ID: type,
      MULTIPLE: multiple,
      LABEL: label,
      XML_ID: `bxi.${name}`,
      SHOW_FILTER: 'N',
    }
    missing.push({
      item: { kind, name },
      command: { method: kind === 'deal field' ? 'crm.deal.userfield.add' : 'crm.contact.userfield.add', params: { fields } },
    })
  }
  return [...items, ...(await createAll(options, missing))]
}
