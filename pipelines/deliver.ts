import type { Instant } from '../core/ports/clock.ts'
import type { LedgerEntry } from '../core/ports/state.ts'
import { isProblem, Problem } from '../core/problem.ts'
import type { DeliverContext } from './deliver-context.ts'
import { emptyHarvest, type Harvest, note, record } from './harvest.ts'
import type { Decided, Outcome } from './pipeline.ts'
import { decideSafely } from './decide-safely.ts'
import { apart, holdLanes, recordsOf, withRecords } from './lanes.ts'
import { lookOrPostpone } from './look.ts'
import { movedSincePlanned } from './plan.ts'
import { planWave, previewsOf } from './plan-row.ts'
import { sendWave } from './send.ts'
import { keepVerdict, refuseRow, settleOutcome, VERDICT } from './settle.ts'
import { ticketForSecondLook } from './tickets.ts'
import type { Candidate } from './triage.ts'

interface Ready<Row, Facts, Step> {
  candidate: Candidate<Row>
  decided: Decided<Row, Facts, Step>
  /** What the steps change at the target: lanes that nobody knew before the look. */
  records: readonly string[]
}

/** From this look on, a slow answer is told from a machine that slept. */
const PATIENT_LOOKS = 2
/** Then the run ends; the next one goes on. */
const MOST_LOOKS = 3

/**
 * One wave: look → decide → intents → apply → outcomes. Rows of a wave share no lane.
 *
 * Resolves when every row has a durable fate. Rejects with the Problem of an outage, in which case rows that were not sent have no fate: the cursor
 * stays before them and they are read again. Source: design §2 and §5.
 */
export async function deliverWave<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  wave: readonly Candidate<Row>[],
  looks = 1,
): Promise<void> {
  const harvest = emptyHarvest()
  const free = await holdLanes(ctx, wave, (candidate) => ({ candidate, lanes: candidate.lanes }), harvest)
  const ledger = await ctx.state.entries(free.map(({ key }) => key.entity))
  const askedAt = ctx.clock.now()
  const facts = await lookOrPostpone(ctx, free, ledger, harvest)
  // A target that needs long to answer must not be asked for ever: its later answers count from when they came.
  const lookedAt = looks < PATIENT_LOOKS ? askedAt : ctx.clock.now()
  const behind = ctx.onPlanned
    ? await planWave(ctx, free, facts, ledger)
    : await applyDecided(ctx, free, facts, ledger, harvest, { at: lookedAt, looks })
  // They are decided anew: what they were decided on has just changed.
  if (behind.length > 0) await deliverWave(ctx, behind)
}

/** Decides every row and carries out those that meet in no record; returns the others. Rejects with the Problem of an outage. */
async function applyDecided<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  free: readonly Candidate<Row>[],
  facts: ReadonlyMap<string, Facts | Problem>,
  ledger: ReadonlyMap<string, LedgerEntry>,
  harvest: Harvest,
  looked: { at: Instant; looks: number },
): Promise<readonly Candidate<Row>[]> {
  const { first, behind } = apart(free.flatMap((candidate) => decideRow(ctx, candidate, facts, ledger, harvest) ?? []))
  const ready = await holdLanes(ctx, first, ({ candidate, records }) => ({ candidate, lanes: records }), harvest)
  const outage = await applyWave(ctx, ready, ledger, harvest, looked)
  if (outage) throw outage
  return behind.map(({ candidate }) => candidate)
}

