import type {
  Contact,
  ContactRef,
  Crm,
  CrmFound,
  CrmId,
  CrmQuestion,
  CrmSeen,
  CrmStep,
  Deal,
  ImaginedCrm,
  Lead,
  VisitDealFields,
} from '../core/ports/crm.ts'
import type { Phone } from '../core/phone.ts'

/** What a dry run has decided so far, as its portal would be after it; found by what a wave asks by, so that a wave costs the same however many went before. */
class Changes {
  /** Undefined: deleted. */
  readonly contacts = new Map<CrmId, Contact | undefined>()
  readonly deals = new Map<CrmId, Deal>()
  readonly leads = new Map<CrmId, Lead>()
  readonly #dealsByOrigin = new Map<string, Set<CrmId>>()
  readonly #contactsByOrigin = new Map<string, Set<CrmId>>()
  readonly #contactsByPhone = new Map<Phone, Set<CrmId>>()

  get isEmpty(): boolean {
    return this.contacts.size + this.deals.size + this.leads.size === 0
  }

  keepContact(contact: Contact): void {
    this.contacts.set(contact.id, contact)
    for (const origin of [contact.origin, ...contact.patients]) file(this.#contactsByOrigin, origin, contact.id)
    for (const { phone } of contact.phones) file(this.#contactsByPhone, phone, contact.id)
  }

  keepDeal(deal: Deal): void {
    this.deals.set(deal.id, deal)
    file(this.#dealsByOrigin, deal.origin, deal.id)
  }

  dealsOf(origin: string): Deal[] {
    return present(this.#dealsByOrigin.get(origin), this.deals)
  }

  contactsOf(origin: string): Contact[] {
    return present(this.#contactsByOrigin.get(origin), this.contacts)
  }

  contactsWith(phone: Phone): Contact[] {
    return present(this.#contactsByPhone.get(phone), this.contacts)
  }
}

function file<K extends string>(index: Map<K, Set<CrmId>>, key: K | undefined, id: CrmId): void {
  if (key === undefined) return
  const filed = index.get(key)
  if (filed) filed.add(id)
  else index.set(key, new Set([id]))
}

function present<T>(ids: Iterable<CrmId> = [], records: ReadonlyMap<CrmId, T | undefined>): T[] {
  return [...ids].flatMap((id) => records.get(id) ?? [])
}

/** Answers kept for the wave that is being looked at: it is asked for as it is, then as it will be. */
const KEPT_ANSWERS = 4

/**
 * A portal for dry runs. `crm` is the portal as it is; `imagined` answers as if what was decided before had been carried out: of two visits of one new
 * patient only the first then makes the contact, as in a run that writes. One for all partitions of a run. Nothing is ever written.
 */
export function imaginedPortal(): { over(crm: Crm): { crm: Crm; imagined: ImaginedCrm } } {
  const changes = new Changes()
  return {
    over: (crm) => {
      const answers = new Map<string, CrmFound>()
      const find = async (question: CrmQuestion): Promise<CrmFound> => {
        const found = await crm.find(question)
        answers.set(JSON.stringify(question), found)
        for (const oldest of [...answers.keys()].slice(0, -KEPT_ANSWERS)) answers.delete(oldest)
        return found
      }
      return {
        crm: { ...crm, find, perform: () => Promise.reject(new Error('a dry run writes nothing')) },
        imagined: {
          find: async (question) => afterChanges(answers.get(JSON.stringify(question)) ?? (await find(question)), question, changes),
          imagine: (key, steps, seen) => {
            for (const step of steps) note(changes, key, step, seen)
          },
        },
      }
    },
  }
}

/** How a record is called that does not exist yet: a preview shows it as the new one of that entity. */
function newId(key: string): CrmId {
  return `new:${key}`
}

function note(changes: Changes, key: string, step: CrmStep, seen: CrmSeen): void {
  const idOf = (ref: ContactRef): CrmId => (ref === 'created' ? newId(key) : ref)
  const change = (id: CrmId, changed: (contact: Contact) => Contact): void => {
    const contact = changes.contacts.get(id) ?? seen.contacts.find((known) => known.id === id)
    if (contact) changes.keepContact(changed(contact))
  }
  const phoneOf = (phone: Phone) => ({ id: newId(key), raw: phone, phone })
  switch (step.do) {
    case 'create_contact': {
      const { phones, patients = [], origin, lastName, name, secondName } = step.contact
      const names = { ...(lastName ? { lastName } : {}), ...(name ? { name } : {}), ...(secondName ? { secondName } : {}) }
      const origins = origin === undefined ? {} : { origin, originator: newId(key) }
      changes.keepContact({ id: newId(key), ...names, phones: phones.map(phoneOf), patients, ...origins })
      return
    }
    case 'add_phone':
      return change(step.contactId, (contact) => ({ ...contact, phones: [...contact.phones, phoneOf(step.phone)] }))
    case 'claim_contact':
      return change(step.contactId, (contact) => ({ ...contact, origin: step.origin, originator: newId(key) }))
    case 'set_contact_patients':
      return change(step.contactId, (contact) => ({ ...contact, patients: step.patients }))
    case 'delete_contact':
      changes.contacts.set(step.contactId, undefined)
      return
    case 'create_deal': {
      const { stage, origin, fields, leadId } = step.deal
      const links = { ...(step.contact === undefined ? {} : { contactId: idOf(step.contact) }), ...(leadId === undefined ? {} : { leadId }) }
      const deal: Deal = {
        id: newId(key),
        funnelId: seen.funnelId,
        stage,
        origin,
        originator: newId(key),
        fields: fields as VisitDealFields,
        ...links,
      }
      changes.keepDeal(deal)
      return
    }
    case 'patch_deal': {
      const deal = changes.deals.get(step.dealId) ?? seen.deals.find(({ id }) => id === step.dealId)
      if (!deal) return
      const links = step.contact === undefined ? {} : { contactId: idOf(step.contact) }
      changes.keepDeal({ ...deal, fields: { ...deal.fields, ...step.fields }, stage: step.stage ?? deal.stage, ...links })
      return
    }
    case 'convert_lead': {
      const lead = changes.leads.get(step.leadId) ?? seen.leads.find(({ id }) => id === step.leadId)
      if (lead) changes.leads.set(lead.id, { ...lead, isOpen: false, contactId: idOf(step.contact) })
      return
    }
    case 'notify_responsible':
      return
    default: {
      const never: never = step
      return never
    }
  }
}

function afterChanges(found: CrmFound, question: CrmQuestion, changes: Changes): CrmFound {
  if (changes.isEmpty) return found
  const contactNow = (contact: Contact): Contact | undefined => (changes.contacts.has(contact.id) ? changes.contacts.get(contact.id) : contact)
  const dealNow = (deal: Deal): Deal => changes.deals.get(deal.id) ?? deal
  const leadNow = (lead: Lead): Lead => changes.leads.get(lead.id) ?? lead
  const dealsById = byId(found.dealsById, question.dealIds, dealNow, changes.deals)
  const dealsByOrigin = listed(found.dealsByOrigin, question.dealOrigins, dealNow, (origin) => changes.dealsOf(origin))
  const linked = [...dealsById.values(), ...[...dealsByOrigin.values()].flat()].flatMap(({ contactId }) => contactId ?? [])
  return {
    ...found,
    dealsById,
    dealsByOrigin,
    contactsById: byId(found.contactsById, [...question.contactIds, ...linked], contactNow, changes.contacts),
    contactsByOrigin: listed(found.contactsByOrigin, question.contactOrigins, contactNow, (origin) => changes.contactsOf(origin)),
    contactsByPhone: listed(found.contactsByPhone, question.phones, contactNow, (phone) => changes.contactsWith(phone)),
    leadsByPhone: listed(found.leadsByPhone, question.phones, leadNow, () => []),
    leadsById: byId(found.leadsById, [], leadNow, changes.leads),
  }
}

/** Records by id as they would be now, and those of the asked ones that are imagined. */
function byId<T>(
  found: ReadonlyMap<CrmId, T>,
  asked: readonly CrmId[],
  now: (record: T) => T | undefined,
  changed: ReadonlyMap<CrmId, T | undefined>,
): ReadonlyMap<CrmId, T> {
  const all = [
    ...[...found].map(([id, record]) => [id, now(record)] as const),
    ...asked.map((id) => [id, found.has(id) ? undefined : changed.get(id)] as const),
  ]
  return new Map(all.flatMap(([id, record]) => (record === undefined ? [] : [[id, record] as const])))
}

/** Lists as they would be now: found records that still are, then imagined ones, which are younger than all others. */
function listed<K extends string, T extends { id: CrmId }>(
  found: ReadonlyMap<K, readonly T[]>,
  asked: readonly K[],
  now: (record: T) => T | undefined,
  imagined: (key: K) => readonly T[],
): ReadonlyMap<K, readonly T[]> {
  return new Map(
    [...new Set([...found.keys(), ...asked])].map((key) => {
      const records = (found.get(key) ?? []).flatMap((record) => now(record) ?? [])
      return [key, [...records, ...imagined(key).filter(({ id }) => !records.some((known) => known.id === id))]]
    }),
  )
}
