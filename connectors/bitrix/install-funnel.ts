import type { Clock, Instant } from '../../core/ports/clock.ts'
import type { InstalledItem } from '../../core/ports/crm.ts'
import type { Documents } from '../../core/ports/state.ts'
import { Problem } from '../../core/problem.ts'
import { asMap } from './envelope.ts'
import { adviceOf, atOnce, type CreateOptions } from './install-create.ts'
import { funnelNamed, funnelsIn, funnelsNamed, valueOf } from './reference.ts'

/** Before a second creation the portal is looked at once more, so much later. */
const SECOND_LOOK_MS = 15_000
const DOCUMENT = 'portal-install'

export interface FunnelOptions extends CreateOptions {
  /** Name or id. */
  funnel: string
  documents: Documents
  clock: Clock
  settleMs: number
}

interface Funnel {
  id: string
  name: string
}

/** A creation that left and whose answer nobody has seen. */
interface Intent {
  of: string
  sentAt: Instant
}

export interface InstalledFunnel {
  id: string | undefined
  item: InstalledItem
}

/**
 * The funnel, by name or id. The portal takes a second funnel of the same name without a word, so the intent is on the disk before the creation leaves, and
 * after a lost answer, or a crash, nothing is created before a late commit is impossible and two looks have found nothing.
 */
export async function installFunnel(options: FunnelOptions): Promise<InstalledFunnel> {
  const { funnel: wanted, dryRun, documents, clock, settleMs, host } = options
  const of = `${host} ${wanted}`
  const funnels = await readFunnels(options)
  const found = funnelNamed(funnels, wanted)
  if (found) {
    if (!dryRun) await documents.remove(DOCUMENT)
    return there(found, funnels, 'exists', options)
  }
  // An id is given by the portal; nobody can create the funnel 7.
  if (/^\d+$/.test(wanted.trim())) throw new Problem('portal.funnel-missing', { wanted, found: funnels.map(({ name }) => name).join(', ') })
  if (dryRun) return { id: undefined, item: { kind: 'funnel', name: wanted, state: 'would_create' } }
  const intent = await documents.read<Intent>(DOCUMENT)
  if (intent?.of === of) {
    const late = await foundLate(options, intent.sentAt + settleMs - clock.now())
    if (late) return late
  }
  return createFunnel(options, of)
}

async function createFunnel(options: FunnelOptions, of: string): Promise<InstalledFunnel> {
  const { batches, funnel: name, documents, clock, settleMs, lang } = options
  await documents.write<Intent>(DOCUMENT, { of, sentAt: clock.now() })
  const [made] = await batches.write([{ method: 'crm.category.add', params: { entityTypeId: 2, fields: { name, sort: 500 } } }], atOnce)
  if (made?.kind === 'unknown') {
    const late = await foundLate(options, settleMs)
    if (late) return late
    throw made.problem
  }
  await documents.remove(DOCUMENT)
  if (made?.kind !== 'ok') return { id: undefined, item: { kind: 'funnel', name, state: 'refused', ...(made ? adviceOf(made.problem, lang) : {}) } }
  const id = String(asMap(asMap(made.result).category).id)
  // Somebody else may have created one meanwhile, on another machine.
  return there({ id, name }, await readFunnels(options), 'created', options)
}

/** Waits until the lost creation can no longer commit, and looks twice. */
async function foundLate(options: FunnelOptions, waitMs: number): Promise<InstalledFunnel | undefined> {
  const { clock, documents, funnel: wanted, onWait } = options
  for (const ms of [Math.max(0, Math.min(waitMs, options.settleMs)), SECOND_LOOK_MS]) {
    onWait(ms)
    await clock.sleep(ms)
    const funnels = await readFunnels(options)
    const found = funnelNamed(funnels, wanted)
    if (!found) continue
    await documents.remove(DOCUMENT)
    return there(found, funnels, 'created', options)
  }
  await documents.remove(DOCUMENT)
  return undefined
}

/** One funnel, unless several have its name: then nobody but an administrator can tell which one is meant. */
function there(found: Funnel, funnels: readonly Funnel[], state: 'exists' | 'created', { funnel: wanted, lang }: FunnelOptions): InstalledFunnel {
  const twins = funnelsNamed(funnels, wanted)
  const item = { kind: 'funnel', name: found.name } as const
  if (twins.length < 2) return { id: found.id, item: { ...item, state } }
  const problem = new Problem('portal.funnel-doubled', { wanted, ids: twins.map(({ id }) => id).join(', ') })
  return { id: found.id, item: { ...item, state: 'differs', ...adviceOf(problem, lang) } }
}

async function readFunnels({ batches }: FunnelOptions): Promise<Funnel[]> {
  const [categories] = await batches.read([{ method: 'crm.category.list', params: { entityTypeId: 2 } }])
  return funnelsIn(valueOf(categories))
}
