import type { Ticket } from '../../../core/ports/state.ts'

/** A delivery of a visit as it waits; about as large as a real one. */
export function ticket(n: number): Ticket {
  const now = Date.UTC(2026, 2, 1)
  return {
    key: `F1_${n}`,
    version: `2026-03-01T10:${String(n % 60).padStart(2, '0')}:00.000Z`,
    digest: n.toString(16).padStart(24, '0'),
    lanes: [`visit:main:${n}`, `patient:main:${n}`],
    state: 'refused',
    cause: { code: 'bug', system: 'portal', method: 'deal' },
    attempts: 1,
    looksAbsent: 0,
    firstAt: now + n,
    dueAt: now + 30_000 + n,
    row: { externalId: `F1_${n}`, status: 'planned', room: 'Кабинет 1', start: now, services: 'Осмотр и консультация', filler: 'x'.repeat(200) },
  }
}
