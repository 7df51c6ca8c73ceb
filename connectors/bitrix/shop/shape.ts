import type { Instant } from '../../../core/ports/clock.ts'
import type { SiteShape } from '../../../core/ports/shop-site.ts'
import { Problem } from '../../../core/problem.ts'
import type { PortalClient } from '../client.ts'
import type { Walker } from './walk.ts'
import { integerOf, lineOf } from './values.ts'
import { propertyOf, type ReadableProperty } from './words.ts'

/** What the connector itself remembers of the site. */
export interface SiteFacts {
  shape: SiteShape
  properties: readonly ReadableProperty[]
  offersIblock: number | undefined
  now: Instant | undefined
  /** An instant in the site's own offset. */
  timeText(at: Instant): string
}

/** @throws Problem `shop.no-iblock` when the configured block is no catalogue of goods */
export async function readShape({
  walker,
  client,
  host,
  iblockId,
}: {
  walker: Walker
  client: PortalClient
  host: string
  iblockId: number
}): Promise<SiteFacts> {
  const select = ['id', 'iblockId', 'name', 'productIblockId']
  const catalogs = (await walker.everything({ method: 'catalog.catalog.list', key: 'catalogs', filter: {}, select })).map((raw) => ({
    iblockId: integerOf(raw['iblockId']),
    parent: integerOf(raw['productIblockId']),
    name: lineOf(raw['name']),
  }))
  const own = catalogs.find((catalog) => catalog.iblockId === iblockId)
  if (own === undefined || own.parent) {
    const found = catalogs.filter(({ parent }) => !parent).map((catalog) => `${catalog.iblockId} (${catalog.name})`)
    throw new Problem('shop.no-iblock', { host, iblock: iblockId, found: found.join(', ') })
  }
  const offersIblock = catalogs.find(({ parent }) => parent === iblockId)?.iblockId
  const properties: ReadableProperty[] = []
  for (const [list, block] of [['products', iblockId] as const, ['offers', offersIblock] as const]) {
    if (block === undefined) continue
    const rows = await walker.everything({ method: 'catalog.productProperty.list', key: 'productProperties', filter: { iblockId: block } })
    for (const raw of rows) {
      const property = integerOf(raw['iblockId']) === block ? propertyOf(raw, list) : undefined
      if (property) properties.push(property)
    }
  }
  const [told] = await client.read([{ method: 'server.time', params: {} }])
  const timeText = told?.kind === 'ok' && typeof told.result === 'string' ? told.result : ''
  const now = Number.isNaN(Date.parse(timeText)) ? undefined : Date.parse(timeText)
  return {
    shape: {
      properties: properties.map(({ id, list, code, name, isMultiple, kind }) => ({ id, list, code, name, isMultiple, kind })),
      hasOffers: offersIblock !== undefined,
      now,
    },
    properties,
    offersIblock,
    now,
    timeText: (at) => withOffset(at, /[+-]\d{2}:\d{2}$/.exec(timeText)?.[0] ?? '+00:00'),
  }
}

function withOffset(at: Instant, offset: string): string {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4))
  return new Date(at + (offset.startsWith('-') ? -minutes : minutes) * 60_000).toISOString().slice(0, 19) + offset
}
