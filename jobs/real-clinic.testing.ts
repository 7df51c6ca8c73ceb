import { LOGIN, sourceOptions } from '../connectors/ident/clinic.testing.ts'
import { openClinicSource } from '../connectors/ident/index.ts'
import { systemClock } from '../core/clock.ts'
import { localOfInstant } from '../core/instant.ts'
import type { LocalDateTime } from '../core/ports/clinic.ts'
import type { Clock } from '../core/ports/clock.ts'
import { type ClinicRows, type IdentSource, type RowInput, startIdentSource } from '../fixtures/emulators/ident/index.ts'
import { type Bench, type BenchOptions, withBench } from './clinic.testing.ts'

const DAY_MS = 86_400_000

/** One chair, one doctor with three professions, two patients; all invented. */
const ROWS: ClinicRows = {
  OwnCompanies: [{ ID: 1, Name: 'ООО Ромашка', BranchName: 'Ленина' }],
  Armchairs: [{ ID: 11, NameArmchair: 'Кабинет 1', ID_OwnCompanies: 1 }],
  Persons: [
    { ID: 100, Surname: 'Тестова', Name: 'Анна', Patronymic: 'Пробовна', MobilePhone: '+7 900 000-00-01' },
    { ID: 101, Surname: 'Образцов', Name: 'Пётр', MobilePhone: '8 900 000-00-03' },
    { ID: 500, Surname: 'Докторова', Name: 'Вера' },
  ],
  Patients: [{ ID_Persons: 100, CardNumber: 'A-1' }, { ID_Persons: 101 }],
  Staffs: [{ ID_Persons: 500 }],
  ProfessionNames: [
    { ID: 1, NameProfession: 'Администратор', ID_Roles: 7 },
    { ID: 2, NameProfession: 'Терапевт', ID_Roles: 8 },
    { ID: 3, NameProfession: 'Хирург', ID_Roles: 8 },
  ],
  Items: [1, 2, 3].map((profession) => ({ ID_Staffs: 500, ID_ProfessionNames: profession })),
}

export interface RealClinic extends Bench {
  ident: IdentSource
  /** Books a visit, in ten days unless told otherwise; its reception id. */
  book(given?: RowInput): number
  /** The wall clock of the clinic, so many days from now, at ten. */
  day(days: number): LocalDateTime
  /** The portal's deal of a reception. @throws Error unless there is exactly one */
  dealOf(reception: number): Record<string, unknown>
}

type Given = Omit<BenchOptions, 'openSource' | 'sources'> & { rows?: ClinicRows }

/** An iDENT database over the real driver and a portal over HTTP, joined by the job; closed afterwards. */
export async function withRealClinic(given: Given, use: (clinic: RealClinic) => Promise<void>): Promise<void> {
  const { rows, ...options } = given
  const zone = options.timezone ?? 'Europe/Moscow'
  let clock: Clock = systemClock
  const ident = await startIdentSource({
    clock: { now: () => clock.now() },
    zone,
    data: { ...ROWS, ...rows },
    users: { [LOGIN.user]: LOGIN.password },
  })
  // the driver's own limits need real pauses
  const patient = (ofBench: Clock): Clock => ({ now: () => ofBench.now(), sleep: systemClock.sleep })
  const openSource: BenchOptions['openSource'] = (id, { documents }, ofBench) =>
    openClinicSource(sourceOptions(ident.port, { id, timezone: zone, documents, clock: patient(ofBench) }))
  try {
    await withBench(
      async (bench) => {
        clock = bench.clock
        const day = (days: number): LocalDateTime => `${localOfInstant(clock.now() + days * DAY_MS, zone).slice(0, 10)}T10:00:00.000` as LocalDateTime
        const book = (reception: RowInput = {}): number =>
          Number(ident.db.receptions.insert({ ID_Patients: 100, ID_Armchairs: 11, ID_Staffs: 500, PlanStart: day(10), ...reception }).ID)
        const dealOf = (reception: number): Record<string, unknown> => {
          const [deal, ...others] = bench.deals().get(`F1_${reception}`) ?? []
          if (deal === undefined || others.length > 0) throw new Error(`reception ${reception} has ${deal ? others.length + 1 : 0} deals`)
          return deal
        }
        await use({ ...bench, ident, book, day, dealOf })
      },
      { ...options, openSource },
    )
  } finally {
    await ident.close()
  }
}
