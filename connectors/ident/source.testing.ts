import { systemClock } from '../../core/clock.ts'
import type { ClinicSource, ReceptionPage, ReceptionQuery } from '../../core/ports/clinic.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Cursor } from '../../core/ports/state.ts'
import { type IdentSource, type IdentSourceOptions, startIdentSource } from '../../fixtures/emulators/ident/index.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { LOGIN, sourceOptions } from './clinic.testing.ts'
import { openClinicSource } from './index.ts'

/** Monday noon in Moscow. */
export const NOON = Date.parse('2026-03-02T09:00:00.000Z')
export const MINUTE = 60_000

/** A small clinic: two chairs in two branches, two patients, one doctor. */
export const CLINIC = {
  OwnCompanies: [
    { ID: 1, Name: 'ООО Ромашка', BranchName: 'Ленина' },
    { ID: 2, Name: 'ООО Ромашка Север', BranchName: null },
  ],
  Armchairs: [
    { ID: 11, NameArmchair: 'Кабинет 1', ID_OwnCompanies: 1 },
    { ID: 12, NameArmchair: 'Кабинет 2', ID_OwnCompanies: 2 },
  ],
  Persons: [
    { ID: 100, Surname: 'Тестова', Name: 'Анна', Patronymic: 'Пробовна', MobilePhone: '+7 900 000-00-01', Phone: '8 (900) 000-00-02' },
    { ID: 101, Surname: 'Образцов', Name: 'Пётр', MobilePhone: ' ', Phone: '89000000003' },
    { ID: 500, Surname: 'Докторова', Name: 'Вера' },
  ],
  Patients: [
    { ID_Persons: 100, CardNumber: 'A-1' },
    { ID_Persons: 101, CardNumber: 'A-2', ParentSNP: 'Образцова Мария' },
  ],
  Staffs: [{ ID_Persons: 500 }],
  ServiceItems: [{ ID: 900, Name: 'Консультация & осмотр' }],
  ServiceItemPrices: [{ ID: 950, ID_ServiceItems: 900, Price: 1500.5 }],
} as const

export interface World {
  emulator: IdentSource
  source: ClinicSource
  /** Ids read in one cycle; the cursor is kept for the next. */
  cycle(query?: Partial<ReceptionQuery>): Promise<string[]>
  pages(query?: Partial<ReceptionQuery>): Promise<ReceptionPage[]>
  cursor: Cursor | undefined
  /** Moves the clock that database and bxi share. */
  pass(ms: number): void
  /** A reception at `start`, ten days ahead by default. */
  book(given?: Record<string, string | number | null>): number
}

type Given = { emulator?: Partial<IdentSourceOptions>; source?: Parameters<typeof sourceOptions>[1] }

/** A clinic's database and bxi's view of it, both closed afterwards. */
export async function withClinic(given: Given, run: (world: World) => Promise<void>): Promise<void> {
  let now = NOON
  const clock: Clock = { now: () => now, sleep: systemClock.sleep }
  const emulator = await startIdentSource({ clock, zone: 'Europe/Moscow', data: CLINIC, users: { [LOGIN.user]: LOGIN.password }, ...given.emulator })
  const documents = memoryStore({ clock }).documents
  const source = openClinicSource(sourceOptions(emulator.port, { clock, documents, ...given.source }))
  const world: World = {
    emulator,
    source,
    cursor: undefined,
    pass: (ms) => {
      now += ms
    },
    book: (reception) => {
      const row = emulator.db.receptions.insert({
        ID_Patients: 100,
        ID_Armchairs: 11,
        ID_Staffs: 500,
        PlanStart: '2026-03-12T10:00:00.000',
        ...reception,
      })
      return Number(row.ID)
    },
    pages: async (query) => {
      const found: ReceptionPage[] = []
      const asked: ReceptionQuery = { cursor: world.cursor, pageRows: 50, signal: new AbortController().signal, ...query }
      for await (const page of source.changedReceptions(asked)) found.push(page)
      return found
    },
    cycle: async (query) => {
      const found = await world.pages(query)
      // as it comes back from the state folder
      if (found.length > 0) world.cursor = JSON.parse(JSON.stringify(found.at(-1)?.cursor))
      return found.flatMap((page) => page.receptions.map((one) => one.id))
    },
  }
  try {
    await run(world)
  } finally {
    await source.close()
    await emulator.close()
  }
}
