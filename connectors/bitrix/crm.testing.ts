import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../core/ports/clock.ts'
import type { CrmQuestion, CrmStep, NewContact, NewDeal, VisitDealFields } from '../../core/ports/crm.ts'
import type { Log, LogFields } from '../../core/ports/log.ts'
import { isProblem, type Problem } from '../../core/problem.ts'
import { type Phone, parsePhone } from '../../core/phone.ts'
import { systemClock } from '../../core/clock.ts'
import { seededRandom } from '../../core/random.ts'
import { type Portal, type PortalOptions, startPortal } from '../../fixtures/emulators/portal/index.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { openPortal, type PortalConnectorOptions } from './index.ts'

export type TestCrm = ReturnType<typeof openPortal>

export interface TestWorld {
  portal: Portal
  crm: TestCrm
  /** Another process of the same host: same folder, own memory. */
  open(changes?: Partial<PortalConnectorOptions>): TestCrm
  /** Everything the connector has logged, as text. */
  logged(): string
  dir: string
}

/** The machine's clock that leaps over every pause instead of waiting. */
function leapingClock(): Clock {
  let leaptMs = 0
  return {
    now: () => systemClock.now() + leaptMs,
    sleep: async (ms) => {
      leaptMs += ms
      await systemClock.sleep(0)
    },
  }
}

/** A fresh portal on which `bxi portal install` has run, and a connector that talks to it over real HTTP. Counters start at zero. */
export async function withCrm(
  options: PortalOptions & { connector?: Partial<PortalConnectorOptions>; bare?: boolean },
  body: (world: TestWorld) => Promise<void>,
): Promise<void> {
  const { connector, bare, ...portalOptions } = options
  const portal = await startPortal({ limits: 'off', serverCutoffMs: 1_500, ...portalOptions })
  const dir = await mkdtemp(join(tmpdir(), 'bxi-portal-'))
  const lines: string[] = []
  const open = (changes: Partial<PortalConnectorOptions> = {}): TestCrm => openPortal({ ...optionsFor(portal, dir, lines), ...connector, ...changes })
  const crm = open()
  try {
    if (!bare) {
      await open({ perSecond: 1_000, burst: 10_000, sharedDir: join(dir, 'installer') }).installIdent({ dryRun: false })
      portal.stats.reset()
    }
    await body({ portal, crm, open, logged: () => lines.join('\n'), dir })
  } finally {
    await portal.close()
    await rm(dir, { recursive: true, force: true })
  }
}

function optionsFor(portal: Portal, dir: string, lines: string[]): PortalConnectorOptions {
  return {
    webhook: portal.url,
    funnel: 'Ident',
    stages: {},
    perSecond: 100,
    burst: 1_000,
    parallel: 3,
    operatingLimitSeconds: 480,
    timeoutMs: 2_000,
    documents: memoryStore({ clock: systemClock }).documents,
    sharedDir: dir,
    trafficClass: 'live',
    clock: leapingClock(),
    random: seededRandom(7),
    log: logInto(lines),
  }
}

function logInto(lines: string[]): Log {
  const write = (fields: LogFields, message: string): void => void lines.push(JSON.stringify({ ...fields, message }))
  const log: Log = { debug: write, info: write, warn: write, error: write, critical: write, child: () => log, flush: () => Promise.resolve() }
  return log
}

/** A question about nothing but what is given. */
export function asking(question: Partial<CrmQuestion>): CrmQuestion {
  return { dealIds: [], dealOrigins: [], contactIds: [], contactOrigins: [], phones: [], withLeadsOfDeals: false, ...question }
}

/** Invented numbers: +7 900 000-00-00 and up. */
export function phoneNo(n: number): Phone {
  const phone = parsePhone(`+7900${String(n).padStart(7, '0')}`)
  if (phone === undefined) throw new Error(`no phone ${n}`)
  return phone
}

export function aContact(contact: Partial<NewContact> = {}): CrmStep {
  return { do: 'create_contact', contact: { lastName: 'Проверкина', name: 'Анна', phones: [phoneNo(1)], origin: 'main:1', ...contact } }
}

export function aDeal(deal: Partial<Omit<NewDeal, 'stage'>> & { stage: string }): CrmStep {
  return { do: 'create_deal', contact: 'created', deal: { title: 'Визит', origin: 'F1_1', fields: { externalId: deal.origin ?? 'F1_1' }, ...deal } }
}

/** Fifty new visits as `decide` would ask for them. */
export function newVisits(count: number, stage: string): { key: string; steps: CrmStep[] }[] {
  return Array.from({ length: count }, (_, i) => ({
    key: `F1_${i}`,
    steps: [
      aContact({ lastName: `Проверкина-${i}`, phones: [phoneNo(i)], origin: `main:${i}` }),
      aDeal({ stage, origin: `F1_${i}`, fields: { externalId: `F1_${i}`, status: 'planned' } }),
    ],
  }))
}

export const noFields: VisitDealFields = {
  externalId: '',
  patient: undefined,
  phone: undefined,
  card: undefined,
  patientId: undefined,
  start: undefined,
  end: undefined,
  branch: undefined,
  room: undefined,
  doctor: undefined,
  speciality: undefined,
  services: undefined,
  sumKopecks: undefined,
  status: undefined,
  created: undefined,
  changed: undefined,
  comment: undefined,
  cancelReason: undefined,
}

export const atOnce = (): Promise<void> => Promise.resolve()

/** The Problem that a promise is rejected with; fails when it is not. */
export async function problemIn(work: Promise<unknown>): Promise<Problem> {
  try {
    await work
  } catch (error) {
    if (isProblem(error)) return error
    throw error
  }
  throw new Error('nothing was rejected')
}
