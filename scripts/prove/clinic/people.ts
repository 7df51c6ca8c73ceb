import type { ItemView, Portal } from '../../../fixtures/emulators/portal/index.ts'
import type { ClinicAct } from './acts.ts'
import { tenDigits } from './expected.ts'

/** A stage that a manager chose. */
export interface Held {
  origin: string
  stageName: string
  /** bxi never moves it; other stages it moves when the visit's own stage has changed since. */
  isManual: boolean
  /** The stages that the visit itself asked for from then on, the one bxi had shown last first. */
  asked: string[]
}

type PortalView = Pick<Portal, 'store'>
const MANUAL = new Set(['Презентация плана', 'Получена предоплата', 'Лист ожидания'])

/** Managers at the portal: what they did, so that it can be told afterwards whether it is still there. */
export class People {
  readonly held = new Map<string, Held>()
  readonly leads: { id: number; phones: readonly string[]; comment: string }[] = []
  readonly #portal: PortalView
  readonly #written = new Map<string, { entity: 'deals' | 'contacts'; id: string; field: string; value: string }>()
  readonly #phones: { id: string; phone: string }[] = []
  readonly #edited = new Set<string>()

  constructor(portal: PortalView) {
    this.#portal = portal
  }

  /**
   * @param isQuiet no run and no request is under way: who drags a deal at the very moment at which bxi writes it cannot be told from bxi by anybody, and
   *   who edits the younger of two contacts at the very moment at which it is deleted comes too late
   */
  perform(act: Exclude<ClinicAct, { kind: 'visit' | 'moved' }>, isQuiet: boolean): void {
    const { store } = this.#portal
    if (act.kind === 'lead') {
      const id = store.leads.add({
        TITLE: 'Заявка с сайта',
        COMMENTS: act.comment,
        PHONE: act.phones.map((phone) => ({ VALUE: phone, VALUE_TYPE: 'MOBILE' })),
      })
      this.leads.push({ id, phones: act.phones.map(tenDigits), comment: act.comment })
      return
    }
    if (act.kind === 'client') {
      if (!isQuiet || this.#isKnown(act.phone)) return
      const id = String(store.contacts.add({ NAME: act.name, PHONE: [{ VALUE: act.phone, VALUE_TYPE: 'WORK' }] }))
      this.#write('contacts', id, 'NAME', act.name)
      return
    }
    const deal = this.dealOf(act.visit)
    if (!deal) return
    if (act.kind === 'drag' && isQuiet) this.#drag(deal, act.visit, act.stage)
    if (act.kind === 'note') {
      store.deals.edit(deal.ID, { [act.field]: act.text })
      this.#write('deals', deal.ID, act.field, act.text)
    }
    const contact = deal['CONTACT_ID']
    // Nobody can open a contact that was taken back a moment ago, though a deal may still name it.
    if (typeof contact !== 'string' || !store.contacts.get(contact) || (!isQuiet && this.#hasTwin(contact))) return
    if (act.kind === 'rename' || act.kind === 'phone') this.#edited.add(contact)
    if (act.kind === 'rename') {
      store.contacts.edit(contact, { NAME: act.name })
      this.#write('contacts', contact, 'NAME', act.name)
    }
    if (act.kind === 'phone') {
      store.contacts.edit(contact, { PHONE: [{ VALUE: act.phone, VALUE_TYPE: 'HOME' }] })
      this.#phones.push({ id: contact, phone: tenDigits(act.phone) })
    }
  }

  /** The visit asks for another stage from now on. */
  visitAsksFor(origin: string, stageName: string): void {
    this.held.get(origin)?.asked.push(stageName)
  }

  dealOf(origin: string): ItemView | undefined {
    return this.#portal.store.deals.where({ ORIGIN_ID: origin })[0]
  }

  stageName(stageId: unknown): string {
    return (
      this.#portal.store.statuses.find(({ statusId, entityId }) => statusId === stageId && entityId.startsWith('DEAL_STAGE'))?.name ?? String(stageId)
    )
  }

  /** Somebody works with this contact. */
  hasEdited(contact: string): boolean {
    return this.#edited.has(contact)
  }

  /** What people wrote and is not there any more. */
  lost(): string[] {
    const { store } = this.#portal
    const fields = [...this.#written.values()].flatMap(({ entity, id, field, value }) => {
      const found = store[entity].get(id)?.[field]
      return found === value ? [] : [`${entity} ${id}: a person wrote ${field} = ${value}, it is ${String(found)}`]
    })
    const phones = this.#phones.flatMap(({ id, phone }) =>
      phonesOf(store.contacts.get(id)).includes(phone) ? [] : [`contact ${id}: a phone that a person added is gone`],
    )
    return [...fields, ...phones]
  }

  /** Whoever makes a contact by hand looks first. */
  #isKnown(phone: string): boolean {
    return this.#portal.store.contacts.all().some((contact) => phonesOf(contact).includes(tenDigits(phone)))
  }

  #hasTwin(contact: string): boolean {
    const { contacts } = this.#portal.store
    const phones = new Set(phonesOf(contacts.get(contact)))
    return contacts.all().some((other) => other.ID !== contact && phonesOf(other).some((phone) => phones.has(phone)))
  }

  #drag(deal: ItemView, origin: string, stageName: string): void {
    const { store } = this.#portal
    const stage = store.statuses.find(({ name, entityId }) => name === stageName && entityId === `DEAL_STAGE_${String(deal['CATEGORY_ID'])}`)
    if (!stage || stage.statusId === deal['STAGE_ID']) return
    store.deals.edit(deal.ID, { STAGE_ID: stage.statusId })
    this.held.set(origin, { origin, stageName, isManual: MANUAL.has(stageName), asked: [] })
  }

  #write(entity: 'deals' | 'contacts', id: string, field: string, value: string): void {
    this.#written.set(`${entity} ${id} ${field}`, { entity, id, field, value })
  }
}

/** Ten digits of each phone of a contact or lead. */
export function phonesOf(item: ItemView | undefined): string[] {
  const phones = item?.['PHONE']
  return Array.isArray(phones) ? phones.map((phone) => tenDigits(String((phone as { VALUE: unknown }).VALUE))) : []
}
