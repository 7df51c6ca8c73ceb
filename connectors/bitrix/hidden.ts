import type { CrmId } from '../../core/ports/crm.ts'
import { isProblem, Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import type { CommandResult } from './client.ts'
import type { Raw } from './lists.ts'

type Entity = 'deal' | 'contact'

const GET = { deal: 'crm.deal.get', contact: 'crm.contact.get' } as const satisfies Record<Entity, string>

export interface Missing {
  /** Records that a list left out although they may be read. */
  found: readonly (readonly [Entity, Raw])[]
  /** Records that exist and that the webhook's owner may not read. */
  hidden: { deals: ReadonlySet<CrmId>; contacts: ReadonlySet<CrmId> }
}

/**
 * Tells deleted records from hidden ones. A list leaves both out without a word, and taking a hidden deal for a deleted one would make a second; only
 * `get` says which. Asks nothing when nothing is missing.
 *
 * @param missing known ids that the lists did not bring
 * @throws Problem when an answer is neither the record nor "not found" nor "denied"
 */
export async function tellMissing(missing: Readonly<Record<Entity, readonly CrmId[]>>, batches: BatchRunner): Promise<Missing> {
  const asked = (['deal', 'contact'] as const).flatMap((entity) => [...new Set(missing[entity])].map((id) => ({ entity, id })))
  const found: (readonly [Entity, Raw])[] = []
  const hidden = { deal: new Set<CrmId>(), contact: new Set<CrmId>() }
  if (asked.length > 0) {
    const answers = await batches.read(asked.map(({ entity, id }) => ({ method: GET[entity], params: { id } })))
    for (const [index, { entity, id }] of asked.entries()) {
      const answer = meaningOf(answers[index])
      if (answer === 'hidden') hidden[entity].add(id)
      else if (answer !== 'deleted') found.push([entity, answer])
    }
  }
  return { found, hidden: { deals: hidden.deal, contacts: hidden.contact } }
}

function meaningOf(result: CommandResult | undefined): 'hidden' | 'deleted' | Raw {
  if (result === undefined) throw new Problem('bug', { name: 'an answer is missing' })
  if (result.kind === 'ok') return (result.result ?? {}) as Raw
  if (isProblem(result.problem, 'portal.no-rights')) return 'hidden'
  if (isProblem(result.problem, 'portal.refused') && /not found|не найден/i.test(result.problem.params.detail)) return 'deleted'
  throw result.problem
}

/** Most of the known deals hidden at once is no matter of single records: the owner of the webhook has lost his rights. */
export function haveRightsGone(known: number, hidden: number): boolean {
  return hidden >= 2 && hidden * 2 >= known
}