/** The decision about one row; a row that needs no write is settled here and now. */
function decideRow<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  candidate: Candidate<Row>,
  answers: ReadonlyMap<string, Facts | Problem>,
  ledger: ReadonlyMap<string, LedgerEntry>,
  harvest: Harvest,
): Ready<Row, Facts, Step> | undefined {
  const { row, key, ticket } = candidate
  const decided = decideSafely(ctx.pipeline, candidate, answers.get(key.entity))
  if (isProblem(decided)) {
    refuseRow(ctx, harvest, candidate, decided)
    return undefined
  }
  const { facts, decision } = decided
  const moved = ctx.expected && movedSincePlanned(ctx.expected, key.entity, facts, decision, previewsOf(ctx.pipeline, decision, facts))
  if (moved) {
    ctx.tally.refusedPlan(candidate, moved)
    return undefined
  }
  if (decision.do !== 'apply') {
    keepVerdict(ctx, harvest, candidate, VERDICT[decision.do], decision.because, ledger.get(key.entity), decision.notes)
    return undefined
  }
  if (ticket?.state === 'unknown' && ticket.looksAbsent === 0 && decision.steps.some((step) => ctx.pipeline.isOnceOnly(step))) {
    harvest.tickets.push(ticketForSecondLook(ticket, candidate, ctx.clock.now()))
    note(ctx, harvest, candidate, 'unknown', { because: { code: 'second-look' } })
    ctx.tally.deferred(candidate)
    return undefined
  }
  return { candidate, decided: { row, key, facts, decision }, records: recordsOf(ctx.pipeline, decision.steps) }
}

/** Durable point 1, the requests, durable point 2. Returns the Problem of an outage, if one showed. */
async function applyWave<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  ready: readonly Ready<Row, Facts, Step>[],
  ledger: ReadonlyMap<string, LedgerEntry>,
  harvest: Harvest,
  looked: { at: Instant; looks: number },
): Promise<Problem | undefined> {
  const writing = ready.filter(({ decided }) => decided.decision.steps.length > 0)
  for (const { candidate, decided } of ready) {
    if (decided.decision.steps.length > 0) continue
    const nothingToDo: Outcome = { key: candidate.key.entity, result: 'done', ids: {}, requests: [] }
    settleOutcome(ctx, harvest, candidate, decided, nothingToDo, ledger.get(candidate.key.entity), ctx.clock.now())
  }
  harvest.entries.push(
    ...(await othersChanged(
      ctx,
      ready.filter(({ decided }) => decided.decision.steps.length === 0),
    )),
  )
  if (writing.length === 0) {
    await record(ctx, harvest)
    return undefined
  }
  const wave = ctx.random.id()
  const rows = writing.map(withRecords).map(({ key, lanes, row }) => ({ key: key.entity, version: key.version, digest: key.digest, lanes, row }))
  await ctx.state.recordIntents({ wave, sentAt: ctx.clock.now(), rows })
  const sent = await sendWave(
    ctx,
    wave,
    writing.map(({ decided }) => decided),
    looked.at,
  )
  if (sent === 'too_late') {
    await record(ctx, harvest, wave)
    if (looked.looks >= MOST_LOOKS) return new Problem('engine.too-slow', { partition: ctx.state.name, looks: looked.looks })
    await deliverWave(
      ctx,
      writing.map(({ candidate }) => candidate),
      looked.looks + 1,
    )
    return undefined
  }
  const { outcomes, sentAt } = sent
  const outages = writing.map((one) => {
    const key = one.candidate.key.entity
    // An answer that apply forgot is an unknown outcome, never a silent success.
    const outcome: Outcome = outcomes.get(key) ?? { key, result: 'unknown', ids: {}, requests: [] }
    return settleOutcome(ctx, harvest, withRecords(one), one.decided, outcome, ledger.get(key), sentAt)
  })
  const done = writing.filter(({ candidate }) => outcomes.get(candidate.key.entity)?.result === 'done')
  harvest.entries.push(...(await othersChanged(ctx, done)))
  await record(ctx, harvest, wave)
  return outages.find((problem) => problem !== undefined)
}

/** What the ledger says of other rows whose records these steps changed too; rows of one lane, so none of them is in this wave. */
async function othersChanged<Row, Facts, Step>(
  { pipeline }: DeliverContext<Row, Facts, Step>,
  done: readonly Ready<Row, Facts, Step>[],
): Promise<LedgerEntry[]> {
  const others: LedgerEntry[] = []
  for (const { candidate, decided } of done) others.push(...((await pipeline.rememberOfOthers?.(decided, candidate.ticket?.verify)) ?? []))
  return others
}
