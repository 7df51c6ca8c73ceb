import * as z from 'zod'
import { atLeast, duration, filledText, httpUrl, httpUrlOrEmpty, oneOf, positive, secret, someOf, table, tableOrDefaults, text } from './fields.ts'

/** Levels of customers: prices, site groups and monthly allowances are given per level. */
const LEVELS = ['retail', 'bronze', 'silver', 'gold'] as const

/** What the search wants to know of a product, where a property of the site can tell it. */
const ROLES = ['brand', 'model', 'part', 'quality', 'color', 'codes'] as const

const propertyName = z.union([z.string().regex(/\S/), z.int().min(1)], 'name_or_id')

export const shop = table({
  webhook: secret(),
  settle: duration().default('75s'),
  per_second: positive().default(2),
  burst: atLeast(1).default(50),
  parallel: atLeast(1, 50).default(3),
  operating_limit: duration().default('480s'),
  iblock_id: atLeast(1),
  low_stock: atLeast(0).default(3),
  /** What identifies a product to the search: its id, XML_ID, symbolic code, or a property. */
  sku: filledText().default('id'),
  /** Code or number of the property (or several) that tells the brand, the model, …; `section` is the name of the product's section. */
  properties: someOf(ROLES, z.union([propertyName, z.array(propertyName)], 'name_or_id')).prefault({}),
  /** Words behind keys that the site does not tell, by property code: `{ COLOR = { bx_4fa = "черный" } }`. */
  directories: z.record(z.string(), z.record(z.string(), z.string(), 'table'), 'table').default({}),
  currency: filledText().default('RUB'),
  /** `quantity`: what the site would still sell; `stores`: the sum over its stores, reserve included. */
  stock_from: oneOf(['quantity', 'stores']).default('quantity'),
  /** How often what changes without a trace (stock, deletions) is looked at. */
  stock_every: duration().default('10m'),
  /** Read again behind the last look: late commits, a site in a cluster. */
  overlap: duration().default('10m'),
  site_endpoint: tableOrDefaults({ url: httpUrlOrEmpty().default(''), secret: secret().default('') }),
  price_types: someOf(LEVELS, atLeast(1)).prefault({}),
  groups: someOf(LEVELS, filledText()).prefault({}),
  pay_systems: tableOrDefaults({ cloudpayments: z.array(atLeast(1), 'list').default([]), cash: z.array(atLeast(1), 'list').default([]) }),
  allowance: someOf(LEVELS, atLeast(0)).prefault({}),
})

export const telegram = table({
  token: secret(),
  api_root: httpUrl().default('https://api.telegram.org'),
})

export const cloudpayments = table({
  mode: oneOf(['site', 'front', 'direct']).default('site'),
  public_id: text().default(''),
  api_secret: secret().default(''),
  api_root: httpUrl().default('https://api.cloudpayments.ru'),
})

/** Empty address: off, as if the section were absent. */
export const assistant = table({ url: httpUrlOrEmpty().default('') })
export const speech = table({ url: httpUrlOrEmpty().default('') })
