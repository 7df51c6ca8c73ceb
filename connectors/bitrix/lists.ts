import type { CrmId } from '../../core/ports/crm.ts'
import type { Command } from './client.ts'
import type { Params } from './encode.ts'
import { asList } from './envelope.ts'

export type Entity = 'deal' | 'contact' | 'lead'
export type Raw = Readonly<Record<string, unknown>>

const PAGE_ROWS = 50
/** Origins and user fields are no unique keys: half a page leaves room for doubles before a page is full. */
const VALUES_PER_LIST = 25

/** One list at the portal, walked by id. */
export interface ListTask {
  entity: Entity
  filter: Params
  select: readonly string[]
  /** Rows can be no more than the ids asked for, so a full page is the whole. */
  isWhole?: boolean
  /** What every row must hold: the portal ignores a filter that it does not understand and would list everybody. */
  demands?: { field: string; values: ReadonlySet<string> }
  /** Go on behind this id. */
  after?: CrmId
}

/** `start: -1` turns counting off, which is what makes long lists slow; the next page is asked for by id. */
export function listCommand({ entity, filter, select, after }: ListTask): Command {
  const params = { filter: { ...filter, ...(after === undefined ? {} : { '>ID': after }) }, select, order: { ID: 'ASC' }, start: -1 }
  return { method: `crm.${entity}.list`, params }
}

/** The rows of an answer, and the task that goes on behind a full page. `isIgnored`: the portal did not filter, so nothing of it may be walked. */
export function pageOf(task: ListTask, answer: unknown): { rows: readonly Raw[]; next?: ListTask; isIgnored: boolean } {
  const all = asList(answer)
  const rows = task.demands === undefined ? all : all.filter((raw) => holds(raw, task.demands))
  const isIgnored = rows.length < all.length
  const last = all.at(-1)?.ID
  const isEnd = task.isWhole || isIgnored || all.length < PAGE_ROWS || last === undefined
  return isEnd ? { rows, isIgnored } : { rows, isIgnored, next: { ...task, after: String(last) } }
}

function holds(raw: Raw, demands: ListTask['demands']): boolean {
  const held = demands && raw[demands.field]
  return (Array.isArray(held) ? held : [held]).some((one) => demands?.values.has(folded(String(one))))
}

/** The portal's database compares without regard to case and to spaces at the end. */
function folded(text: string): string {
  return text.trimEnd().toLowerCase()
}

/** Lists of these ids. */
export function byIds(entity: Entity, select: readonly string[], ids: Iterable<CrmId>): ListTask[] {
  return portions([...new Set(ids)], PAGE_ROWS).map((some) => ({ entity, select, filter: { '@ID': some }, isWhole: true }))
}

/** Lists of records whose field has one of these values. */
export function byValues(entity: Entity, select: readonly string[], field: string, values: readonly string[], also: Params = {}): ListTask[] {
  return portions([...new Set(values)], VALUES_PER_LIST).map((some) => ({
    entity,
    select,
    filter: { ...also, [`@${field}`]: some },
    demands: { field, values: new Set(some.map(folded)) },
  }))
}

export function portions<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}
