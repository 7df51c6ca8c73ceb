import { systemClock } from '../../../core/clock.ts'
import { seededRandom } from '../../../core/random.ts'
import { selfSigned } from '../../../fixtures/certificate.testing.ts'
import { doubledDeals, OPERATING_LIMIT_S, PLAN, SERVER_SECONDS } from '../../../jobs/backlog.testing.ts'
import { type Bench, SETTLE_MS, withBench } from '../../../jobs/clinic.testing.ts'
import { bxi, type Contender, officialSdk, perRecord } from './contenders.ts'

export const VISITS = 50
export const LOST = { share: 0.02, visits: 400, seeds: [1, 2, 3, 4, 5] } as const
const CONTENDERS: readonly Contender[] = [perRecord, officialSdk, bxi]

export interface Figure {
  who: string
  case: 'new' | 'changed'
  requests: number
  commands: number
  seconds: number
  doubled: number
}

/** New visits, then the same ones changed: every contender on a fresh portal of the same kind, limits of an ordinary plan, real time. */
export async function sideBySide(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const who of CONTENDERS) {
    await overTls(async (bench) => {
      figures.push(await measured(who, 'new', bench))
      figures.push(await measured(who, 'changed', bench))
    })
  }
  return figures
}

async function measured(who: Contender, what: Figure['case'], bench: Bench): Promise<Figure> {
  const { portal } = bench
  portal.stats.reset()
  const startedAt = performance.now()
  await who.bring(bench, VISITS, what)
  const seconds = (performance.now() - startedAt) / 1_000
  return { who: who.name, case: what, requests: portal.stats.http, commands: portal.stats.commands, seconds, doubled: doubledDeals(bench) }
}

export interface Loss {
  who: string
  requests: number
  lost: number
  doubledDeals: number
  doubledContacts: number
  missingDeals: number
}

/** The same new visits while one answer in fifty is lost after its request was carried out: seeded, so that it can be repeated. */
export async function afterLostAnswers(): Promise<Loss[]> {
  const losses: Loss[] = []
  for (const who of CONTENDERS) {
    const sum: Loss = { who: who.name, requests: 0, lost: 0, doubledDeals: 0, doubledContacts: 0, missingDeals: 0 }
    for (const seed of LOST.seeds) {
      await withBench(
        async (bench) => {
          const chance = seededRandom(seed)
          const fault = bench.portal.faults.executeThenDrop({ times: Number.POSITIVE_INFINITY, when: () => chance.next() < LOST.share })
          await who.bring(bench, LOST.visits, 'new')
          fault.lift()
          // what bxi does not know it asks later, as its next cycles would; the others believe to be done
          for (let cycle = 0; who === bxi && cycle < 3; cycle++) {
            bench.clock.advance(SETTLE_MS + 20_000)
            await bench.sync()
          }
          sum.requests += bench.portal.stats.http
          sum.lost += fault.hits
          sum.doubledDeals += doubledDeals(bench)
          sum.doubledContacts += bench.portal.store.contacts.count - Math.min(LOST.visits, bench.portal.store.contacts.count)
          sum.missingDeals += LOST.visits - bench.deals().size
        },
        { portal: { tls: selfSigned() } },
      )
    }
    losses.push(sum)
  }
  return losses
}

async function overTls(use: (bench: Bench) => Promise<void>): Promise<void> {
  await withBench(use, {
    clock: { ...systemClock, advance: () => undefined },
    portal: { tls: selfSigned(), limits: PLAN, operatingLimitSeconds: OPERATING_LIMIT_S, serverSeconds: SERVER_SECONDS, serverCutoffMs: 60_000 },
    connector: { ...PLAN, operatingLimitSeconds: OPERATING_LIMIT_S },
  })
}
