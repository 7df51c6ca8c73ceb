import type { Step } from '../scenario.ts'
import { act, GOLD, RETAIL } from './acts.ts'

export const SYNC: Step = { do: 'run', only: [] }
export const NIGHTLY: Step = { do: 'run', only: [], job: 'sync-shop-full' }
const SYNC_BESIDE: Step = { do: 'run', only: [], beside: true }
const NIGHTLY_BESIDE: Step = { do: 'run', only: [], job: 'sync-shop-full', beside: true }

/** The run beside has ended. */
const MEANWHILE: Step = { do: 'wait', ms: 5_000 }

const display = (id: number, brand = 'Nomu'): Step =>
  act({ kind: 'add', id, name: `Дисплей для Nomu S${id % 7} (черный) - ориг ${id}`, brand, color: 'черный', price: 2_000 + id, amount: id % 4 })

/**
 * Days of a shop that have one of everything: new goods and variations, other prices, stock, names, colours and words, goods switched off, deleted and
 * brought back, each again directly after a run, and both jobs one after another and side by side.
 */
export const ORDINARY_SHOP: readonly Step[] = [
  ...[1_001, 1_002, 1_003, 1_004, 1_005, 1_006].map((id) => display(id)),
  act({ kind: 'add', id: 2_001, name: 'Чехол для Nomu S5', isParent: true, brand: 'Nomu' }),
  act({ kind: 'add', id: 3_001, name: 'Чехол для Nomu S5 красный', parent: 2_001, color: 'красный', price: 300, amount: 5 }),
  act({ kind: 'add', id: 3_002, name: 'Чехол для Nomu S5 синий', parent: 2_001, color: 'синий', price: 310, amount: 0 }),
  SYNC,
  act({ kind: 'rename', id: 1_001, name: 'Дисплей для Nomu S1 новый' }),
  act({ kind: 'price', id: 1_002, type: RETAIL, price: 77 }),
  act({ kind: 'price', id: 3_001, type: GOLD, price: 250 }),
  act({ kind: 'stock', id: 1_003, amount: 9 }),
  act({ kind: 'delete', id: 1_004 }),
  act({ kind: 'switch', id: 1_005, active: false }),
  display(1_011),
  act({ kind: 'add', id: 3_003, name: 'Чехол для Nomu S5 белый', parent: 2_001, color: 'белый', price: 320, amount: 2 }),
  SYNC,
  act({ kind: 'price', id: 1_002, type: RETAIL, price: 78 }),
  act({ kind: 'stock', id: 1_003, amount: 0 }),
  act({ kind: 'switch', id: 1_005, active: true }),
  act({ kind: 'rename', id: 1_011, name: 'Дисплей для Nomu S3 с рамкой' }),
  act({ kind: 'reword', from: 'Nomu', to: 'Nomu Mobile' }),
  SYNC,
  display(1_012, 'Zeta'),
  act({ kind: 'property', id: 1_006, code: 'COLOR', value: 'белый' }),
  act({ kind: 'switch', id: 2_001, active: false }),
  act({ kind: 'delete', id: 3_002 }),
  NIGHTLY_BESIDE,
  SYNC,
  MEANWHILE,
  act({ kind: 'switch', id: 2_001, active: true }),
  act({ kind: 'price', id: 3_001, type: GOLD, price: 260 }),
  act({ kind: 'delete', id: 1_003 }),
  SYNC_BESIDE,
  { do: 'wait', ms: 60 },
  act({ kind: 'stock', id: 1_001, amount: 7 }),
  act({ kind: 'rename', id: 1_002, name: 'Дисплей для Nomu S2 с рамкой' }),
  NIGHTLY,
  MEANWHILE,
  act({ kind: 'delete', id: 2_001 }),
  act({ kind: 'reword', from: 'Nomu Mobile', to: 'Nomu' }),
  SYNC,
  display(1_013, 'Omega'),
  SYNC,
]
