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
  /** Go on behind this id. */
  after?: CrmId
}

/** `start: -1` turns counting off, which is what makes long lists slow; the next page is asked for by id. */
export function listCommand({ entity, filter, select, after }: ListTask): Command {
  const params = { filter: { ...filter, ...(after === undefined ? {} : { '>ID': after }) }, select, order: { ID: 'ASC' }, start: -1 }
  return { method: `crm.${entity}.list`, params }
}

/** The rows of an answer, and the task that goes on behind a full page. */
export function pageOf(task: ListTask, answer: unknown): { rows: readonly Raw[]; next: ListTask | undefined } {
  const rows = asList(answer)
  const last = rows.at(-1)?.ID
  return { rows, next: task.isWhole || rows.length < PAGE_ROWS || last === undefined ? undefined : { ...task, after: String(last) } }
}

/** Lists of these ids. */
export function byIds(entity: Entity, select: readonly string[], ids: Iterable<CrmId>): ListTask[] {
  return portions([...new Set(ids)], PAGE_ROWS).map((some) => ({ entity, select, filter: { '@ID': some }, isWhole: true }))
}

/** Lists of records whose field has one of these values. */
export function byValues(entity: Entity, select: readonly string[], field: string, values: readonly string[], also: Params = {}): ListTask[] {
  return portions([...new Set(values)], VALUES_PER_LIST).map((some) => ({ entity, select, filter: { ...also, [`@${field}`]: some } }))
}

function portions<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}
