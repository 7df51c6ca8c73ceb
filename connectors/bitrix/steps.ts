import type { ContactRef, CrmId, CrmStep, NewContact, NewDeal } from '../../core/ports/crm.ts'
import type { Command } from './client.ts'
import type { ParamValue, Params } from './encode.ts'
import { asMap } from './envelope.ts'
import { notification } from './notify.ts'
import type { PortalReference } from './reference.ts'
import { encodeFields, type FieldNames } from './visit-fields.ts'

export interface StepContext {
  names: FieldNames
  originator: string
  /** `https://<host>`, as people open the portal. */
  address: string
  reference: PortalReference
  /** The contact that an earlier step of the same row made. */
  createdContact: CrmId | undefined
}

/** Quiet saves: no activity-stream noise, no notification to the responsible. */
const QUIET: Params = { REGISTER_SONET_EVENT: 'N' }

/** The commands of one step, in order. Pure. Source of the method and field names: the portal's REST reference. */
export function commandsOf(step: CrmStep, context: StepContext): Command[] {
  switch (step.do) {
    case 'create_contact':
      return [createContact(step.contact, context)]
    case 'add_phone':
      return [updateContact(step.contactId, { PHONE: [{ VALUE: step.phone, VALUE_TYPE: 'MOBILE' }] })]
    case 'claim_contact':
      return [updateContact(step.contactId, { ORIGINATOR_ID: context.originator, ORIGIN_ID: step.origin })]
    case 'set_contact_patients':
      return [updateContact(step.contactId, { [context.names.patients]: step.patients })]
    case 'create_deal':
      return [createDeal(step.deal, contactOf(step.contact, context), context)]
    case 'patch_deal':
      return patchDeal(step, contactOf(step.contact, context), context)
    case 'convert_lead':
      return [convertLead(step.leadId, contactOf(step.contact, context), context)]
    case 'delete_contact':
      return [{ method: 'crm.contact.delete', params: { id: step.contactId } }]
    case 'notify_responsible':
      return [{ ...notification({ ...step, text: `${step.text}\n${dealLink(step.dealId, context)}` }), isAside: true }]
    default: {
      const never: never = step
      return never
    }
  }
}

/** The id of what a command created; undefined for an answer that names none. Pure. */
export function createdId(answer: unknown): CrmId | undefined {
  const id = typeof answer === 'object' ? asMap(asMap(answer).item).id : answer
  return /^[1-9]\d*$/.test(String(id)) ? String(id) : undefined
}

function dealLink(id: CrmId, { address }: StepContext): string {
  return `[URL]${address}/crm/deal/details/${id}/[/URL]`
}

function contactOf(contact: ContactRef | undefined, { createdContact }: StepContext): CrmId | undefined {
  return contact === 'created' ? createdContact : contact
}

