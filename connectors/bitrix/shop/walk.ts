import { Problem } from '../../../core/problem.ts'
import type { Stretch } from '../../../core/ports/shop-site.ts'
import type { Command, PortalClient } from '../client.ts'
import { Earlier, type Params, type ParamValue } from '../encode.ts'
import { asList, asMap } from '../envelope.ts'
import type { Speed } from '../speed.ts'
import { integerOf, type Raw } from './values.ts'

const PAGE_ROWS = 50
/** A batch stays this far below the server's 60 s. */
const LONGEST_BATCH_SECONDS = 20
const FIRST_PAGES = 4
/** What one batch may bring: fifty pages at once would fill the memory for the sake of a few requests. */
const MOST_PAGES = 20

/** A list of the site, walked by id. */
export interface SiteList {
  method: string
  /** Key of the rows in an answer. */
  key: string
  filter: Params
  select?: readonly string[]
}

/** Pages of a list behind an id: several in one batch, each page's filter naming the last id of the page before. */
export interface Walker {
  stretch(list: SiteList, after: number): Promise<Stretch<Raw>>
  /** For lists that describe the catalogue: nobody's rights hide rows of them, so a short page is the last one. */
  everything(list: SiteList): Promise<Raw[]>
}

export function listCommand({ method, filter, select }: SiteList, after: ParamValue): Command {
  return { method, params: { ...(select ? { select } : {}), filter: { ...filter, '>id': after }, order: { id: 'asc' }, start: -1 } }
}

export function walker(client: PortalClient, speed: Speed): Walker {
  /** How many pages the next batch asks for: a short list must not cost fifty commands. */
  let pages = FIRST_PAGES

  async function chain(list: SiteList, after: number, length: number): Promise<{ rows: Raw[]; upTo: number; unreadable: number; isShort: boolean }> {
    const commands = Array.from({ length }, (_, index) =>
      listCommand(list, index === 0 ? after : new Earlier(index - 1, list.key, PAGE_ROWS - 1, 'id')),
    )
    const results = await client.read(commands)
    const found: Raw[] = []
    let [upTo, unreadable, isShort] = [after, 0, false]
    for (const [index, result] of results.entries()) {
      if (result.kind !== 'ok') {
        if (index === 0) throw result.problem
        break
      }
      const rows = asList(asMap(result.result)[list.key])
      const ids = rows.map((row) => integerOf(row['id']))
      const known = ids.filter((id): id is number => id !== undefined)
      // Ids of before: a reference to nothing starts from the beginning again, and so does a site that ignores the filter.
      if (known.some((id) => id <= upTo)) {
        if (index === 0) throw new Problem('shop.ignores-filter', { host: client.host, method: list.method })
        break
      }
      found.push(...rows.filter((_, at) => ids[at] !== undefined))
      unreadable += rows.length - known.length
      upTo = Math.max(upTo, ...known)
      isShort = rows.length < PAGE_ROWS || known.length === 0
      if (isShort) break
    }
    return { rows: found, upTo, unreadable, isShort }
  }

  async function stretch(list: SiteList, after: number): Promise<Stretch<Raw>> {
    const most = Math.max(1, Math.min(MOST_PAGES, Math.floor(LONGEST_BATCH_SECONDS / (await speed.secondsPer('read')))))
    const first = await chain(list, after, Math.min(pages, most))
    if (!first.isShort) {
      pages = Math.min(MOST_PAGES, pages * 4)
      return { ...first, isEnd: false }
    }
    pages = FIRST_PAGES
    if (first.upTo === after) return { ...first, isEnd: true }
    // A short page is no proof of the end: rows may have gone while it was made, or be hidden from us.
    const rest = await chain(list, first.upTo, 1)
    return {
      rows: [...first.rows, ...rest.rows],
      upTo: rest.upTo,
      unreadable: first.unreadable + rest.unreadable,
      isEnd: rest.upTo === first.upTo,
    }
  }

  return {
    stretch,
    async everything(list) {
      const rows: Raw[] = []
      for (let after = 0; ; ) {
        const { rows: more, upTo, isShort } = await chain(list, after, FIRST_PAGES)
        rows.push(...more)
        if (isShort) return rows
        after = upTo
      }
    },
  }
}
