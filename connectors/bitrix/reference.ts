import type { Clock } from '../../core/ports/clock.ts'
import type { CrmReference, FunnelStage } from '../../core/ports/crm.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Documents } from '../../core/ports/state.ts'
import { Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import type { CommandResult } from './client.ts'
import { asList, asMap } from './envelope.ts'
import { demandFields, FIELD_COMMANDS, fieldStates } from './field-check.ts'
import { offsetOf } from './moments.ts'
import { type FieldNames, wantedFields } from './visit-fields.ts'

const KEPT_MS = 15 * 60_000
const DOUBTED_AFTER_MS = 60_000
const DOCUMENT = 'portal-reference'

/** What the port tells, and what only the connector needs. */
export interface PortalReference extends CrmReference {
  /** Lead stages that are final. */
  leadFinalStages: readonly string[]
}

interface Kept {
  /** Host, funnel and field names: another configuration must not find this one's answer. */
  of: string
  at: number
  reference: PortalReference
}

export interface ReferenceOptions {
  batches: BatchRunner
  documents: Documents
  names: FieldNames
  clock: Clock
  log: Log
  host: string
  funnel: string
}

export interface ReferenceReader {
  (fresh?: boolean): Promise<PortalReference>
  /** The portal has been changed. */
  forget(): Promise<void>
  /** The portal said no to something that should be there: what is kept may be stale. At most one question a minute comes of it. */
  doubt(): Promise<void>
}

/** The value of a read command; a refused one is a rejected promise here, because nothing works without it. */
export function valueOf(result: CommandResult | undefined): unknown {
  if (result?.kind === 'ok') return result.result
  if (result) throw result.problem
  return undefined
}

/** Funnel, stages, lead stages, CRM mode and offset, in one batch; kept for a quarter of an hour. Concurrent callers share one question. */
export function referenceReader(options: ReferenceOptions): ReferenceReader {
  const { documents, names, clock, log, host, funnel } = options
  const of = [host, funnel, ...wantedFields(names).map(({ name }) => name)].join(' ')
  let kept: Kept | undefined
  let underWay: Promise<PortalReference> | undefined

  const isFresh = (): boolean => {
    const ageMs = clock.now() - (kept?.at ?? 0)
    return kept?.of === of && ageMs >= 0 && ageMs < KEPT_MS
  }
  const ask = async (): Promise<PortalReference> => {
    const reference = await readReference(options)
    kept = { of, at: clock.now(), reference }
    await documents.write(DOCUMENT, kept).catch((error: unknown) => log.warn({ name: nameOf(error) }, 'what the portal is like could not be kept'))
    return reference
  }
  const read = async (fresh: boolean): Promise<PortalReference> => {
    if (!fresh && !isFresh()) {
      kept = await documents.recall<Kept>(DOCUMENT).catch((error: unknown) => {
        log.warn({ name: nameOf(error) }, 'what the portal was like could not be read')
        return undefined
      })
    }
    return !fresh && kept && isFresh() ? kept.reference : ask()
  }
  const reader = async (fresh = false): Promise<PortalReference> => {
    if (fresh) return read(true)
    underWay ??= read(false).finally(() => {
      underWay = undefined
    })
    return underWay
  }
  const forget = async (): Promise<void> => {
    kept = undefined
    await documents.remove(DOCUMENT)
  }
  const doubt = async (): Promise<void> => {
    if (kept !== undefined && clock.now() - kept.at >= DOUBTED_AFTER_MS) await forget()
  }
  return Object.assign(reader, { forget, doubt })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

async function readReference({ batches, names, host, funnel: wanted }: ReferenceOptions): Promise<PortalReference> {
  // Which directory holds the stages is known only with the funnel's id, so all directories are asked for at once.
  const answers = await batches.read([
    { method: 'crm.category.list', params: { entityTypeId: 2 } },
    { method: 'crm.status.list', params: { order: { SORT: 'ASC' } } },
    { method: 'crm.settings.mode.get', params: {} },
    { method: 'server.time', params: {} },
    ...FIELD_COMMANDS,
  ])
  const [categories, statuses, mode, time, ...fields] = answers.map(valueOf)
  const funnels = funnelsIn(categories)
  const funnel = funnelNamed(funnels, wanted)
  if (!funnel) throw new Problem('portal.funnel-missing', { wanted, found: funnels.map(({ name }) => name).join(', ') })
  demandFields(fieldStates(wantedFields(names), fields))
  const directory = asList(statuses)
  const leads = stagesIn(directory, 'STATUS')
  const converted = leads.find(({ kind }) => kind === 'won')
  if (!converted) throw new Problem('portal.lead-stage-missing', { host })
  return {
    funnel,
    stages: stagesIn(directory, stagesEntity(funnel.id)),
    leadConvertedStage: converted.id,
    leadFinalStages: leads.filter(({ kind }) => kind !== 'open').map(({ id }) => id),
    mode: modeOf(mode),
    offsetMinutes: offsetOf(String(time)) ?? 0,
  }
}

/** 1: leads are kept; 2: the portal turns a new lead into a deal by itself. */
export function modeOf(mode: unknown): CrmReference['mode'] {
  return String(mode) === '2' ? 'simple' : 'classic'
}

/** The funnels of a category list. */
export function funnelsIn(categories: unknown): { id: string; name: string }[] {
  return asList(asMap(categories).categories).map(({ id, name }) => ({ id: String(id), name: String(name) }))
}

/** By name in any case, else by id. Of several with one name, the oldest. */
export function funnelNamed(funnels: readonly { id: string; name: string }[], wanted: string): { id: string; name: string } | undefined {
  const [oldest] = [...funnelsNamed(funnels, wanted)].sort((a, b) => Number(a.id) - Number(b.id))
  return oldest ?? funnels.find(({ id }) => id === wanted.trim())
}

/** Every funnel of that name, in any case: the portal allows several. */
export function funnelsNamed<F extends { name: string }>(funnels: readonly F[], wanted: string): F[] {
  const folded = wanted.trim().toLowerCase()
  return funnels.filter(({ name }) => name.trim().toLowerCase() === folded)
}

/** The directory of a funnel's stages; the default funnel's has no number. */
export function stagesEntity(funnelId: string): string {
  return funnelId === '0' ? 'DEAL_STAGE' : `DEAL_STAGE_${funnelId}`
}

/** Stages of one directory, in their order. */
export function stagesIn(directory: readonly Readonly<Record<string, unknown>>[], entityId: string): FunnelStage[] {
  return directory
    .filter(({ ENTITY_ID }) => ENTITY_ID === entityId)
    .map(
      ({ STATUS_ID, NAME, SORT, SEMANTICS, EXTRA }): FunnelStage => ({
        id: String(STATUS_ID),
        name: String(NAME),
        sort: Number(SORT),
        kind: kindOf(SEMANTICS, EXTRA),
      }),
    )
    .sort((a, b) => a.sort - b.sort)
}

function kindOf(semantics: unknown, extra: unknown): FunnelStage['kind'] {
  const word = asMap(extra).SEMANTICS
  if (semantics === 'S' || word === 'success') return 'won'
  return semantics === 'F' || word === 'failure' || word === 'apology' ? 'lost' : 'open'
}