/** Without the members that are undefined: what is not named stays as the portal makes it. */
function given(fields: Readonly<Record<string, ParamValue>>): Params {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function createContact(contact: NewContact, { names, originator }: StepContext): Command {
  const { lastName, name, secondName, phones, origin, patients, responsibleId, leadId } = contact
  if (leadId !== undefined) {
    // Only the universal method documents the link from a contact to its lead.
    const fm = phones.map((phone) => ({ typeId: 'PHONE', valueType: 'MOBILE', value: phone }))
    const origins = { originatorId: origin === undefined ? undefined : originator, originId: origin }
    const fields = {
      opened: 'Y',
      lastName,
      name,
      secondName,
      ...origins,
      assignedById: responsibleId,
      leadId,
      [names.patients]: patients,
      fm: fm.length === 0 ? undefined : fm,
    }
    return { method: 'crm.item.add', params: { entityTypeId: 3, useOriginalUfNames: 'Y', fields: given(fields) } }
  }
  const fields = {
    OPENED: 'Y',
    LAST_NAME: lastName,
    NAME: name,
    SECOND_NAME: secondName,
    PHONE: phones.length === 0 ? undefined : phones.map((phone) => ({ VALUE: phone, VALUE_TYPE: 'MOBILE' })),
    ORIGINATOR_ID: origin === undefined ? undefined : originator,
    ORIGIN_ID: origin,
    ASSIGNED_BY_ID: responsibleId,
    [names.patients]: patients,
  }
  return { method: 'crm.contact.add', params: { fields: given(fields), params: QUIET } }
}

function updateContact(id: CrmId, fields: Params): Command {
  return { method: 'crm.contact.update', params: { id, fields, params: QUIET } }
}

/** Our names of a new deal's fields at the old method and at the universal one, which alone documents the link to a lead. */
const DEAL_NAMES = {
  legacy: {
    title: 'TITLE',
    funnel: 'CATEGORY_ID',
    stage: 'STAGE_ID',
    originator: 'ORIGINATOR_ID',
    origin: 'ORIGIN_ID',
    contacts: 'CONTACT_IDS',
    responsible: 'ASSIGNED_BY_ID',
    comments: 'COMMENTS',
    source: 'SOURCE_ID',
    sourceDescription: 'SOURCE_DESCRIPTION',
    lead: undefined,
  },
  universal: {
    title: 'title',
    funnel: 'categoryId',
    stage: 'stageId',
    originator: 'originatorId',
    origin: 'originId',
    contacts: 'contactIds',
    responsible: 'assignedById',
    comments: 'comments',
    source: 'sourceId',
    sourceDescription: 'sourceDescription',
    lead: 'leadId',
  },
} as const

const UNIVERSAL_AMOUNT: Readonly<Record<string, string>> = {
  OPPORTUNITY: 'opportunity',
  IS_MANUAL_OPPORTUNITY: 'isManualOpportunity',
  CURRENCY_ID: 'currencyId',
}

function createDeal(deal: NewDeal, contactId: CrmId | undefined, { names, originator, reference }: StepContext): Command {
  const isLinked = deal.leadId !== undefined
  const name = DEAL_NAMES[isLinked ? 'universal' : 'legacy']
  const ours = Object.entries(encodeFields(deal.fields, names, reference.offsetMinutes))
  const fields = given({
    [name.title]: deal.title,
    [name.funnel]: reference.funnel.id,
    [name.stage]: deal.stage,
    [name.originator]: originator,
    [name.origin]: deal.origin,
    [name.contacts]: contactId === undefined ? undefined : [contactId],
    [name.responsible]: deal.responsibleId,
    [name.comments]: deal.comments,
    [name.source]: deal.source,
    [name.sourceDescription]: deal.sourceDescription,
    ...(name.lead === undefined ? {} : { [name.lead]: deal.leadId }),
    ...Object.fromEntries(ours.map(([field, value]) => [isLinked ? (UNIVERSAL_AMOUNT[field] ?? field) : field, value])),
  })
  if (isLinked) return { method: 'crm.item.add', params: { entityTypeId: 2, useOriginalUfNames: 'Y', fields } }
  return { method: 'crm.deal.add', params: { fields, params: QUIET } }
}

function patchDeal(step: Extract<CrmStep, { do: 'patch_deal' }>, contactId: CrmId | undefined, { names, reference }: StepContext): Command[] {
  const fields = given({ ...encodeFields(step.fields, names, reference.offsetMinutes), STAGE_ID: step.stage })
  const commands: Command[] = []
  // Added beside whoever else is linked: a replaced list would unlink people's own choices.
  if (contactId !== undefined)
    commands.push({ method: 'crm.deal.contact.add', params: { id: step.dealId, fields: { CONTACT_ID: contactId, IS_PRIMARY: 'Y' } } })
  if (step.unlink !== undefined && step.unlink !== contactId)
    commands.push({ method: 'crm.deal.contact.delete', params: { id: step.dealId, fields: { CONTACT_ID: step.unlink } } })
  if (Object.keys(fields).length > 0) commands.push({ method: 'crm.deal.update', params: { id: step.dealId, fields, params: QUIET } })
  return commands
}

function convertLead(leadId: CrmId, contactId: CrmId | undefined, { reference }: StepContext): Command {
  const fields = given({ STATUS_ID: reference.leadConvertedStage, CONTACT_ID: contactId })
  return { method: 'crm.lead.update', params: { id: leadId, fields, params: QUIET } }
}
