import type { AsideOutcome, CrmStep, RequestTrace, StepsOutcome } from '../../core/ports/crm.ts'
import { asProblem, Problem, type ProblemKind } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import { BATCH_SIZE, type Command, type CommandResult } from './client.ts'
import type { PortalReference } from './reference.ts'
import { isTaken } from './notify.ts'
import { commandsOf, createdId, type StepContext } from './steps.ts'
import { type Made, twinHints } from './twin-hints.ts'
import type { FieldNames } from './visit-fields.ts'

export interface PerformOptions {
  host: string
  address: string
  batches: BatchRunner
  names: FieldNames
  originator: string
  reference(): Promise<PortalReference>
}

type Row = Readonly<{ key: string; steps: readonly CrmStep[] }>

/**
 * People first, because deals need their ids; leads last, because a closed lead cannot be found again by a restarted run. Before all, what a person is
 * told of a demand: once the deal shows the new status, a run whose answer was lost does not see the demand any more.
 */
const PHASE = {
  notify_responsible: -1,
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
  outcome: {
    key: string
    result: StepsOutcome['result']
    problem?: Problem
    ids: StepsOutcome['ids']
    requests: RequestTrace[]
    hasTwin?: boolean
    asides?: AsideOutcome[]
  }
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
    return progress.map((row) => unsent(row, asProblem(error)))
  }
  const next = (row: Progress): Call[] => nextCalls(row, { ...options, reference, createdContact: row.outcome.ids.contact })
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

interface Call {
  row: Progress
  step: CrmStep
  command: Command
}

/** The next command of a row, and before it what rides along. */
function nextCalls(row: Progress, context: StepContext): Call[] {
  const calls: Call[] = []
  while (row.outcome.result === 'done') {
    const call = row.commands.shift()
    if (call) calls.push({ row, ...call })
    if (call && !call.command.isAside) break
    if (row.commands.length > 0) continue
    const step = row.steps.shift()
    if (step === undefined) break
    row.commands = commandsOf(step, context).map((command) => ({ step, command }))
  }
  return calls
}

/** Nothing of this row left; a row that only wanted to tell somebody is done without it. */
function unsent({ outcome, steps }: Progress, problem: Problem): StepsOutcome {
  const asides = steps.filter(isAside).map((step) => asideOutcome(step, problem))
  return asides.length === steps.length ? { ...outcome, asides } : { ...outcome, result: 'unsent', problem }
}

function isAside({ do: does }: CrmStep): boolean {
  return does === 'notify_responsible'
}

/** What may pass by itself. */
const PASSING: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['unknown', 'unavailable', 'quota'])

function asideOutcome(step: CrmStep, problem: Problem): AsideOutcome {
  return { step, problem, ...(PASSING.has(problem.kind) ? { isPassing: true } : {}) }
}

function begun({ key, steps }: Row): Progress {
  const inOrder = [...steps].sort((a, b) => PHASE[a.do] - PHASE[b.do])
  const creates = inOrder.findIndex((step) => step.do === 'create_contact')
  const leans = inOrder.findIndex((step) => 'contact' in step && step.contact === 'created')
  if (leans >= 0 && (creates < 0 || leans < creates)) throw new Problem('bug', { name: `step of ${key} without its contact` })
  return { outcome: { key, result: 'done', ids: {}, requests: [] }, steps: inOrder, commands: [] }
}

/** Books one answer: the first command of a row that is not done ends the row. */
function take({ outcome }: Progress, step: CrmStep, { method, isAside: isBeside }: Command, answer: CommandResult | undefined, host: string): void {
  if (isBeside) {
    const result = taken(answer ?? missing(host, method), host, method)
    outcome.requests.push(traceOf(method, result))
    outcome.asides = [...(outcome.asides ?? []), result.kind === 'ok' ? { step } : asideOutcome(step, result.problem)]
    return
  }
  const result = understood(step, answer ?? missing(host, method), host, method)
  outcome.requests.push(traceOf(method, result))
  if (result.kind === 'ok') {
    remember(outcome.ids, step, result.result)
    return
  }
  outcome.result = result.kind
  outcome.problem = result.problem
}

function traceOf(method: string, result: CommandResult): RequestTrace {
  return result.kind === 'ok' ? { method, outcome: 'done' } : { method, outcome: result.kind, code: result.problem.code }
}

/** The answer to a notification: one that was not taken was refused. */
function taken(answer: CommandResult, host: string, method: string): CommandResult {
  if (answer.kind !== 'ok' || isTaken(answer)) return answer
  return { kind: 'refused', problem: new Problem('portal.refused', { host, method, code: '', detail: 'false' }) }
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
