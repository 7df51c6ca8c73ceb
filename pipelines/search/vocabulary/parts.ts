import { GOODS } from './goods.ts'
import { OTHER_PARTS } from './other-parts.ts'
import type { PartConcept } from './part-concept.ts'
import { PARTS_OF_DEVICES } from './parts-of-devices.ts'

/** Everything that the tables know by name. The order is that in which a screen without an asked part shows them. */
export const PARTS: readonly PartConcept[] = [...PARTS_OF_DEVICES, ...GOODS, ...OTHER_PARTS]

/** Words that may mean several parts: in the order in which they are preferred. The first that the shop sells for the device answers. */
export const AMBIGUOUS_PHRASES: readonly { phrase: string; parts: readonly string[]; all?: true }[] = [
  { phrase: 'стекло', parts: ['guard', 'reglass'], all: true },
  { phrase: 'камера', parts: ['main', 'front'] },
  // A phone's port sits on its board.
  { phrase: 'charging port', parts: ['port', 'charge'] },
  { phrase: 'camera', parts: ['main', 'front'] },
  { phrase: 'динамик', parts: ['loud', 'ear'] },
  { phrase: 'шлейф', parts: ['charge', 'flat', 'keys', 'finger', 'sensor'] },
  { phrase: 'кнопка', parts: ['keys', 'home', 'pushers'] },
  { phrase: 'кнопки', parts: ['keys', 'pushers', 'home'] },
  // On a device it is whatever charges it; without one it stands in a wall.
  { phrase: 'зарядка', parts: ['charger', 'psu', 'charge', 'port'] },
  { phrase: 'зарядное', parts: ['charger', 'psu', 'charge', 'port'] },
  { phrase: 'зарядное устройство', parts: ['charger', 'psu'] },
  { phrase: 'зарядник', parts: ['charger', 'psu'] },
  { phrase: 'адаптер питания', parts: ['psu', 'charger'] },
  { phrase: 'пленка', parts: ['guard', 'consum'] },
]
