import type { Reception } from '../../../core/ports/clinic.ts'
import { seededRandom } from '../../../core/random.ts'
import type { Step } from '../scenario.ts'
import { act, type Event, event, EVENTS } from './acts.ts'

const NAMES = ['Анна', 'Борис', 'Вера', 'Глеб', 'Дарья', 'Ева', 'Жанна', 'Захар'] as const
const STAGES = [
  'Презентация плана',
  'Получена предоплата',
  'Лист ожидания',
  'Лечение',
  'Консультация проведена',
  'Сделка провалена',
  'Сделка успешна',
] as const
const WAITS_MS = [0, 0, 300, 1_000, 2_500, 6_000, 20_000, 120_000] as const

interface Known {
  source: string
  id: string
  origin: string
  phone: string
  isMoved?: boolean
}

/**
 * Days made up from a seed: who comes, what becomes of the visits, what people do at the portal, when bxi runs and what runs beside what.
 *
 * @param areApart each source has a machine of its own: their runs meet often, and so do their patients
 */
export function randomDays(seed: number, { areApart = false }: { areApart?: boolean } = {}): Step[] {
  const random = seededRandom(seed)
  const below = (n: number): number => Math.floor(random.next() * n)
  const one = <T>(items: readonly T[]): T => items[below(items.length)] as T
  const visits: Known[] = []
  const freshPhones = { next: 1 }
  const freshPhone = (): string => `8 900 55${below(10)}-${String(10 + below(90))}-${String(10 + freshPhones.next++).padStart(2, '0')}`
  const leadPhones: string[] = []
  const couples: [string, string][] = []
  let lastChanged: { source: string; id: string } | undefined

  const known = (source: string, phone: string): { id: string; fields: Partial<Reception> } => {
    const id = String(visits.length + 1)
    visits.push({ source, id, origin: `F${source === 'main' ? 1 : 2}_${id}`, phone })
    const finishedBefore = below(3) === 0 ? 2 : 0
    return { id, fields: { patientId: String(100 + visits.length), patientName: one(NAMES), patientPhone: phone, finishedBefore } }
  }
  const visitOf = (source: string, phone: string): Step => act({ kind: 'visit', source, ...known(source, phone) })
  const newVisit = (): Step => {
    const source = below(4) === 0 ? 'north' : 'main'
    const lead = below(4) === 0 ? leadPhones.pop() : undefined
    const shared = below(3) === 0 && visits.length > 0 ? one(visits).phone : undefined
    return visitOf(source, lead ?? shared ?? freshPhone())
  }
  const newVisits = (): Step[] => {
    const couple = below(2) === 0 ? couples.pop() : undefined
    if (couple) return couple.map((phone) => visitOf('main', phone))
    if (!areApart || below(2) === 0) return [newVisit()]
    const phone = freshPhone()
    return [visitOf('main', phone), visitOf('north', phone)]
  }
  const moved = (): Step[] => {
    const from = visits.filter(({ isMoved }) => !isMoved)
    if (from.length === 0) return []
    const old = one(from)
    old.isMoved = true
    const { id, fields } = known(old.source, old.phone)
    return [act({ kind: 'moved', source: old.source, from: old.id, to: id, fields })]
  }
  const change = (): Step[] => {
    if (visits.length === 0) return [newVisit()]
    // What has just changed changes again: most faults show only where a write meets the next one.
    const { source, id } = lastChanged !== undefined && below(2) === 0 ? lastChanged : one(visits)
    lastChanged = { source, id }
    const dice = below(8)
    if (dice === 0) return [act({ kind: 'visit', source, id, fields: { room: `Кабинет ${below(9)}` } })]
    if (dice === 1) {
      const services = below(4) === 0 ? [] : [{ name: 'Лечение', quantity: String(1 + below(3)), price: `${100 + below(900)}.50`, discount: '10.00' }]
      return [act({ kind: 'visit', source, id, fields: { services } })]
    }
    if (dice === 2) return moved()
    return [event(source, id, one(Object.keys(EVENTS) as Event[]))]
  }
  const person = (): Step => {
    const dice = below(8)
    const visit = visits.length === 0 ? 'F1_1' : one(visits).origin
    if (dice === 0) {
      const phones = [freshPhone()]
      if (below(3) === 0) couples.push([phones[0] as string, (phones[1] = freshPhone())])
      else leadPhones.push(...phones)
      return act({ kind: 'lead', phones, comment: `перезвонить ${below(100)}` })
    }
    if (dice === 1) return act({ kind: 'note', visit, field: one(['TITLE', 'COMMENTS']), text: `своими словами ${below(1_000)}` })
    if (dice === 2) return act({ kind: 'phone', visit, phone: freshPhone() })
    if (dice === 3) return act({ kind: 'rename', visit, name: one(NAMES) })
    if (dice === 4) return act({ kind: 'client', phone: visits.length === 0 ? freshPhone() : one(visits).phone, name: one(NAMES) })
    return act({ kind: 'drag', visit, stage: one(STAGES) })
  }
  const runApart = (): Step[] => {
    const [first, second] = below(2) === 0 ? ['main', 'north'] : ['north', 'main']
    const beside: Step = { do: 'run', only: [first], beside: true }
    const dice = below(8)
    if (dice === 0) return [{ do: 'run', only: [first] }]
    if (dice === 1) return [beside, { do: 'wait', ms: one(WAITS_MS) }, person(), { do: 'run', only: [second] }]
    return [beside, { do: 'run', only: [second] }]
  }
  const run = (): Step[] => {
    if (areApart) return runApart()
    const dice = below(8)
    if (dice === 0)
      return [
        { do: 'run', only: [], beside: true },
        { do: 'run', only: [] },
      ]
    if (dice === 1) return [{ do: 'run', only: [], beside: true }, { do: 'wait', ms: one(WAITS_MS) }, person()]
    return [{ do: 'run', only: dice === 7 ? [one(['main', 'north'])] : [] }]
  }

  const steps: Step[] = [...newVisits(), ...newVisits(), ...newVisits()]
  for (let cycle = 0, cycles = 2 + below(4); cycle < cycles; cycle++) {
    steps.push(...run())
    for (let n = below(5); n > 0; n--) steps.push(...(below(3) === 0 ? newVisits() : below(3) === 0 ? [person()] : change()))
    steps.push({ do: 'wait', ms: one(WAITS_MS) })
  }
  return [...steps, ...run()]
}
