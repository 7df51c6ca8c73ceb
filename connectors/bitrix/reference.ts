import type { Clock } from '../../core/ports/clock.ts'
import type { CrmReference, FunnelStage } from '../../core/ports/crm.ts'
import type { Documents } from '../../core/ports/state.ts'
import { Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import type { CommandResult } from './client.ts'
import { asList, asMap } from './envelope.ts'
import { offsetOf } from './moments.ts'

const KEPT_MS = 15 * 60_000
const DOCUMENT = 'portal-reference'

/** What the port tells, and what only the connector needs. */
export interface PortalReference extends CrmReference {
  /** Lead stages that are final. */
  leadFinalStages: readonly string[]
}

interface Kept {
  funnel: string
  host: string
  at: number
  reference: PortalReference
}

/** The value of a read command; a refused one is a rejected promise here, because nothing works without it. */
export function valueOf(result: CommandResult | undefined): unknown {
  if (result?.kind === 'ok') return result.result
  if (result) throw result.problem
  return undefined
}

/** Funnel, stages, lead stages, CRM mode and offset, in one batch of two at most; kept for a quarter of an hour. */
export function referenceReader(options: { batches: BatchRunner; documents: Documents; clock: Clock; host: string; funnel: string }) {
  const { batches, documents, clock, host, funnel } = options
  let kept: Kept | undefined
  return async (fresh = false): Promise<PortalReference> => {
    kept ??= await documents.read<Kept>(DOCUMENT)
    const age = clock.now() - (kept?.at ?? 0)
    if (!fresh && kept?.host === host && kept.funnel === funnel && age >= 0 && age < KEPT_MS) return kept.reference
    kept = { host, funnel, at: clock.now(), reference: await readReference(batches, funnel) }
    await documents.write(DOCUMENT, kept)
    return kept.reference
  }
}

async function readReference(batches: BatchRunner, wanted: string): Promise<PortalReference> {
  // Which directory holds the stages is known only with the funnel's id, but all deal stages can be asked for at once.
  const [categories, statuses, mode, time] = await batches.read([
    { method: 'crm.category.list', params: { entityTypeId: 2 } },
    { method: 'crm.status.list', params: { order: { SORT: 'ASC' } } },
    { method: 'crm.settings.mode.get', params: {} },
    { method: 'server.time', params: {} },
  ])
  const funnels = asList(asMap(valueOf(categories)).categories).map(({ id, name }) => ({ id: String(id), name: String(name) }))
  const funnel = funnels.find(({ name }) => name.trim().toLowerCase() === wanted.trim().toLowerCase()) ?? funnels.find(({ id }) => id === wanted)
  if (!funnel) throw new Problem('portal.funnel-missing', { wanted, found: funnels.map(({ name }) => name).join(', ') })
  const directory = asList(valueOf(statuses))
  const entity = stagesEntity(funnel.id)
  const stages = directory.filter(({ ENTITY_ID }) => ENTITY_ID === entity).map(stageOf)
  const leads = directory.filter(({ ENTITY_ID }) => ENTITY_ID === 'STATUS').map(stageOf)
  return {
    funnel,
    stages,
    leadConvertedStage: leads.find(({ kind }) => kind === 'won')?.id ?? 'CONVERTED',
    leadFinalStages: leads.filter(({ kind }) => kind !== 'open').map(({ id }) => id),
    mode: String(valueOf(mode)) === '2' ? 'simple' : 'classic',
    offsetMinutes: offsetOf(String(valueOf(time))) ?? 180,
  }
}

/** The directory of a funnel's stages; the default funnel's has no number. */
export function stagesEntity(funnelId: string): string {
  return funnelId === '0' ? 'DEAL_STAGE' : `DEAL_STAGE_${funnelId}`
}

function stageOf({ STATUS_ID, NAME, SORT, SEMANTICS }: Readonly<Record<string, unknown>>): FunnelStage {
  return { id: String(STATUS_ID), name: String(NAME), sort: Number(SORT), kind: SEMANTICS === 'S' ? 'won' : SEMANTICS === 'F' ? 'lost' : 'open' }
}
