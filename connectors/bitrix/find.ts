import type { Contact, CrmFound, CrmId, CrmQuestion, Deal, Lead } from '../../core/ports/crm.ts'
import type { Log } from '../../core/ports/log.ts'
import { Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import { haveRightsGone, tellMissing } from './hidden.ts'
import { byIds, byValues, type Entity, type ListTask, listCommand, pageOf, type Raw } from './lists.ts'
import { phoneSearch, phonesOfContacts } from './phone-search.ts'
import { byPhone } from './phones.ts'
import { contactSelect, dealSelect, decodeContact, decodeDeal, decodeLead, LEAD_SELECT } from './records.ts'
import { type PortalReference, valueOf } from './reference.ts'
import type { FieldNames } from './visit-fields.ts'

export interface FindOptions {
  host: string
  batches: BatchRunner
  names: FieldNames
  originator: string
  reference(): Promise<PortalReference>
  log: Log
}

interface Records {
  deal: Map<CrmId, Deal>
  contact: Map<CrmId, Contact>
  lead: Map<CrmId, Lead>
}

/**
 * One question in as few requests as the portal allows: everything that can be asked at once goes into one round, and a second round reads the people
 * that the first one named. A page that is full is walked on by id. Rejects when any part of the answer is missing.
 */
export async function find(question: CrmQuestion, { host, batches, names, originator, reference, log }: FindOptions): Promise<CrmFound> {
  // Also proves that the fields exist: the portal ignores a filter by a field that it does not know, and would list everybody.
  const { leadFinalStages } = await reference()
  const finalStages = new Set(leadFinalStages)
  const records: Records = { deal: new Map(), contact: new Map(), lead: new Map() }
  const keep: Readonly<Record<Entity, (raw: Raw) => void>> = {
    deal: (raw) => void records.deal.set(String(raw.ID), decodeDeal(raw, names)),
    contact: (raw) => void records.contact.set(String(raw.ID), decodeContact(raw, names)),
    lead: (raw) => void records.lead.set(String(raw.ID), decodeLead(raw, finalStages)),
  }
  const phones = phoneSearch(question.phones)
  const people = peopleOf(question, records, phones, names, originator)
  let lists = firstLists(question, names, originator)
  let searches = phones.commands()
  while (lists.length + searches.length > 0) {
    const answers = (await batches.read([...lists.map(listCommand), ...searches])).map(valueOf)
    const pages = lists.map((task, index) => ({ task, ...pageOf(task, answers[index]) }))
    for (const { task, rows, isIgnored } of pages) {
      if (isIgnored) log.warn({ entity: task.entity, field: task.demands?.field }, 'the portal did not filter by a field')
      for (const raw of rows) keep[task.entity](raw)
    }
    phones.answered(answers.slice(lists.length))
    searches = phones.commands()
    lists = [...pages.flatMap(({ next }) => next ?? []), ...people()]
  }
  const hidden = await hiddenOf(question, records, phones.hits('contact'), keep, batches)
  if (haveRightsGone(new Set(question.dealIds).size, hidden.deals.size)) throw new Problem('portal.closed', { host, method: 'crm.deal.get' })
  const found = filed(question, records, originator, phones.crowded)
  const hiddenHits = new Set([...phones.hits('contact')].filter((id) => hidden.contacts.has(id)))
  if (hiddenHits.size === 0) return { ...found, hidden: { ...hidden, phones: new Set() } }
  const strangers = [...new Set(question.phones)].filter((phone) => !found.contactsByPhone.has(phone))
  const hiddenPhones = await phonesOfContacts(strangers, hiddenHits, async (commands) => (await batches.read(commands)).map(valueOf))
  return { ...found, hidden: { ...hidden, phones: hiddenPhones } }
}

/** What the lists left out of the known deals, of their contacts, and of the contacts that a phone led to. */
async function hiddenOf(
  question: CrmQuestion,
  records: Records,
  phoneHits: ReadonlySet<CrmId>,
  keep: Readonly<Record<Entity, (raw: Raw) => void>>,
  batches: BatchRunner,
): Promise<Omit<CrmFound['hidden'], 'phones'>> {
  const contactsOfDeals = [...records.deal.values()].flatMap(({ contactId }) => contactId ?? [])
  const { found, hidden } = await tellMissing(
    {
      deal: question.dealIds.filter((id) => !records.deal.has(id)),
      contact: [...question.contactIds, ...contactsOfDeals, ...phoneHits].filter((id) => !records.contact.has(id)),
    },
    batches,
  )
  for (const [entity, raw] of found) keep[entity](raw)
  return hidden
}

function firstLists(question: CrmQuestion, names: FieldNames, originator: string): ListTask[] {
  const ours = { '=ORIGINATOR_ID': originator }
  const [deals, contacts] = [dealSelect(names), contactSelect(names)]
  return [
    ...byIds('deal', deals, question.dealIds),
    ...byValues('deal', deals, 'ORIGIN_ID', question.dealOrigins, ours),
    ...byIds('contact', contacts, question.contactIds),
    ...byValues('contact', contacts, 'ORIGIN_ID', question.contactOrigins, ours),
    ...byValues('contact', contacts, names.patients, question.contactOrigins),
  ]
}

/** The contacts and leads that answers have named and nobody has asked for yet; of leads that are still open, our deals that were made from them. */
function peopleOf(
  question: CrmQuestion,
  records: Records,
  phones: ReturnType<typeof phoneSearch>,
  names: FieldNames,
  originator: string,
): () => ListTask[] {
  const asked = { contact: new Set(question.contactIds), lead: new Set<CrmId>() }
  const askedForDeals = new Set<CrmId>()
  const fresh = (entity: 'contact' | 'lead', ids: readonly CrmId[]): CrmId[] => {
    const unasked = ids.filter((id) => !asked[entity].has(id) && !records[entity].has(id))
    for (const id of unasked) asked[entity].add(id)
    return unasked
  }
  return () => {
    const deals = [...records.deal.values()]
    const contacts = [...phones.hits('contact'), ...deals.flatMap(({ contactId }) => contactId ?? [])]
    const leads = [...phones.hits('lead'), ...(question.withLeadsOfDeals ? deals.flatMap(({ leadId }) => leadId ?? []) : [])]
    const open = [...records.lead.values()].filter(({ id, isOpen }) => isOpen && !askedForDeals.has(id)).map(({ id }) => id)
    for (const id of open) askedForDeals.add(id)
    return [
      ...byIds('contact', contactSelect(names), fresh('contact', contacts)),
      ...byIds('lead', LEAD_SELECT, fresh('lead', leads)),
      ...byValues('deal', dealSelect(names), 'LEAD_ID', open, { '=ORIGINATOR_ID': originator }),
    ]
  }
}

/** Every record under what it was asked by. */
function filed(question: CrmQuestion, records: Records, originator: string, crowdedPhones: CrmFound['crowdedPhones']): Omit<CrmFound, 'hidden'> {
  const [deals, contacts, leads] = [oldestFirst(records.deal), oldestFirst(records.contact), oldestFirst(records.lead)]
  const isOurs = (record: Deal | Contact, origin: string): boolean => record.originator === originator && record.origin === origin
  return {
    dealsById: records.deal,
    dealsByOrigin: grouped(question.dealOrigins, (origin) => deals.filter((deal) => isOurs(deal, origin))),
    contactsById: records.contact,
    contactsByOrigin: grouped(question.contactOrigins, (origin) =>
      contacts.filter((contact) => isOurs(contact, origin) || contact.patients.includes(origin)),
    ),
    contactsByPhone: byPhone(contacts, question.phones),
    leadsByPhone: byPhone(leads, question.phones),
    leadsById: records.lead,
    dealsByLead: grouped([...records.lead.keys()], (lead) => deals.filter((deal) => deal.originator === originator && deal.leadId === lead)),
    crowdedPhones,
  }
}

function oldestFirst<T extends { id: CrmId }>(records: ReadonlyMap<CrmId, T>): T[] {
  return [...records.values()].sort((a, b) => Number(a.id) - Number(b.id))
}

function grouped<K, V>(keys: readonly K[], pick: (key: K) => readonly V[]): ReadonlyMap<K, readonly V[]> {
  return new Map([...new Set(keys)].map((key) => [key, pick(key)] as const).filter(([, records]) => records.length > 0))
}
