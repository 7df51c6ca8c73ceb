import type { Contact, CrmFound, CrmId, CrmQuestion, Deal, Lead } from '../../core/ports/crm.ts'
import type { Phone } from '../../core/phone.ts'
import type { BatchRunner } from './batches.ts'
import type { Command } from './client.ts'
import type { Params } from './encode.ts'
import { asList, asMap } from './envelope.ts'
import { hasPhone, SEARCH_LIMIT, searchForms } from './phones.ts'
import { contactSelect, dealSelect, decodeContact, decodeDeal, decodeLead, LEAD_SELECT } from './records.ts'
import { valueOf } from './reference.ts'
import type { FieldNames } from './visit-fields.ts'

const PAGE = 50
/** Origins are no unique keys: half a page leaves room for doubles before a page is full. */
const ORIGINS_PER_LIST = 25

type Entity = 'deal' | 'contact' | 'lead'
type Raw = Readonly<Record<string, unknown>>

export interface FindOptions {
  batches: BatchRunner
  names: FieldNames
  originator: string
  leadFinalStages(): Promise<readonly string[]>
}

/**
 * One question in as few requests as the portal allows: everything that can be asked at once goes into one round, and a second round reads the people
 * that the first one named. A page that is full is walked on by id.
 */
export async function find(question: CrmQuestion, { batches, names, originator, leadFinalStages }: FindOptions): Promise<CrmFound> {
  const deals = new Map<CrmId, Deal>()
  const contacts = new Map<CrmId, Contact>()
  const leads = new Map<CrmId, Lead>()
  const finalStages = new Set(await leadFinalStages())
  const keep: Record<Entity, (raw: Raw) => void> = {
    deal: (raw) => void deals.set(String(raw.ID), decodeDeal(raw, names)),
    contact: (raw) => void contacts.set(String(raw.ID), decodeContact(raw, names)),
    lead: (raw) => void leads.set(String(raw.ID), decodeLead(raw, finalStages)),
  }
  const select: Record<Entity, readonly string[]> = { deal: dealSelect(names), contact: contactSelect(names), lead: LEAD_SELECT }
  const list = (entity: Entity, filter: Params): ListTask => ({ entity, filter, select: select[entity] })
  const byIds = (entity: Entity, ids: Iterable<CrmId>): ListTask[] => chunks([...new Set(ids)], PAGE).map((some) => list(entity, { '@ID': some }))
  const byOrigins = (entity: Entity, origins: readonly string[]): ListTask[] =>
    chunks([...new Set(origins)], ORIGINS_PER_LIST).map((some) => list(entity, { '=ORIGINATOR_ID': originator, '@ORIGIN_ID': some }))

  const patients = chunks([...new Set(question.contactOrigins)], ORIGINS_PER_LIST).map((some) => list('contact', { [`@${names.patients}`]: some }))
  const phones = phoneSearch([...new Set(question.phones)])
  let lists: ListTask[] = [
    ...byIds('deal', question.dealIds),
    ...byOrigins('deal', question.dealOrigins),
    ...byIds('contact', question.contactIds),
    ...byOrigins('contact', question.contactOrigins),
    ...patients,
  ]
  let searches = phones.first()
  const asked = { contact: new Set(question.contactIds), lead: new Set<CrmId>() }
  while (lists.length + searches.length > 0) {
    const answers = await batches.read([...lists.map(listCommand), ...searches.map(searchCommand)])
    const more = lists.flatMap((task, index) => {
      const rows = asList(valueOf(answers[index]))
      for (const raw of rows) keep[task.entity](raw)
      return rows.length < PAGE || '@ID' in task.filter ? [] : [{ ...task, after: String(rows.at(-1)?.ID) }]
    })
    searches.forEach((search, index) => phones.answer(search, asMap(valueOf(answers[lists.length + index]))))
    searches = phones.further()
    const people = [...phones.hits('contact'), ...[...deals.values()].flatMap(({ contactId }) => contactId ?? [])].filter(
      (id) => !contacts.has(id) && !asked.contact.has(id),
    )
    const named = [...phones.hits('lead'), ...(question.withLeadsOfDeals ? [...deals.values()].flatMap(({ leadId }) => leadId ?? []) : [])].filter(
      (id) => !asked.lead.has(id),
    )
    for (const id of people) asked.contact.add(id)
    for (const id of named) asked.lead.add(id)
    lists = [...more, ...byIds('contact', people), ...byIds('lead', named)]
  }

  const oldestFirst = <T extends { id: CrmId }>(records: Iterable<T>): T[] => [...records].sort((a, b) => Number(a.id) - Number(b.id))
  const allContacts = oldestFirst(contacts.values())
  const allLeads = oldestFirst(leads.values())
  return {
    dealsById: deals,
    dealsByOrigin: grouped(question.dealOrigins, (origin) =>
      oldestFirst(deals.values()).filter((deal) => deal.originator === originator && deal.origin === origin),
    ),
    contactsById: contacts,
    contactsByOrigin: grouped(question.contactOrigins, (origin) =>
      allContacts.filter((contact) => (contact.originator === originator && contact.origin === origin) || contact.patients.includes(origin)),
    ),
    contactsByPhone: grouped(question.phones, (phone) => allContacts.filter((contact) => hasPhone(contact.phones, phone))),
    leadsByPhone: grouped(question.phones, (phone) => allLeads.filter((lead) => hasPhone(lead.phones, phone))),
    leadsById: leads,
    crowdedPhones: phones.crowded,
  }
}

