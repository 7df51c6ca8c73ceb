import type { LedgerEntry } from '../../../core/ports/state.ts'
import type { Store } from '../../../core/ports/store.ts'
import type { ItemView, Portal } from '../../../fixtures/emulators/portal/index.ts'
import type { ProofClinic } from './clinic.ts'
import { type ExpectedDeal, expectedDeal } from './expected.ts'
import { type People, phonesOf } from './people.ts'

export interface AuditParts {
  storeOf: (scope: string) => Store
  portal: Pick<Portal, 'store'>
  clinics: readonly ProofClinic[]
  people: People
}

/** Everything that is wrong when all has come to rest. Looks at the portal's and the clinics' storage directly. */
export async function auditClinic(parts: AuditParts): Promise<string[]> {
  const { clinics, people } = parts
  const expected = (await Promise.all(clinics.map(async (clinic, at) => (await clinic.receptions()).map((one) => expectedDeal(one, at + 1))))).flat()
  return [
    ...dealFaults(expected, parts),
    ...(await contactFaults(expected, parts)),
    ...leadFaults(expected, parts),
    ...people.lost(),
    ...(await bellFaults(expected, parts)),
    ...(await stateFaults(expected, parts)),
  ]
}

/** One deal per visit, the right values, and stages of people as they left them. */
function dealFaults(expected: readonly ExpectedDeal[], { portal, people }: AuditParts): string[] {
  const deals = new Map<string, ItemView[]>()
  for (const deal of portal.store.deals.all()) deals.set(String(deal['ORIGIN_ID']), [...(deals.get(String(deal['ORIGIN_ID'])) ?? []), deal])
  const faults = [...deals.keys()]
    .filter((origin) => !expected.some((visit) => visit.origin === origin))
    .map((origin) => `deal of ${origin}: no such visit`)
  for (const visit of expected) {
    const [deal, ...more] = deals.get(visit.origin) ?? []
    if (!deal) faults.push(`${visit.origin}: lost, it has no deal`)
    if (more.length > 0) faults.push(`${visit.origin}: doubled, it has ${more.length + 1} deals`)
    if (!deal) continue
    for (const [field, value] of Object.entries(visit.fields)) {
      const found = plain(deal[field])
      if (found !== plain(value)) faults.push(`${visit.origin}: ${field} is ${found}, must be ${plain(value)}`)
    }
    const stage = people.stageName(deal['STAGE_ID'])
    const allowed = allowedStages(visit, people)
    if (!allowed.includes(stage)) faults.push(`${visit.origin}: stage is ${stage}, must be ${allowed.join(' or ')}`)
    if (!phonesOf(portal.store.contacts.get(String(deal['CONTACT_ID']))).includes(visit.phone))
      faults.push(`${visit.origin}: the deal's contact ${String(deal['CONTACT_ID'])} has not the patient's phone`)
  }
  return faults
}

/** Whoever holds a visit's deal in a manual stage was told of the stage that the visit asks for, unless the portal refused it, and nobody of one thing twice. */
async function bellFaults(expected: readonly ExpectedDeal[], parts: AuditParts): Promise<string[]> {
  const { portal, people } = parts
  const { notifications } = portal.store
  const refused = await journalled('responsible-untold', parts)
  const tags = notifications.map(({ userId, tag }) => `${userId} ${tag}`)
  const twice = tags.filter((tag, at) => tags.indexOf(tag) !== at).map((tag) => `told twice: ${tag}`)
  const untold = expected.filter(({ origin, stageName }) => {
    const held = people.held.get(origin)
    if (!held?.isManual || held.asked.length === 0 || held.asked[0] === stageName || refused.some(({ key }) => key === origin)) return false
    return !notifications.some(({ message }) => message.includes(`Визит ${origin}:`) && message.includes(`соответствует «${stageName}»`))
  })
  return [...twice, ...untold.map(({ origin, stageName }) => `${origin}: nobody was told that it asks for ${stageName}`)]
}

function allowedStages({ origin, stageName }: ExpectedDeal, people: People): string[] {
  const held = people.held.get(origin)
  if (!held) return [stageName]
  const [shown, ...later] = held.asked
  const hasMoved = later.some((asked) => asked !== shown) || later.includes(held.stageName)
  return held.isManual || !hasMoved ? [held.stageName] : [held.stageName, stageName]
}

/** An empty field of the portal has three faces. */
function plain(value: unknown): string {
  return value === null || value === undefined || value === false ? '' : String(value)
}

