import type { CrmStep, RequestTrace, StepsOutcome } from '../../core/ports/crm.ts'
import { asProblem, Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import { BATCH_SIZE, type Command, type CommandResult } from './client.ts'
import type { PortalReference } from './reference.ts'
import { commandsOf, createdId } from './steps.ts'
import { type Made, twinHints } from './twin-hints.ts'
import type { FieldNames } from './visit-fields.ts'

export interface PerformOptions {
  host: string
  batches: BatchRunner
  names: FieldNames
  originator: string
  reference(): Promise<PortalReference>
}

type Row = Readonly<{ key: string; steps: readonly CrmStep[] }>

/** People first, because deals need their ids; leads last, because a closed lead cannot be found again by a restarted run. */
const PHASE = {
  create_contact: 0,
  add_phone: 1,
  claim_contact: 1,
  set_contact_patients: 1,
  create_deal: 1,
  patch_deal: 1,
  convert_lead: 2,
  delete_contact: 3,
} as const satisfies Record<CrmStep['do'], number>

interface Progress {
  outcome: { key: string; result: StepsOutcome['result']; problem?: Problem; ids: StepsOutcome['ids']; requests: RequestTrace[]; hasTwin?: boolean }
  /** Steps not begun. */
  steps: CrmStep[]
  /** Commands of the step begun last that are not sent yet. */
  commands: { step: CrmStep; command: Command }[]
}

/**
 * Steps of many rows, one command of every row at a time: each round is as few batches as the portal's speed allows, and a row goes on only when its
 * last command is done. Commands never refer to each other's results: a portal that cannot resolve such a reference writes nonsense.
 *
 * Never rejects for a row. Rejects for a step that leans on a contact which no earlier step creates.
 */
export async function perform(rows: readonly Row[], sending: () => Promise<void>, options: PerformOptions): Promise<StepsOutcome[]> {
  const progress = rows.map(begun)
  if (progress.every(({ steps }) => steps.length === 0)) return progress.map(({ outcome }) => outcome)
  let reference: PortalReference
  try {
    reference = await options.reference()
  } catch (error) {
    return progress.map(({ outcome }) => ({ ...outcome, result: 'unsent', problem: asProblem(error) }))
  }
  const next = (row: Progress): { row: Progress; step: CrmStep; command: Command }[] => {
    if (row.outcome.result !== 'done') return []
    while (row.commands.length === 0) {
      const step = row.steps.shift()
      if (step === undefined) return []
      const context = { ...options, reference, createdContact: row.outcome.ids.contact }
      row.commands = commandsOf(step, context).map((command) => ({ step, command }))
    }
    return row.commands.splice(0, 1).map((call) => ({ row, ...call }))
  }
  let made: Made[] = []
  for (let calls = progress.flatMap(next); calls.length > 0; calls = progress.flatMap(next)) {
    const hints = twinHints(made, BATCH_SIZE - calls.length, options.originator)
    const results = await options.batches.write([...calls.map(({ command }) => command), ...hints.commands], sending)
    const doubted = hints.doubted(results.slice(calls.length))
    for (const { outcome } of progress) if (doubted.has(outcome.key)) outcome.hasTwin = true
    for (const [index, { row, step, command }] of calls.entries()) take(row, step, command, results[index], options.host)
    made = calls.flatMap(({ row: { outcome }, step }) =>
      step.do === 'create_contact' && outcome.ids.contact !== undefined ? [{ key: outcome.key, id: outcome.ids.contact, contact: step.contact }] : [],
    )
  }
  return progress.map(({ outcome }) => outcome)
}

function begun({ key, steps }: Row): Progress {
  const inOrder = [...steps].sort((a, b) => PHASE[a.do] - PHASE[b.do])
  const creates = inOrder.findIndex((step) => step.do === 'create_contact')
  const leans = inOrder.findIndex((step) => 'contact' in step && step.contact === 'created')
  if (leans >= 0 && (creates < 0 || leans < creates)) throw new Problem('bug', { name: `step of ${key} without its contact` })
  return { outcome: { key, result: 'done', ids: {}, requests: [] }, steps: inOrder, commands: [] }
}

/** Books one answer: the first command of a row that is not done ends the row. */
function take({ outcome }: Progress, step: CrmStep, { method }: Command, answer: CommandResult | undefined, host: string): void {
  const result = understood(step, answer ?? missing(host, method), host, method)
  if (result.kind === 'ok') {
    outcome.requests.push({ method, outcome: 'done' })
    remember(outcome.ids, step, result.result)
    return
  }
  outcome.requests.push({ method, outcome: result.kind, code: result.problem.code })
  outcome.result = result.kind
  outcome.problem = result.problem
}

function missing(host: string, method: string): CommandResult {
  return { kind: 'unknown', problem: new Problem('portal.uncertain', { host, method, how: 'missing' }) }
}

/** A repeated delete finds nothing to delete. */
function isGone(problem: Problem): boolean {
  const { code, detail } = problem.params as { code?: string; detail?: string }
  return /^not[_ ]found/i.test(`${code || detail || ''}`)
}

/** A create that does not tell an id may have created. */
function understood(step: CrmStep, answer: CommandResult, host: string, method: string): CommandResult {
  if (step.do === 'delete_contact' && answer.kind === 'refused' && isGone(answer.problem)) return { kind: 'ok', result: true }
  const creates = step.do === 'create_contact' || step.do === 'create_deal'
  return answer.kind === 'ok' && creates && createdId(answer.result) === undefined ? missing(host, method) : answer
}

/** Ids of what this row made; what it only changed is known to whoever asked for it. */
function remember(ids: StepsOutcome['ids'], step: CrmStep, answer: unknown): void {
  const made = createdId(answer)
  if (step.do === 'create_contact' && made !== undefined) ids.contact = made
  if (step.do === 'create_deal' && made !== undefined) ids.deal = made
  if (step.do === 'convert_lead') ids.lead = step.leadId
}
