import type { Reception } from '../../../core/ports/clinic.ts'
import type { Store } from '../../../core/ports/store.ts'
import type { RunReport } from '../../../core/report.ts'
import { seededRandom } from '../../../core/random.ts'
import { type Portal, portalInMemory, startPortal } from '../../../fixtures/emulators/portal/index.ts'
import { memoryStore } from '../../../fixtures/fakes/memory-state.ts'
import { runJob } from '../../../jobs/run-job.ts'
import type { HandedOver, Machine, ProcessParts, Room, RunStep, Scenario, ScenarioWorld } from '../scenario.ts'
import type { ClinicAct } from './acts.ts'
import { auditClinic } from './audit.ts'
import { type ProofClinic, proofClinic } from './clinic.ts'
import { configOf, kitOf, PAGE_ROWS, portalOf } from './kit.ts'
import { stageNameOf, type statusOf } from './expected.ts'
import { ORDINARY_DAY } from './ordinary.ts'
import { TWINS_DAY } from './twins.ts'
import { People, phonesOf } from './people.ts'
import { randomDays } from './random-days.ts'

export const SOURCES = ['main', 'north'] as const
/** No folder can be made below a file: each process counts its requests alone. */
const NO_SHARED_DIR = new URL(import.meta.url).pathname

/** Visits of two clinic databases on their way to one portal. */
export const clinicScenario: Scenario = {
  jobs: ['sync-ident'],
  machines: [{ name: 'here', only: [] }],
  pointsPerStep: { write: 2, ask: 0.7, send: 0.5 },
  ordinary: () => ORDINARY_DAY,
  random: (seed) => randomDays(seed),
  open: openClinicWorld,
  runHandedOver,
}

/** The same two databases, each with an agent of its own on a machine of its own: the same people come to both in the same second. */
export const agentsScenario: Scenario = {
  ...clinicScenario,
  machines: SOURCES.map((id): Machine => ({ name: id, only: [id] })),
  ordinary: () => TWINS_DAY,
  random: (seed) => randomDays(seed, { areApart: true }),
}

function runHandedOver({ handed, process, store, settleMs, outboxLimit }: HandedOver): Promise<RunReport> {
  const { url, changes } = handed as { url: string; changes: readonly Change[] }
  const clinics = SOURCES.map((id) => proofClinic(id, process.clock))
  for (const { source, id, fields } of changes) clinics.find((clinic) => clinic.id === source)?.change(id, withUndefined(fields))
  const config = configOf(SOURCES, settleMs, outboxLimit)
  const kit = kitOf({ process, store, clinics, config, portal: { url, settleMs, sharedDir: NO_SHARED_DIR } })
  return runJob('sync-ident', kit, { only: [], signal: new AbortController().signal })
}

/** One change at a clinic as JSON: `null` stands for a value that was taken away. */
interface Change {
  source: string
  id: string
  fields: Readonly<Record<string, unknown>>
}

function withUndefined(fields: Change['fields']): Partial<Reception> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? undefined]))
}

function withNull(fields: Partial<Reception>): Change['fields'] {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? null]))
}

async function openClinicWorld(room: Room): Promise<ScenarioWorld> {
  const { clock, settleMs, outboxLimit } = room
  const portal = await openEmulator(room)
  const { url, carry } = room.carrierTo(portal, portal.url)
  await portalOf({
    url,
    post: carry,
    settleMs,
    documents: memoryStore({ clock }).documents,
    sharedDir: NO_SHARED_DIR,
    clock,
    random: seededRandom(1),
  }).installIdent({ dryRun: false })
  const config = configOf(SOURCES, settleMs, outboxLimit)
  const changes: Change[] = []
  const clinics = SOURCES.map((id) => told(proofClinic(id, clock), changes))
  const people = new People(portal)
  const run = ({ process, store, post }: ProcessParts, { only }: Pick<RunStep, 'only'>, more: { full?: true; dryRun?: true } = {}) => {
    const kit = kitOf({ process, store, clinics, config, portal: { url, post, settleMs, sharedDir: NO_SHARED_DIR } })
    return runJob('sync-ident', kit, { only, signal: new AbortController().signal, ...more })
  }
  return {
    peer: portal,
    carry,
    act: (act, isQuiet) => perform(act as unknown as ClinicAct, clinics, people, isQuiet),
    run: (parts, step) => run(parts, step),
    check: async (store, wereAlone) => [...(await overfull(store, outboxLimit)), ...(wereAlone ? twins(portal) : [])],
    waiting: waitingIn,
    audit: (storeOf) => auditClinic({ storeOf, portal, clinics, people }),
    async reread(parts, machine) {
      const known = await run(parts(), machine, { full: true })
      const lost = await run(parts(memoryStore({ clock })), machine, { full: true, dryRun: true })
      return [...asksNothing(known), ...writesNothing(lost)]
    },
    handOver: () => ({ url, changes }),
    close: () => portal.close(),
  }
}

