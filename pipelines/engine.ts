import { asProblem, isProblem, Problem } from '../core/problem.ts'
import { emptyReport, type PartitionReport, worstExit } from '../core/report.ts'
import type { DeliverContext } from './deliver-context.ts'
import { deliverAll, LIVE_PAGES } from './deliver-all.ts'
import type { EngineOptions } from './engine-options.ts'
import { emptyHarvest, record } from './harvest.ts'
import { takeOrders } from './orders.ts'
import { applyPlanned } from './apply-plan.ts'
import type { Page, RejectedRow } from './pipeline.ts'
import { deliverDue, verifyDue } from './redeliver.ts'
import { SENDING_MARK_MS } from './send.ts'
import { waitsInQueue } from './plan-row.ts'
import { keepVerdict } from './settle.ts'
import { tallyInto } from './tally.ts'
import { ticketAfterUnknown, ticketWithNewerRow } from './tickets.ts'
import { type Candidate, triage } from './triage.ts'

/**
 * One run of one partition: what a crash left uncertain, then an operator's orders, then due tickets, then new pages, until the source has no more.
 *
 * Never rejects: what stopped it is in the report. The cursor moves only past pages whose every row has a durable fate, and not at all with
 * `since`, or `onPlanned` (dry run). Source: design §2.
 */
export async function runPartition<Row, Facts, Step>(options: EngineOptions<Row, Facts, Step>): Promise<PartitionReport> {
  const { pipeline, state } = options
  const report = emptyReport(pipeline.name, pipeline.scope)
  const ctx: DeliverContext<Row, Facts, Step> = {
    ...options,
    tally: tallyInto(report, options.words),
    tick: () => options.onProgress?.(report),
  }
  const exits: number[] = []
  try {
    await recoverCrash(ctx)
    await takeOrders(ctx)
    if (options.planned) exits.push(...(await applyPlanned(ctx, options, options.planned, report)))
    else await deliverDue(ctx, options)
    if (!options.queue && !options.planned) await readPages(ctx, options, report)
    if (!options.planned && options.queue?.keys === undefined) await verifyDue(ctx, options)
  } catch (error) {
    const isInterrupted = options.signal.aborted && !isProblem(error)
    const problem = isInterrupted ? new Problem('engine.interrupted', { partition: state.name }, { cause: error }) : asProblem(error)
    ctx.tally.stopped(problem)
    exits.push(problem.exitCode)
  }
  for (const noticed of options.notesOf?.() ?? []) ctx.tally.noticed(noticed)
  report.cursor = (await state.cursor().catch(() => undefined)) ?? null
  if (pipeline.afterBurial === 'hold-lane') report.held = state.buriedCount()
  if (report.buried > 0) exits.push(1)
  if (state.waitingCount() > 0) exits.push(75)
  report.exit = worstExit(exits)
  return report
}

/** Intents without outcomes: the run that wrote them died between its two durable points. */
async function recoverCrash<Row, Facts, Step>(ctx: DeliverContext<Row, Facts, Step>): Promise<void> {
  if (ctx.onPlanned) return
  for (const intent of await ctx.state.openIntents()) {
    const harvest = emptyHarvest()
    const tickets = new Map((await ctx.state.ticketsOf(intent.rows.map(({ key }) => key))).map((ticket) => [ticket.key, ticket]))
    for (const { key, version, digest, lanes, row } of intent.rows) {
      const ticket = tickets.get(key)
      const candidate: Candidate<unknown> = { row, lanes, key: { entity: key, version, digest }, isRedelivery: true, ...(ticket ? { ticket } : {}) }
      const problem = new Problem('engine.crashed-write', { key })
      const waiting = ticketAfterUnknown(candidate, problem, undefined, intent.lastSentAt + SENDING_MARK_MS, ctx.settleMs)
      harvest.tickets.push({ ...waiting, verify: waiting.verify ?? { since: intent.sentAt, made: {} } })
    }
    await record(ctx, harvest, intent.wave)
  }
}

