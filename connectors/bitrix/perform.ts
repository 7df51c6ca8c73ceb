import type { ContactRef, CrmStep, RequestTrace, StepsOutcome } from '../../core/ports/crm.ts'
import { Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import type { Command, CommandResult } from './client.ts'
import { asMap } from './envelope.ts'
import type { PortalReference } from './reference.ts'
import { encodeFields, type FieldNames } from './visit-fields.ts'
import type { ParamValue, Params } from './encode.ts'

export interface PerformOptions {
  batches: BatchRunner
  names: FieldNames
  originator: string
  reference: PortalReference
}

/** People first, because deals need their ids; leads last, because a closed lead cannot be found again by a restarted run. */
const PHASE = {
  create_contact: 0,
  add_phone: 1,
  claim_contact: 1,
  set_contact_patients: 1,
  create_deal: 1,
  patch_deal: 1,
  convert_lead: 2,
} as const satisfies Record<CrmStep['do'], number>
const PHASES = [0, 1, 2] as const

/** Quiet saves: no activity-stream noise, no notification to the responsible. */
const QUIET: Params = { REGISTER_SONET_EVENT: 'N' }

type RowIds = { contact?: string; deal?: string; lead?: string }

interface RowState {
  key: string
  steps: readonly CrmStep[]
  ids: RowIds
  result: StepsOutcome['result']
  problem?: Problem
  requests: RequestTrace[]
}

/** Steps of many rows, phase by phase, each phase in as few batches as the portal's speed allows. Never rejects for a row. */
export async function perform(rows: readonly { key: string; steps: readonly CrmStep[] }[], sending: () => Promise<void>, options: PerformOptions): Promise<StepsOutcome[]> {
  const states: RowState[] = rows.map(({ key, steps }) => ({ key, steps, ids: {}, result: 'done', requests: [] }))
  for (const phase of PHASES) {
    const calls = states
      .filter(({ result }) => result === 'done')
      .flatMap((state) => state.steps.filter((step) => PHASE[step.do] === phase).flatMap((step) => commandsOf(step, state.ids, options).map((command) => ({ state, step, command }))))
    if (calls.length === 0) continue
    const results = await options.batches.write(
      calls.map(({ command }) => command),
      sending,
    )
    calls.forEach(({ state, step, command }, index) => take(state, step, command, results[index]))
  }
  return states.map(({ key, result, problem, ids, requests }) => ({ key, result, ids, requests, ...(problem ? { problem } : {}) }))
}

/** Worse outcomes stand: what may have happened outranks what was refused, that outranks what was not sent. */
const RANK = { done: 0, unsent: 1, refused: 2, unknown: 3 } as const

function take(state: RowState, step: CrmStep, { method }: Command, answer: CommandResult | undefined): void {
  const result: CommandResult = answer ?? { kind: 'unknown', problem: new Problem('portal.uncertain', { host: '?', method }) }
  if (result.kind === 'ok') {
    state.requests.push({ method, outcome: 'done' })
    remember(state.ids, step, method, result.result)
    return
  }
  state.requests.push({ method, outcome: result.kind, code: result.problem.code })
  if (RANK[result.kind] <= RANK[state.result]) return
  state.result = result.kind
  state.problem = result.problem
}

function remember(ids: RowIds, step: CrmStep, method: string, answer: unknown): void {
  if (step.do === 'create_contact') ids.contact = String(answer)
  if (step.do === 'create_deal') ids.deal = method === 'crm.item.add' ? String(asMap(asMap(answer).item).id) : String(answer)
  if (step.do === 'convert_lead') ids.lead = step.leadId
}

function contactIdOf(contact: ContactRef | undefined, ids: RowIds): string | undefined {
  return contact === 'created' ? ids.contact : contact
}

function commandsOf(step: CrmStep, ids: RowIds, { names, originator, reference }: PerformOptions): Command[] {
  switch (step.do) {
    case 'create_contact':
      return [{ method: 'crm.contact.add', params: { fields: newContact(step.contact, names, originator), params: QUIET } }]
    case 'add_phone':
      return [updateContact(step.contactId, { PHONE: [{ VALUE: step.phone, VALUE_TYPE: 'MOBILE' }] })]
    case 'claim_contact':
      return [updateContact(step.contactId, { ORIGINATOR_ID: originator, ORIGIN_ID: step.origin })]
    case 'set_contact_patients':
      return [updateContact(step.contactId, { [names.patients]: step.patients })]
    case 'create_deal':
      return [createDeal(step, contactIdOf(step.contact, ids), names, originator, reference)]
    case 'patch_deal':
      return patchDeal(step, contactIdOf(step.contact, ids), names, reference)
    case 'convert_lead': {
      const contact = contactIdOf(step.contact, ids)
      const fields: Params = { STATUS_ID: reference.leadConvertedStage, ...(contact === undefined ? {} : { CONTACT_ID: contact }) }
      return [{ method: 'crm.lead.update', params: { id: step.leadId, fields, params: QUIET } }]
    }
    default: {
      const never: never = step
      return never
    }
  }
}

function updateContact(contactId: string, fields: Params): Command {
  return { method: 'crm.contact.update', params: { id: contactId, fields, params: QUIET } }
}

function newContact(contact: Extract<CrmStep, { do: 'create_contact' }>['contact'], names: FieldNames, originator: string): Params {
  return {
    OPENED: 'Y',
    ...(contact.lastName === undefined ? {} : { LAST_NAME: contact.lastName }),
    ...(contact.name === undefined ? {} : { NAME: contact.name }),
    ...(contact.secondName === undefined ? {} : { SECOND_NAME: contact.secondName }),
    ...(contact.phones.length === 0 ? {} : { PHONE: contact.phones.map((phone) => ({ VALUE: phone, VALUE_TYPE: 'MOBILE' })) }),
    ...(contact.origin === undefined ? {} : { ORIGINATOR_ID: originator, ORIGIN_ID: contact.origin }),
    ...(contact.patients === undefined ? {} : { [names.patients]: contact.patients }),
    ...(contact.responsibleId === undefined ? {} : { ASSIGNED_BY_ID: contact.responsibleId }),
  }
}

function createDeal({ deal }: Extract<CrmStep, { do: 'create_deal' }>, contactId: string | undefined, names: FieldNames, originator: string, reference: PortalReference): Command {
  const ours = encodeFields(deal.fields, names, reference.offsetMinutes)
  if (deal.leadId !== undefined) {
    // Only the universal method documents the link from a deal to its lead.
    const { OPPORTUNITY, IS_MANUAL_OPPORTUNITY, CURRENCY_ID, ...user } = ours
    const fields: Record<string, ParamValue> = {
      title: deal.title,
      categoryId: reference.funnel.id,
      stageId: deal.stage,
      originatorId: originator,
      originId: deal.origin,
      leadId: deal.leadId,
      ...(contactId === undefined ? {} : { contactIds: [contactId] }),
      ...(deal.responsibleId === undefined ? {} : { assignedById: deal.responsibleId }),
      ...(deal.comments === undefined ? {} : { comments: deal.comments }),
      ...(deal.source === undefined ? {} : { sourceId: deal.source }),
      ...(deal.sourceDescription === undefined ? {} : { sourceDescription: deal.sourceDescription }),
      ...(OPPORTUNITY === undefined ? {} : { opportunity: OPPORTUNITY, isManualOpportunity: IS_MANUAL_OPPORTUNITY, currencyId: CURRENCY_ID }),
      ...user,
    }
    return { method: 'crm.item.add', params: { entityTypeId: 2, useOriginalUfNames: 'Y', fields } }
  }
  const fields: Params = {
    TITLE: deal.title,
    CATEGORY_ID: reference.funnel.id,
    STAGE_ID: deal.stage,
    ORIGINATOR_ID: originator,
    ORIGIN_ID: deal.origin,
    ...(contactId === undefined ? {} : { CONTACT_IDS: [contactId] }),
    ...(deal.responsibleId === undefined ? {} : { ASSIGNED_BY_ID: deal.responsibleId }),
    ...ours,
  }
  return { method: 'crm.deal.add', params: { fields, params: QUIET } }
}

function patchDeal(step: Extract<CrmStep, { do: 'patch_deal' }>, contactId: string | undefined, names: FieldNames, reference: PortalReference): Command[] {
  const fields: Params = { ...encodeFields(step.fields, names, reference.offsetMinutes), ...(step.stage === undefined ? {} : { STAGE_ID: step.stage }) }
  const commands: Command[] = []
  // Added beside whoever else is linked: a replaced list would unlink people's own choices.
  if (contactId !== undefined) commands.push({ method: 'crm.deal.contact.add', params: { id: step.dealId, fields: { CONTACT_ID: contactId, IS_PRIMARY: 'Y' } } })
  if (Object.keys(fields).length > 0) commands.push({ method: 'crm.deal.update', params: { id: step.dealId, fields, params: QUIET } })
  return commands
}