interface ListTask {
  entity: Entity
  filter: Params
  select: readonly string[]
  /** Go on behind this id. */
  after?: CrmId
}

function listCommand({ entity, filter, select, after }: ListTask): Command {
  return {
    method: `crm.${entity}.list`,
    params: { filter: { ...filter, ...(after === undefined ? {} : { '>ID': after }) }, select, order: { ID: 'ASC' }, start: -1 },
  }
}

interface PhoneSearch {
  entity: 'contact' | 'lead'
  phones: readonly Phone[]
}

function searchCommand({ entity, phones }: PhoneSearch): Command {
  return { method: 'crm.duplicate.findbycomm', params: { entity_type: entity.toUpperCase(), type: 'PHONE', values: phones.flatMap(searchForms) } }
}

/**
 * The portal's duplicate search, several people to a call. A call that returns the portal's limit may have lost somebody: its phones are asked again one
 * by one; a single phone that still returns the limit is crowded.
 */
function phoneSearch(phones: readonly Phone[]) {
  const hits = { contact: new Set<CrmId>(), lead: new Set<CrmId>() }
  const crowded = new Set<Phone>()
  let next: PhoneSearch[] = []
  return {
    crowded,
    hits: (entity: 'contact' | 'lead') => hits[entity],
    first: (): PhoneSearch[] => (['contact', 'lead'] as const).flatMap((entity) => packs(phones).map((pack) => ({ entity, phones: pack }))),
    further: (): PhoneSearch[] => {
      const searches = next
      next = []
      return searches
    },
    answer({ entity, phones: asked }: PhoneSearch, found: Readonly<Record<string, unknown>>): void {
      const ids = Object.values(asMap(found[entity.toUpperCase()])).map(String)
      for (const id of ids) hits[entity].add(id)
      if (ids.length < SEARCH_LIMIT) return
      if (asked.length === 1 && asked[0] !== undefined) crowded.add(asked[0])
      else next.push(...asked.map((phone) => ({ entity, phones: [phone] })))
    },
  }
}

/** Phones in groups whose search forms fit one call. */
function packs(phones: readonly Phone[]): Phone[][] {
  const groups: Phone[][] = []
  let size = SEARCH_LIMIT
  for (const phone of phones) {
    const forms = searchForms(phone).length
    if (size + forms > SEARCH_LIMIT) {
      groups.push([])
      size = 0
    }
    groups.at(-1)?.push(phone)
    size += forms
  }
  return groups
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}

function grouped<K, V>(keys: readonly K[], pick: (key: K) => readonly V[]): ReadonlyMap<K, readonly V[]> {
  return new Map([...new Set(keys)].map((key) => [key, pick(key)] as const).filter(([, records]) => records.length > 0))
}
