import type { Instant } from '../../core/ports/clock.ts'

/** One way through the catalogue. `full` reads everything anew, `changes` what has a newer time stamp, `glance` what changes without one. */
export type PassKind = 'full' | 'changes' | 'glance'

/** A pass under way: where it goes on after a kill. */
export interface Pass {
  kind: PassKind
  /** Place in the list of parts (goods, variations, prices). */
  part: number
  /** Behind this id. */
  after: number
  /** By the site's clock. */
  startedAt: Instant
  /** How the properties were read, and what their keys meant, when it began. */
  mapping: string
  /** Records seen so far. */
  seen: number
}

export interface ShopCursor {
  schema: 1
  pass?: Pass
  /** How the kept properties were read. */
  mapping?: string
  fullAt?: Instant
  /** Changes before this are known. */
  since?: Instant
  glancedAt?: Instant
  /** Records of the site after the last whole pass. */
  known?: number
  /** The index has to be built anew. */
  indexIsOld?: boolean
  publishedAt?: Instant
}

/** A night that was missed is made up for. */
const LONGEST_WITHOUT_FULL_MS = 48 * 3_600_000

export interface PassWishes {
  now: Instant
  mapping: string
  /** The same for a pass under way, the words behind keys included. */
  passMapping: string
  isFullWanted: boolean
  glanceEveryMs: number
}

/** What a run does, in order. A pass that was broken off goes on, unless it was begun under other rules. Pure. */
export function passesDue(
  cursor: ShopCursor,
  { now, mapping, passMapping, isFullWanted, glanceEveryMs }: PassWishes,
): { kind: PassKind; goesOn: boolean }[] {
  const broken = cursor.pass?.mapping === passMapping ? cursor.pass.kind : undefined
  const { fullAt, glancedAt } = cursor
  // A whole pass that was broken off and cannot go on is begun anew: what it was to bring has not come.
  const isFullOwed = cursor.pass?.kind === 'full'
  const isFullDue = isFullOwed || fullAt === undefined || cursor.mapping !== mapping || now - fullAt > LONGEST_WITHOUT_FULL_MS
  // What changed behind a whole pass that was broken off is looked at as soon as it has ended.
  if (broken === 'full') return [{ kind: 'full', goesOn: true }, ...(['changes', 'glance'] as const).map((kind) => ({ kind, goesOn: false }))]
  if (isFullWanted || isFullDue) return [{ kind: 'full', goesOn: false }]
  const isGlanceDue = broken === 'glance' || glancedAt === undefined || now - glancedAt >= glanceEveryMs || now < glancedAt
  return [{ kind: 'changes', goesOn: broken === 'changes' }, ...(isGlanceDue ? [{ kind: 'glance' as const, goesOn: broken === 'glance' }] : [])]
}