/** A clinic whose changes are also written down. */
function told(clinic: ProofClinic, changes: Change[]): ProofClinic {
  const { id: source } = clinic
  return Object.defineProperties(
    {
      ...clinic,
      change(id: string, fields: Partial<Reception>) {
        changes.push({ source, id, fields: withNull(fields) })
        clinic.change(id, fields)
      },
    },
    { changes: { get: () => clinic.changes } },
  )
}

async function openEmulator({ clock, settleMs, isReal }: Room): Promise<Portal | Omit<Portal, 'rename'>> {
  const options = { limits: 'off', operatingLimitSeconds: 'off', serverCutoffMs: settleMs, clock } as const
  return isReal ? await startPortal({ ...options, clock: { now: () => clock.now() } }) : portalInMemory(options)
}

async function perform(act: ClinicAct, clinics: readonly ProofClinic[], people: People, isQuiet: boolean): Promise<void> {
  if (act.kind === 'visit') return await change(act.source, act.id, act.fields, clinics, people)
  if (act.kind === 'moved') {
    await change(act.source, act.to, { ...act.fields, transferFrom: act.from }, clinics, people)
    return await change(act.source, act.from, { transferredTo: act.to }, clinics, people)
  }
  people.perform(act, isQuiet)
  if (act.kind === 'drag' && people.held.get(act.visit)?.asked.length === 0) await askAsShown(act.visit, clinics, people)
}

async function change(source: string, id: string, fields: Partial<Reception>, clinics: readonly ProofClinic[], people: People): Promise<void> {
  const at = clinics.findIndex((clinic) => clinic.id === source)
  clinics[at]?.change(id, fields)
  const changed = (await clinics[at]?.receptions())?.find((reception) => reception.id === id)
  if (changed) people.visitAsksFor(`F${at + 1}_${id}`, stageNameOf(changed))
}

/** What the deal shows when it is dragged is what bxi has decided last; what the visit says by then may be news already. */
async function askAsShown(origin: string, clinics: readonly ProofClinic[], people: People): Promise<void> {
  const [branch = '', id] = origin.slice(1).split('_')
  const reception = (await clinics[Number(branch) - 1]?.receptions())?.find((one) => one.id === id)
  if (!reception) return
  const shown = String(people.dealOf(origin)?.['UF_CRM_IDENT_STATUS'])
  people.visitAsksFor(origin, stageNameOf(reception, shown as ReturnType<typeof statusOf>))
  people.visitAsksFor(origin, stageNameOf(reception))
}

/** A full queue stops the reading: it may be over its limit by the page that filled it and no more. */
async function overfull(store: Store, limit: number): Promise<string[]> {
  const faults: string[] = []
  for (const id of SOURCES) {
    const state = await store.peek(`ident-visits@${id}`)
    const most = limit - 1 + PAGE_ROWS
    if (state.waitingCount() > most) faults.push(`${id}: ${state.waitingCount()} tickets wait, ${most} may`)
    await state.close()
  }
  return faults
}

/** Only two writers at once can make the same client twice; one alone never does, and never has one to take back. */
function twins({ store }: Pick<Portal, 'store'>): string[] {
  const contacts = store.contacts.all()
  const phones = contacts.flatMap((contact) => [...new Set(phonesOf(contact))])
  const doubled = [...new Set(phones.filter((phone, at) => phones.indexOf(phone) !== at))]
  const ids = contacts.map(({ ID }) => Number(ID))
  const isGap = ids.length > 0 && Math.max(...ids) - Math.min(...ids) >= ids.length
  return [
    ...doubled.map((phone) => `phone …${phone.slice(-4)}: a run alone made a second contact`),
    ...(isGap ? ['a contact was taken back although no two runs had met'] : []),
  ]
}

async function waitingIn(store: Store): Promise<number> {
  let waiting = 0
  for (const id of SOURCES) {
    const state = await store.peek(`ident-visits@${id}`)
    for await (const ticket of state.tickets()) if (ticket.state !== 'buried') waiting++
    await state.close()
  }
  return waiting
}

function asksNothing(report: RunReport): string[] {
  return report.pipelines
    .filter(({ requests, exit, deferred }) => requests.http > 0 || exit !== 0 || deferred > 0)
    .map(({ scope, requests, exit }) => `${scope}: everything read again, the portal was asked ${requests.http} times (exit ${exit})`)
}

function writesNothing(report: RunReport): string[] {
  return report.pipelines.flatMap(({ scope, created, updated, exit }) => {
    const planned = JSON.stringify({ ...created, ...updated })
    return planned === '{}' && exit === 0 ? [] : [`${scope}: with the state lost bxi would write ${planned} (exit ${exit})`]
  })
}
