import { canonicalJson } from '../../core/keys.ts'
import type { Reception, ServiceLine, UnreadableReception } from '../../core/ports/clinic.ts'
import { isProblem, type Problem } from '../../core/problem.ts'
import type { Row } from './session.ts'
import { type Parsed, parseReception, parseService, type ReceptionWithoutServices } from './rows.ts'
import type { ClinicSourceOptions } from './options.ts'

export interface Details {
  receptions: readonly Reception[]
  unreadable: readonly UnreadableReception[]
}

/** The two questions of a page; each rejects with `ident.conversion` when a row of it cannot be computed. */
export interface DetailQuestions {
  receptions(ids: readonly string[]): Promise<readonly Row[]>
  services(ids: readonly string[]): Promise<readonly Row[]>
}

/**
 * Receptions with their bills, in the order of `ids`; vanished ones are left out.
 *
 * A value that the database cannot convert fails the whole batch, so the batch is halved until the rows that cause it stand alone: they
 * become unreadable with the reason, the others go on. The same happens to rows that do not fit the contract.
 */
export async function readDetails(ask: DetailQuestions, ids: readonly string[], branchFrom: ClinicSourceOptions['branchFrom']): Promise<Details> {
  const unreadable = new Map<string, string>()
  const found = new Map<string, ReceptionWithoutServices>()
  for (const raw of await halving(ids, ask.receptions, unreadable)) {
    const parsed = keep(parseReception(raw, branchFrom), raw, unreadable)
    if (parsed) found.set(parsed.id, firstOf(found.get(parsed.id), parsed))
  }
  const lines = new Map<string, ServiceLine[]>()
  const present = ids.filter((id) => found.has(id))
  for (const raw of await halving(present, ask.services, unreadable)) {
    const parsed = keep(parseService(raw), raw, unreadable)
    if (parsed) lines.set(parsed.receptionId, [...(lines.get(parsed.receptionId) ?? []), parsed.line])
  }
  return {
    receptions: present.flatMap((id) => {
      const reception = found.get(id)
      return reception && !unreadable.has(id) ? [{ ...reception, services: sorted(once(lines.get(id) ?? [])) }] : []
    }),
    unreadable: [...unreadable].map(([id, why]) => ({ id, why })),
  }
}

async function halving(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<readonly Row[]>,
  unreadable: Map<string, string>,
): Promise<readonly Row[]> {
  if (ids.length === 0) return []
  try {
    return await ask(ids)
  } catch (error) {
    if (!isProblem(error, 'ident.conversion')) throw error
    const [only] = ids
    if (ids.length === 1 && only !== undefined) {
      unreadable.set(only, whyOf(error))
      return []
    }
    const middle = Math.ceil(ids.length / 2)
    const left = await halving(ids.slice(0, middle), ask, unreadable)
    return [...left, ...(await halving(ids.slice(middle), ask, unreadable))]
  }
}

function whyOf(problem: Problem<'ident.conversion'>): string {
  return `${problem.params.file}: SQL ${problem.params.number}`
}

/** Rows were selected by `reception_id`, so each of them has one. */
function keep<T>(parsed: Parsed<T>, raw: Row, unreadable: Map<string, string>): T | undefined {
  if ('row' in parsed) return parsed.row
  const id = raw.reception_id
  if (typeof id === 'number' || typeof id === 'string') unreadable.set(String(id), parsed.faults.join('; '))
  return undefined
}

/**
 * Of a reception that a join of the query file multiplied (a doctor with three professions), always the same row: were it the last one, the server's
 * mood would change the deal in every cycle.
 */
function firstOf(held: ReceptionWithoutServices | undefined, next: ReceptionWithoutServices): ReceptionWithoutServices {
  return held === undefined || canonicalJson(next) < canonicalJson(held) ? next : held
}

/** A line that a join multiplied counts once: its id says that it is the same. */
function once(lines: readonly ServiceLine[]): readonly ServiceLine[] {
  const seen = new Set<string>()
  return lines.filter((line) => {
    if (line.lineId === undefined) return true
    const isNew = !seen.has(line.lineId)
    seen.add(line.lineId)
    return isNew
  })
}

/** By line id, as people entered them; lines without one keep the order in which they came. */
function sorted(lines: readonly ServiceLine[]): readonly ServiceLine[] {
  return [...lines].sort((a, b) => (a.lineId === undefined || b.lineId === undefined ? 0 : Number(BigInt(a.lineId) - BigInt(b.lineId))))
}
