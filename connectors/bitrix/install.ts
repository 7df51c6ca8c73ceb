import type { Clock } from '../../core/ports/clock.ts'
import type { InstalledItem, InstallRequest } from '../../core/ports/crm.ts'
import type { Documents } from '../../core/ports/state.ts'
import type { BatchRunner } from './batches.ts'
import type { Command } from './client.ts'
import { asList } from './envelope.ts'
import { FIELD_COMMANDS, fieldStates } from './field-check.ts'
import { adviceOf, type CreateOptions, createMissing, type Looked } from './install-create.ts'
import { installFunnel } from './install-funnel.ts'
import { type StagePlan, stagePlans } from './install-stages.ts'
import { stagesEntity, stagesIn, valueOf } from './reference.ts'
import { type FieldNames, type WantedField, wantedFields } from './visit-fields.ts'

export interface InstallOptions {
  host: string
  batches: BatchRunner
  names: FieldNames
  /** Name or id of the funnel. */
  funnel: string
  /** Our stage → the portal's, from the configuration. */
  stages: Readonly<Partial<Record<string, string>>>
  documents: Documents
  clock: Clock
  /** After this a lost request can no longer commit. */
  settleMs: number
}

/** Funnel, stages, deal fields, contact field, in this order. See `PortalInstaller`. */
export async function installIdent(
  options: InstallOptions,
  { dryRun, lang = 'ru', onWait = () => undefined }: InstallRequest,
): Promise<InstalledItem[]> {
  const settled = async (): Promise<void> => {
    onWait(options.settleMs)
    await options.clock.sleep(options.settleMs)
  }
  const creating: CreateOptions = { host: options.host, batches: options.batches, dryRun, lang, settled, onWait }
  const funnel = await installFunnel({ ...options, ...creating })
  return [funnel.item, ...(await installStages(options, creating, funnel)), ...(await installFields(options, creating))]
}

async function installStages(
  { batches, stages: mapping }: InstallOptions,
  creating: CreateOptions,
  { id, item }: { id: string | undefined; item: InstalledItem },
): Promise<InstalledItem[]> {
  // Without a funnel there is nothing to put a stage into.
  if (item.state === 'refused') return []
  const entity = id === undefined ? undefined : stagesEntity(id)
  return createMissing(creating, async () => {
    const stages = entity === undefined ? [] : stagesIn(await directoryOf(batches, entity), entity)
    return (
      stagePlans(stages, mapping)
        // A funnel that does not exist yet will come with its final stages.
        .filter(({ wanted }) => entity !== undefined || wanted.kind === 'open')
        .map((plan) => stageItem(plan, entity, creating))
    )
  })
}

async function directoryOf(batches: BatchRunner, entity: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const [directory] = await batches.read([{ method: 'crm.status.list', params: { filter: { ENTITY_ID: entity }, order: { SORT: 'ASC' } } }])
  return asList(valueOf(directory))
}

function stageItem({ wanted, found, problem, sort }: StagePlan, entity: string | undefined, { lang }: CreateOptions): Looked {
  // A stage that people have renamed keeps our name in the report, with theirs beside it.
  const name = found && found.name !== wanted.name ? `${wanted.name} (${found.name})` : wanted.name
  const item = { kind: 'stage', name } as const
  if (problem) return { ...item, state: 'differs', ...adviceOf(problem, lang) }
  if (found) return { ...item, state: 'exists' }
  const fields = { ENTITY_ID: entity, STATUS_ID: wanted.code, NAME: wanted.name, SORT: sort, COLOR: wanted.color }
  return { item, command: { method: 'crm.status.add', params: { fields } } }
}

async function installFields({ batches, names }: InstallOptions, creating: CreateOptions): Promise<InstalledItem[]> {
  return createMissing(creating, async () => {
    const answers = (await batches.read(FIELD_COMMANDS)).map(valueOf)
    return fieldStates(wantedFields(names), answers).map(({ wanted, state, problem }): Looked => {
      const item = { kind: wanted.of === 'deal' ? 'deal field' : 'contact field', name: wanted.name } as const
      if (problem) return { ...item, state: 'differs', ...adviceOf(problem, creating.lang) }
      return state === 'there' ? { ...item, state: 'exists' } : { item, command: createField(wanted) }
    })
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
