import type { InstalledItem } from '../../core/ports/crm.ts'
import { type Lang, Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import type { Command, CommandResult } from './client.ts'

/** One creation, and one more when the answer to the first was lost and nothing has come of it. */
const ROUNDS = 2

/** Something that is missing, and the command that creates it. */
export interface Missing {
  item: Omit<InstalledItem, 'state' | 'next' | 'problem'>
  command: Command
}
export type Looked = InstalledItem | Missing

export interface CreateOptions {
  host: string
  batches: BatchRunner
  dryRun: boolean
  lang: Lang
  /** Resolves when a request that left now can no longer commit. */
  settled(): Promise<void>
  /** Told before every wait. */
  onWait(ms: number): void
}

/**
 * Looks, creates what is missing, and looks again: what is reported is what the portal holds then. For things whose name the portal keeps unique, so that
 * a creation repeated too early is refused and does no harm. The order of the things is kept.
 */
export async function createMissing(options: CreateOptions, look: () => Promise<readonly Looked[]>): Promise<InstalledItem[]> {
  const { host, batches, dryRun, lang, settled } = options
  let looked = await look()
  if (dryRun) return looked.map((one) => (isMissing(one) ? { ...one.item, state: 'would_create' } : one))
  const results = new Map<string, CommandResult>()
  const isNew = new Set(looked.filter(isMissing).map(({ item }) => item.name))
  for (let round = 1; round <= ROUNDS; round++) {
    const missing = looked.filter(isMissing).filter(({ item }) => round === 1 || results.get(item.name)?.kind === 'unknown')
    if (missing.length === 0) break
    const answers = await batches.write(
      missing.map(({ command }) => command),
      atOnce,
    )
    for (const [place, { item }] of missing.entries()) results.set(item.name, answers[place] ?? lost(host))
    if (answers.some(({ kind }) => kind === 'unknown')) await settled()
    looked = await look()
  }
  return looked.map((one): InstalledItem => {
    if (!isMissing(one)) return one.state === 'exists' && isNew.has(one.name) ? { ...one, state: 'created' } : one
    const result = results.get(one.item.name) ?? lost(host)
    // Lists may lag behind what was just created: a plain yes is believed.
    return result.kind === 'ok' ? { ...one.item, state: 'created' } : { ...one.item, state: 'refused', ...adviceOf(result.problem, lang) }
  })
}

function isMissing(one: Looked): one is Missing {
  return 'command' in one
}

function lost(host: string): CommandResult {
  return { kind: 'unknown', problem: new Problem('portal.uncertain', { host, method: 'batch', how: 'missing' }) }
}

/** What an item says of the problem that concerns it. Pure. */
export function adviceOf(problem: Problem, lang: Lang): Pick<InstalledItem, 'next' | 'problem'> {
  const { why, next } = problem.text(lang)
  return { next: `${why} ${next}`, problem }
}

/** There is no mark to renew: whatever becomes of a creation is looked up. */
export function atOnce(): Promise<void> {
  return Promise.resolve()
}
