import { canonicalJson } from '../../../core/keys.ts'
import type { Store } from '../../../core/ports/store.ts'
import type { RunReport } from '../../../core/report.ts'
import { type Portal, portalInMemory, startPortal } from '../../../fixtures/emulators/portal/index.ts'
import { definePartsProperties } from '../../../fixtures/emulators/portal/shop/golden.ts'
import { memoryStore } from '../../../fixtures/fakes/memory-state.ts'
import { runJob } from '../../../jobs/run-job.ts'
import { SHOP_PARTITION } from '../../../pipelines/shop/index.ts'
import type { ProcessParts, Room, RunStep, Scenario, ScenarioWorld } from '../scenario.ts'
import { perform, type ShopAct, touchedBy } from './acts.ts'
import { auditShop, type Shelf, shelfIn } from './audit.ts'
import { kitOf, type KitParts } from './kit.ts'
import { ORDINARY_SHOP } from './ordinary.ts'
import { randomSite } from './random-site.ts'
import { Standing } from './standing.ts'

/** The catalogue of a site on its way into the search: nothing is written outside, so all that can be wrong is what bxi keeps and shows. */
export const shopScenario: Scenario = {
  jobs: ['sync-shop', 'sync-shop-full'],
  // Its stories pass five hundred points, each case takes ten times as long as one of the clinic.
  mostEnumerated: 1_000,
  machines: [{ name: 'here', only: [] }],
  pointsPerStep: { write: 8, ask: 5, send: 0 },
  ordinary: () => ORDINARY_SHOP,
  random: randomSite,
  open: openShopWorld,
  runHandedOver: ({ handed, process, store, settleMs }) => {
    const { url } = handed as { url: string }
    return sync({ url, settleMs, process, store })
  },
}

function sync(parts: KitParts, job?: string): Promise<RunReport> {
  const request = { only: [], signal: new AbortController().signal }
  return job === 'sync-shop-full' ? runJob(job, kitOf(parts), { ...request, full: true }) : runJob('sync-shop', kitOf(parts), request)
}

async function openShopWorld(room: Room): Promise<ScenarioWorld> {
  const { clock, settleMs } = room
  const site = await openEmulator(room)
  const { shop } = site
  definePartsProperties(shop)
  shop.warehouses.put({ id: 1, title: 'Склад', active: true })
  const { url, carry } = room.carrierTo(site, site.url)
  const standing = new Standing(shop)
  const run = async ({ process, store, post }: ProcessParts, job?: string): Promise<RunReport> => {
    const since = standing.acts
    const report = await sync({ url, settleMs, process, store, post }, job)
    if (report.exit === 0) standing.note(await shelfOf(store), since)
    return report
  }
  return {
    peer: site,
    carry,
    async act(act) {
      const what = act as unknown as ShopAct
      standing.touch(touchedBy(what, shop))
      perform(what, shop)
    },
    run: (parts, { job }: RunStep) => run(parts, job),
    check: async (store) => standing.vanishedFrom(await shelfOf(store)),
    waiting: async () => 0,
    audit: (storeOf) => auditShop(storeOf('site'), shop),
    async reread(parts) {
      const faults: string[] = []
      for (const job of ['sync-shop', 'sync-shop-full']) faults.push(...changesNothing(await run(parts(), job), job))
      faults.push(...(await auditShop(parts().store, shop)))
      const lost = memoryStore({ clock })
      await run(parts(lost))
      const [kept, fresh] = [told(await shelfOf(parts().store)), told(await shelfOf(lost))]
      return kept === fresh ? faults : [...faults, `with the state lost the index would be ${fresh}, it is ${kept}`]
    },
    handOver: () => ({ url }),
    close: () => site.close(),
  }
}

async function openEmulator({ clock, settleMs, isReal }: Room): Promise<Portal | Omit<Portal, 'rename'>> {
  const options = { kind: 'site', limits: 'off', operatingLimitSeconds: 'off', serverCutoffMs: settleMs, clock } as const
  return isReal ? await startPortal({ ...options, clock: { now: () => clock.now() } }) : portalInMemory(options)
}

async function shelfOf(store: Store): Promise<Shelf | undefined> {
  const state = await store.peek(SHOP_PARTITION)
  try {
    return await shelfIn(state)
  } finally {
    await state.close()
  }
}

function changesNothing({ pipelines }: RunReport, job: string): string[] {
  return pipelines.flatMap(({ created, updated, exit, problems }) => {
    const changed = JSON.stringify({ ...created, ...updated })
    return changed === '{}' && exit === 0 && problems.length === 0 ? [] : [`${job} once more changes ${changed} (exit ${exit})`]
  })
}

function told(shelf: Shelf | undefined): string {
  const rows = (shelf?.rows ?? []).map((row) => ({ ...row, offer: shelf?.offerOf(row.sku) ?? null }))
  return canonicalJson(rows.sort((a, b) => Number(a.sku) - Number(b.sku)) as never)
}
