import { dateTimeForPeople, dateTimeSeconds } from '../../core/instant.ts'
import type { CrmStep, Deal, VisitDealField, VisitDealFields } from '../../core/ports/crm.ts'
import type { FieldPreview, StepPreview } from '../preview.ts'
import type { VisitFacts } from './facts.ts'

type PreviewFacts = Pick<VisitFacts, 'deal'> & Partial<Pick<VisitFacts, 'replacedDeal' | 'openLeads' | 'unfinishedLead'>>

/** What says who a person is, how to reach him, or what ails him: that it changes is shown, its text is not. */
const PERSONAL: ReadonlySet<VisitDealField> = new Set(['patient', 'phone', 'card', 'doctor', 'services', 'comment', 'cancelReason'])
const MOMENTS: ReadonlySet<VisitDealField> = new Set(['start', 'end', 'created', 'changed'])

/** One step as an operator reads it before it is carried out: from what the portal has to what it will have. Pure; holds nothing personal. */
export function previewStep(step: CrmStep, facts: PreviewFacts, timezone: string): StepPreview {
  switch (step.do) {
    case 'create_contact': {
      const { lastName, name, secondName, phones, origin, patients, responsibleId } = step.contact
      const fields = [
        ...named({ lastName, name, secondName }, hidden),
        ...phones.map(() => hidden('phone', undefined, 'new')),
        ...named({ origin, patients: patients?.join(' '), responsible: responsibleId }, shown),
      ]
      return { verb: 'create', noun: 'contact', fields }
    }
    case 'add_phone':
      return { verb: 'update', noun: 'contact', id: step.contactId, fields: [hidden('phone', undefined, 'new')] }
    case 'claim_contact':
      return { verb: 'update', noun: 'contact', id: step.contactId, fields: [shown('origin', undefined, step.origin)] }
    case 'set_contact_patients':
      return { verb: 'update', noun: 'contact', id: step.contactId, fields: [shown('patients', undefined, step.patients.join(' '))] }
    case 'create_deal': {
      const { fields, stage, responsibleId, leadId } = step.deal
      const more = named({ responsible: responsibleId, contact: step.contact, lead: leadId }, shown)
      return { verb: 'create', noun: 'deal', stage: { to: stage }, fields: [...fieldPreviews(fields, undefined, timezone), ...more] }
    }
    case 'patch_deal': {
      const deal = [facts.deal, facts.replacedDeal].find((known) => known?.id === step.dealId)
      return {
        verb: 'update',
        noun: 'deal',
        id: step.dealId,
        ...(step.stage === undefined ? {} : { stage: { ...(deal ? { from: deal.stage } : {}), to: step.stage } }),
        fields: [...fieldPreviews(step.fields, deal, timezone), ...(step.contact === undefined ? [] : [shown('contact', step.unlink, step.contact)])],
      }
    }
    case 'delete_contact':
      return { verb: 'delete', noun: 'contact', id: step.contactId, fields: [] }
    case 'notify_responsible':
      return { verb: 'notify', noun: 'responsible', id: step.userId, fields: [shown('deal', undefined, step.dealId)] }
    case 'convert_lead': {
      const lead = [...(facts.openLeads ?? []), facts.unfinishedLead].find((known) => known?.id === step.leadId)
      return { verb: 'update', noun: 'lead', id: step.leadId, stage: { ...(lead ? { from: lead.stage } : {}), to: 'CONVERTED' }, fields: [] }
    }
  }
}

function fieldPreviews(fields: Partial<VisitDealFields>, deal: Deal | undefined, timezone: string): FieldPreview[] {
  return (Object.keys(fields) as VisitDealField[]).map((field) => {
    const [before, after] = [deal?.fields[field], fields[field]]
    const [from, to] = [readable(field, before, timezone), readable(field, after, timezone)]
    // Two moments of one minute: a change that shows no difference would look like a mistake.
    if (MOMENTS.has(field) && from !== undefined && from === to)
      return shown(field, dateTimeSeconds(Number(before), timezone), dateTimeSeconds(Number(after), timezone))
    return PERSONAL.has(field) ? hidden(field, from, to) : shown(field, from, to)
  })
}

function readable(field: VisitDealField, value: string | number | undefined, timezone: string): string | undefined {
  if (value === undefined || value === '') return undefined
  if (MOMENTS.has(field)) return dateTimeForPeople(Number(value), timezone)
  if (field === 'sumKopecks') return (Number(value) / 100).toFixed(2)
  return String(value)
}

type Show = (field: string, from: string | undefined, to: string | undefined) => FieldPreview

function named(values: Readonly<Record<string, string | undefined>>, show: Show): FieldPreview[] {
  return Object.entries(values).flatMap(([field, value]) => (value === undefined ? [] : [show(field, undefined, value)]))
}

function shown(field: string, from: string | undefined, to: string | undefined): FieldPreview {
  return { field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function hidden(field: string, from: string | undefined, to: string | undefined): FieldPreview {
  return { field, hidden: from === undefined ? 'set' : to === undefined ? 'cleared' : 'changed' }
}
