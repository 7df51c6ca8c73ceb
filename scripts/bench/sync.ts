import { textTable } from '../../commands/print/table.ts'
import { SERVER_SECONDS } from '../../jobs/backlog.testing.ts'
import { backlogs, cycles } from './sync/bars.ts'
import { memoryOfFirstRun } from './sync/memory.ts'
import { afterLostAnswers, type Figure, LOST, sideBySide, VISITS } from './sync/side-by-side.ts'

/** bxi beside a plain per-record integration and the official SDK, on the same kind of portal in one run; then what a first run costs. */
export async function benchSync(): Promise<{ text: string; json: unknown }> {
  const figures = await sideBySide()
  const losses = await afterLostAnswers()
  const ordinary = await cycles()
  const firstRuns = await backlogs()
  const memory = await memoryOfFirstRun()
  const ratios = ratiosOf(figures)
  const text = [
    `${VISITS} visits; the server takes ${SERVER_SECONDS.read} s a read and ${SERVER_SECONDS.write} s a write; limits of an ordinary plan.`,
    ...ratios.map(({ over, case: what, times }) => `bxi is ${times.toFixed(1)} times as fast as ${over} on ${what} visits.`),
    textTable(
      ['who', 'visits', 'requests', 'commands', 'seconds', 'doubled deals'],
      figures.map(({ who, case: what, requests, commands, seconds, doubled }) => [who, what, requests, commands, round(seconds), doubled]),
    ),
    `${LOST.seeds.length} x ${LOST.visits} new visits, ${LOST.share * 100} % of the answers lost after the request was carried out:`,
    textTable(
      ['who', 'requests', 'answers lost', 'doubled deals', 'doubled contacts', 'missing deals'],
      losses.map(({ who, requests, lost, doubledDeals, doubledContacts, missingDeals }) => [
        who,
        requests,
        lost,
        doubledDeals,
        doubledContacts,
        missingDeals,
      ]),
    ),
    'Cycles of bxi, limits on, no server time:',
    textTable(
      ['cycle', 'requests', 'refused', 'seconds', 'at most'],
      ordinary.map((cycle) => [cycle.case, cycle.requests, cycle.refused, round(cycle.seconds), cycle.atMostSeconds]),
    ),
    'First runs of bxi, in time of the portal:',
    textTable(
      ['visits', 'requests a second', 'minutes', 'visits a minute', '% of the tighter limit', 'requests', 'refused'],
      firstRuns.map((run) => [
        run.visits,
        run.perSecond,
        round(run.portalMinutes),
        round(run.visitsPerMinute),
        Math.round(run.shareOfTighterLimit * 100),
        run.requests,
        run.refused,
      ]),
    ),
    `A first run over ${memory.read} visits of four databases, as a process of its own: ${round(memory.seconds)} s, peak ${memory.peakMb === undefined ? '?' : Math.round(memory.peakMb)} MB.`,
  ].join('\n')
  return { text, json: { visits: VISITS, serverSeconds: SERVER_SECONDS, ratios, figures, lost: LOST, losses, cycles: ordinary, firstRuns, memory } }
}

function ratiosOf(figures: readonly Figure[]): { over: string; case: Figure['case']; times: number }[] {
  const own = new Map(figures.filter(({ who }) => who === 'bxi').map((figure) => [figure.case, figure.seconds]))
  return figures
    .filter(({ who }) => who !== 'bxi')
    .map(({ who, case: what, seconds }) => ({ over: who, case: what, times: seconds / (own.get(what) ?? Number.NaN) }))
}

const round = (value: number): number => Number(value.toFixed(1))
