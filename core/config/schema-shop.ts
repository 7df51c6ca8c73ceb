import * as z from 'zod'
import { atLeast, duration, filledText, httpUrl, httpUrlOrEmpty, oneOf, secret, someOf, table, tableOrDefaults, text } from './fields.ts'

/** Levels of customers: prices, site groups and monthly allowances are given per level. */
const LEVELS = ['retail', 'bronze', 'silver', 'gold'] as const

export const shop = table({
  webhook: secret(),
  settle: duration().default('75s'),
  iblock_id: atLeast(1),
  low_stock: atLeast(0).default(3),
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