async function readPages<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  options: EngineOptions<Row, Facts, Step>,
  report: PartitionReport,
): Promise<void> {
  const { pipeline, state, since, full, onPlanned, outboxLimit } = options
  const request = {
    cursor: await state.cursor(),
    full: full ?? false,
    pageRows: options.pageRows,
    signal: options.signal,
    ...(since === undefined ? {} : { since }),
  }
  let pages = 0
  for await (const page of pipeline.read(request)) {
    const isBacklog = request.cursor === undefined || request.full || since !== undefined || ++pages > LIVE_PAGES
    if (isBacklog) options.backlog?.enter()
    if (options.target.down) throw options.target.down
    if (state.waitingCount() >= outboxLimit)
      throw new Problem('engine.outbox-full', { partition: state.name, tickets: state.waitingCount(), limit: outboxLimit })
    report.read += page.rows.length + page.rejected.length
    await rejectAtTheDoor(ctx, page.rejected)
    await deliverAll(ctx, options, await candidatesOf(ctx, page), isBacklog ? 'backlog' : 'live')
    if (since === undefined && !onPlanned) await state.moveCursor(page.cursor)
    ctx.tick()
    options.signal.throwIfAborted()
    if ((await takeOrders(ctx)) > 0) await deliverDue(ctx, options)
  }
}

async function rejectAtTheDoor<Row, Facts, Step>(ctx: DeliverContext<Row, Facts, Step>, rejected: readonly RejectedRow[]): Promise<void> {
  if (rejected.length === 0) return
  const harvest = emptyHarvest()
  const ledger = await ctx.state.entries(rejected.map(({ key }) => key.entity))
  const tickets = new Map((await ctx.state.ticketsOf(rejected.map(({ key }) => key.entity))).map((ticket) => [ticket.key, ticket]))
  for (const { key, because } of rejected) {
    const entry = ledger.get(key.entity)
    const ticket = tickets.get(key.entity)
    const candidate: Candidate<undefined> = { row: undefined, lanes: [], key, isRedelivery: false, ...(ticket ? { ticket } : {}) }
    if (entry?.verdict === 'rejected' && entry.digest === key.digest && !ticket) ctx.tally.verdict(candidate, 'rejected', because)
    else keepVerdict(ctx, harvest, candidate as Candidate<Row>, 'rejected', because, entry)
    ctx.onPlanned?.({ candidate: candidate as Candidate<never>, decision: { do: 'reject', because }, previews: [] })
  }
  await record(ctx, harvest)
}

/** The rows of a page that must go to the target; what ledger and queue already answer is settled here. */
async function candidatesOf<Row, Facts, Step>(ctx: DeliverContext<Row, Facts, Step>, page: Page<Row>): Promise<Candidate<Row>[]> {
  const { pipeline, state } = ctx
  const keyed = page.rows.map((row) => ({ row, key: pipeline.keyOf(row) }))
  const entities = keyed.map(({ key }) => key.entity)
  const [ledger, waiting] = await Promise.all([state.entries(entities), state.ticketsOf(entities)])
  const ticketOf = new Map(waiting.map((ticket) => [ticket.key, ticket]))
  const harvest = emptyHarvest()
  const candidates = keyed.flatMap(({ row, key }) => {
    const ticket = ticketOf.get(key.entity)
    const candidate: Candidate<Row> = { row, key, lanes: pipeline.lanesOf(row), isRedelivery: false, ...(ticket ? { ticket } : {}) }
    const first = triage(candidate, ledger.get(key.entity), ctx.clock.now())
    if (first.fate === 'deliver') return [candidate]
    if (first.fate === 'known') ctx.tally.known(first.entry.verdict)
    else {
      if (first.isNewer) harvest.tickets.push(ticketWithNewerRow(first.ticket, candidate))
      ctx.tally.deferred(candidate)
      ctx.onPlanned?.({ candidate, decision: { do: 'wait', because: waitsInQueue(first.ticket) }, previews: [] })
    }
    return []
  })
  await record(ctx, harvest)
  return candidates
}
