import type { Contact, Deal, VisitDealField } from '../../core/ports/crm.ts'
import type { LedgerEntry } from '../../core/ports/state.ts'
import type { FlowPorts, LiveLook } from '../flow.ts'
import { fieldHash, fullName } from './fields.ts'

/** One visit's deal and contact at the portal as they are now, and, when names are asked for, the patient in iDENT. Nothing is written. */
export async function lookAtVisit(
  scope: string,
  entry: LedgerEntry,
  { crm, clinicSource }: Pick<FlowPorts, 'crm' | 'clinicSource'>,
  { names, signal }: { names: boolean; signal: AbortSignal },
): Promise<LiveLook> {
  const { deal: dealId, contact: contactId } = entry.ids
  const found = await crm.find({
    dealIds: dealId === undefined ? [] : [dealId],
    dealOrigins: [],
    contactIds: contactId === undefined ? [] : [contactId],
    contactOrigins: [],
    phones: [],
    withLeadsOfDeals: false,
  })
  const deal = dealId === undefined ? undefined : found.dealsById.get(dealId)
  const contact = found.contactsById.get(deal?.contactId ?? contactId ?? '')
  const isDealGone = dealId !== undefined && !deal && !found.hidden.deals.has(dealId)
  const isContactGone = contactId !== undefined && !found.contactsById.has(contactId) && !found.hidden.contacts.has(contactId)
  return {
    gone: [...(isDealGone ? ['deal'] : []), ...(isContactGone ? ['contact'] : [])],
    ...(deal ? { stage: deal.stage } : {}),
    changedFields: deal ? changedSince(entry, deal) : [],
    names: names ? [...(await namesInSource(scope, entry, clinicSource, signal)), ...namesAtPortal(deal, contact)] : [],
  }
}

/** Fields whose value is not the one that bxi wrote last. Pure. */
function changedSince({ fields = {} }: LedgerEntry, deal: Deal): VisitDealField[] {
  return (Object.keys(fields) as VisitDealField[]).filter((name) => fieldHash(name, deal.fields[name]) !== fields[name])
}

function namesAtPortal(deal: Deal | undefined, contact: Contact | undefined): LiveLook['names'] {
  const person = contact && fullName({ lastName: contact.lastName, name: contact.name, secondName: contact.secondName })
  return [
    ...(deal?.fields.patient === undefined ? [] : [{ where: 'portal', noun: 'patient', value: deal.fields.patient } as const]),
    ...(person === undefined ? [] : [{ where: 'portal', noun: 'contact', value: person } as const]),
    ...(contact?.phones ?? []).map(({ raw }) => ({ where: 'portal', noun: 'phone', value: raw }) as const),
  ]
}

async function namesInSource(
  scope: string,
  entry: LedgerEntry,
  clinicSource: FlowPorts['clinicSource'],
  signal: AbortSignal,
): Promise<LiveLook['names']> {
  const source = await clinicSource(scope)
  try {
    const { receptions } = await source.receptionsByIds([entry.key.slice(entry.key.indexOf('_') + 1)], signal)
    return receptions.flatMap((reception) => {
      const patient = fullName({ lastName: reception.patientSurname, name: reception.patientName, secondName: reception.patientPatronymic })
      const phones = [reception.patientPhone, reception.patientPhone2].filter((phone) => phone !== undefined)
      return [
        ...(patient === undefined ? [] : [{ where: 'source', noun: 'patient', value: patient } as const]),
        ...phones.map((value) => ({ where: 'source', noun: 'phone', value }) as const),
      ]
    })
  } finally {
    await source.close()
  }
}
