import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { dateTimeSeconds } from '../core/instant.ts'
import { canonicalJson } from '../core/keys.ts'
import type { Instant } from '../core/ports/clock.ts'
import { Problem } from '../core/problem.ts'
import type { PlannedEntity } from './plan.ts'

/** A plan is carried out within a day or made anew. Source: design §7. */
const PLAN_LIFE_MS = 24 * 3_600_000

/** A saved plan. Holds rows with personal data: the file is 0600. Schema: `docs/json.md`. */
export interface PlanFile {
  schema: 1
  kind: 'bxi-plan'
  /** Run that made it. */
  run: string
  /** What made it: `sync-ident`, `replay-queue`. */
  command: string
  /** Host of the portal that was looked at; absent where none is configured. */
  portal?: string
  madeAt: string
  expiresAt: string
  entities: readonly PlannedEntity[]
  /** HMAC-SHA-256 of everything else under a key of the state folder. */
  seal: string
}

const preview = z.object({
  verb: z.enum(['create', 'update', 'delete']),
  noun: z.string(),
  id: z.string().optional(),
  stage: z.object({ from: z.string().optional(), to: z.string() }).optional(),
  fields: z.array(
    z.object({
      field: z.string(),
      from: z.string().optional(),
      to: z.string().optional(),
      hidden: z.enum(['set', 'changed', 'cleared']).optional(),
    }),
  ),
})

const planFile = z.object({
  schema: z.literal(1),
  kind: z.literal('bxi-plan'),
  run: z.string(),
  command: z.string(),
  portal: z.string().optional(),
  madeAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  entities: z.array(
    z.object({
      partition: z.string(),
      key: z.string(),
      version: z.string(),
      digest: z.string().min(1),
      lanes: z.array(z.string()),
      ledger: z.string(),
      ticket: z.string(),
      facts: z.string(),
      decided: z.string(),
      row: z.unknown(),
      steps: z.array(z.unknown()),
      preview: z.array(preview),
    }),
  ),
  seal: z.string(),
})

/** The text of a plan file, good for 24 h. Pure. */
export function planText(made: Pick<PlanFile, 'run' | 'command' | 'portal' | 'entities'>, now: Instant, sealKey: string): string {
  const [madeAt, expiresAt] = [new Date(now).toISOString(), new Date(now + PLAN_LIFE_MS).toISOString()]
  // As the file will give it back, so that the seal fits what is read.
  const plan = JSON.parse(JSON.stringify({ schema: 1, kind: 'bxi-plan', ...made, madeAt, expiresAt })) as Omit<PlanFile, 'seal'>
  return `${JSON.stringify({ ...plan, seal: sealOf(plan, sealKey) }, undefined, 2)}\n`
}

/** True for the text of any plan, sealed by whomever: a file that may be replaced by a newer plan. Pure. */
export function isPlanText(text: string): boolean {
  try {
    return (JSON.parse(text) as { kind?: unknown } | null)?.kind === 'bxi-plan'
  } catch {
    return false
  }
}

/**
 * The plan in a file's text.
 *
 * @param zone on whose clock an operator reads when it expired
 * @throws Problem `plan.unreadable`, `plan.tampered` (changed, or of another state folder), `plan.expired`
 */
export function parsePlan(text: string, file: string, now: Instant, sealKey: string, zone = 'UTC'): PlanFile {
  const plan = parsed(text, file)
  const { seal, ...content } = plan
  const [ours, theirs] = [Buffer.from(sealOf(content, sealKey)), Buffer.from(seal)]
  if (ours.length !== theirs.length || !timingSafeEqual(ours, theirs)) throw new Problem('plan.tampered', { file })
  const [madeAt, expiresAt] = [Date.parse(plan.madeAt), Date.parse(plan.expiresAt)]
  // A plan from the future was made before the clock was set back: its age is unknown.
  if (now >= expiresAt || now < madeAt - 60_000) throw new Problem('plan.expired', { file, expiredAt: dateTimeSeconds(expiresAt, zone) })
  return plan
}

function parsed(text: string, file: string): PlanFile {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    throw new Problem('plan.unreadable', { file, reason: 'no-json' }, { cause: error })
  }
  const read = planFile.safeParse(raw)
  if (read.success) return read.data as PlanFile
  const [issue] = read.error.issues
  throw new Problem('plan.unreadable', { file, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` })
}

function sealOf(plan: object, sealKey: string): string {
  return createHmac('sha256', sealKey).update(canonicalJson(plan)).digest('hex')
}