/** One contact per phone, no phone twice on a contact, no patient on two contacts. */
async function contactFaults(expected: readonly ExpectedDeal[], parts: AuditParts): Promise<string[]> {
  const { portal, people } = parts
  const contacts = portal.store.contacts
    .all()
    .map((contact) => ({ id: contact.ID, phones: phonesOf(contact), patients: patientsOf(contact), origin: plain(contact['ORIGIN_ID']) }))
  const faults: string[] = []
  for (const phone of new Set(expected.map((visit) => visit.phone))) {
    const owners = contacts.filter(({ phones }) => phones.includes(phone))
    const [, ...younger] = owners.sort((a, b) => Number(a.id) - Number(b.id))
    // Made twice in one second, and somebody works with the younger, or it was found for another patient since: it must stay, and be reported.
    const mayStay = ({ id, patients }: (typeof owners)[number]): boolean => people.hasEdited(id) || patients.length > 0
    const doubled = await Promise.all(younger.map(async (one) => !mayStay(one) || !(await isReported(one.id, parts))))
    if (owners.length === 0 || doubled.includes(true)) faults.push(`phone …${phone.slice(-4)}: ${owners.length} contacts have it`)
  }
  for (const { id, phones } of contacts) if (new Set(phones).size !== phones.length) faults.push(`contact ${id}: has a phone twice`)
  const origins = contacts.map(({ origin }) => origin).filter((origin) => origin !== '')
  for (const origin of new Set(origins)) if (origins.filter((one) => one === origin).length > 1) faults.push(`patient ${origin}: has two contacts`)
  return faults
}

/** Further patients that bxi has found the contact for. */
function patientsOf(contact: ItemView): unknown[] {
  const patients = contact['UF_CRM_IDENT_PATIENTS']
  return Array.isArray(patients) ? patients : []
}

async function isReported(contact: string, parts: AuditParts): Promise<boolean> {
  const reported = await journalled('client-doubled', parts)
  return reported.some(({ other }) => other === contact)
}

/** Everything that bxi has said with this code: the row it was said of, and the parameters. */
async function journalled(code: string, { storeOf, clinics }: AuditParts): Promise<Readonly<Record<string, unknown>>[]> {
  const said: Readonly<Record<string, unknown>>[] = []
  for (const store of new Set(clinics.map(({ id }) => storeOf(id))))
    for await (const { key, notes = [] } of store.journal({}))
      said.push(...notes.flatMap((note) => (note.code === code ? [{ ...note.params, key }] : [])))
  return said
}

/** A lead whose client came became exactly one deal, which kept what the lead knew; a lead of somebody else stays open. */
function leadFaults(expected: readonly ExpectedDeal[], { portal, people }: AuditParts): string[] {
  return people.leads.flatMap(({ id, phones }) => {
    const hasCome = expected.some((visit) => phones.includes(visit.phone))
    const deals = portal.store.deals.all().filter((deal) => deal['LEAD_ID'] === String(id))
    const status = plain(portal.store.leads.get(id)?.['STATUS_ID'])
    if (deals.length !== (hasCome ? 1 : 0)) return [`lead ${id}: ${deals.length} deals were made from it`]
    return (status === 'CONVERTED') === hasCome ? [] : [`lead ${id}: its stage is ${status}`]
  })
}

/** The state says what the portal says, and nothing in it waits for ever. */
async function stateFaults(expected: readonly ExpectedDeal[], { portal, clinics, storeOf }: AuditParts): Promise<string[]> {
  const faults: string[] = []
  const entries: LedgerEntry[] = []
  for (const clinic of clinics) {
    const name = `ident-visits@${clinic.id}`
    const state = await storeOf(clinic.id).peek(name)
    for await (const entry of state.scan()) entries.push(entry)
    for await (const ticket of state.tickets()) faults.push(`${ticket.key}: still in the queue (${ticket.state}, ${ticket.cause.code})`)
    const open = await state.openIntents()
    if (open.length > 0) faults.push(`${name}: ${open.length} intents without an outcome`)
    const cursor = await state.cursor()
    if (clinic.changes > 0 && cursor !== clinic.changes) faults.push(`${name}: the cursor is at ${String(cursor)} of ${clinic.changes} changes`)
    await state.close()
  }
  for (const visit of expected) {
    const entry = entries.find(({ key }) => key === visit.origin)
    const deal = portal.store.deals.get(entry?.ids['deal'] ?? '')
    if (!entry) faults.push(`${visit.origin}: the ledger does not know it`)
    else if (deal?.['ORIGIN_ID'] !== visit.origin)
      faults.push(`${visit.origin}: the ledger says deal ${entry.ids['deal'] ?? 'none'}, which is not its deal`)
    else if (deal['CONTACT_ID'] !== entry.ids['contact'])
      faults.push(`${visit.origin}: the ledger says contact ${entry.ids['contact'] ?? 'none'}, the deal has ${String(deal['CONTACT_ID'])}`)
  }
  return faults
}
