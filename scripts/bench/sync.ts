import { type Bench, SETTLE_MS, withBench } from '../../jobs/clinic.testing.ts'
import type { Portal } from '../../fixtures/emulators/portal/index.ts'
import { textTable } from '../../commands/print/table.ts'

/** Server seconds a command costs on an ordinary portal. */
const SERVER_SECONDS = { read: 0.08, write: 0.25 }
const VISITS = 50

interface Figure {
  who: string
  case: string
  requests: number
  seconds: number
  doubledDeals: number
}

/** Fifty visits of fifty patients: bxi beside a plain per-record integration, on the same emulator, with and without a lost answer. */
export async function benchSync(): Promise<{ text: string; json: unknown }> {
  const figures: Figure[] = []
  await withBench(
    async (bench) => {
      for (let n = 1; n <= VISITS; n++) bench.clinics[0]?.change(String(n), {})
      figures.push(await measure('bxi', 'new', bench.portal, () => bench.sync()))
      for (let n = 1; n <= VISITS; n++) bench.clinics[0]?.change(String(n), { room: 'Кабинет 2' })
      figures.push(await measure('bxi', 'changed', bench.portal, () => bench.sync()))
      figures.push(await measure('bxi', 'unchanged', bench.portal, () => bench.sync({ full: true })))
    },
    { portal: { serverSeconds: SERVER_SECONDS, serverCutoffMs: 60_000 } },
  )
  await withBench(
    async (bench) => {
      figures.push(await measure('per record', 'new', bench.portal, () => perRecord(bench, 'new')))
      figures.push(await measure('per record', 'changed', bench.portal, () => perRecord(bench, 'changed')))
    },
    { portal: { serverSeconds: SERVER_SECONDS, serverCutoffMs: 60_000 } },
  )
  figures.push(
    await afterLostAnswer('bxi', async (bench) => {
      for (let n = 1; n <= VISITS; n++) bench.clinics[0]?.change(String(n), {})
      await bench.sync()
      bench.clock.advance(SETTLE_MS)
      await bench.sync()
    }),
  )
  figures.push(await afterLostAnswer('per record', (bench) => perRecord(bench, 'new')))
  const seconds = (who: string, what: string): number => figures.find((figure) => figure.who === who && figure.case === what)?.seconds ?? Number.NaN
  const ratios = { new: seconds('per record', 'new') / seconds('bxi', 'new'), changed: seconds('per record', 'changed') / seconds('bxi', 'changed') }
  const table = textTable(
    ['who', 'case', 'requests', 'seconds', 'doubled deals'],
    figures.map((figure) => [figure.who, figure.case, figure.requests, Number(figure.seconds.toFixed(1)), figure.doubledDeals]),
  )
  const text = [
    `${VISITS} visits, ${SERVER_SECONDS.read} s a read and ${SERVER_SECONDS.write} s a write at the server.`,
    `bxi is ${ratios.new.toFixed(1)} times faster on new visits, ${ratios.changed.toFixed(1)} times on changed ones.`,
    table,
  ].join('\n')
  return { text, json: { visits: VISITS, serverSeconds: SERVER_SECONDS, ratios, figures } }
}

async function measure(who: string, what: string, portal: Portal, run: () => Promise<unknown>): Promise<Figure> {
  portal.stats.reset()
  const startedAt = performance.now()
  await run()
  return { who, case: what, requests: portal.stats.http, seconds: (performance.now() - startedAt) / 1_000, doubledDeals: doubled(portal) }
}

async function afterLostAnswer(who: string, run: (bench: Bench) => Promise<unknown>): Promise<Figure> {
  let figure: Figure | undefined
  await withBench(async (bench) => {
    bench.portal.faults.executeThenDrop({ method: 'crm.deal.add' })
    figure = await measure(who, 'new, one answer lost', bench.portal, () => run(bench))
  })
  if (!figure) throw new Error('nothing was measured')
  return figure
}

function doubled(portal: Portal): number {
  const origins = portal.store.deals.all().map(({ ORIGIN_ID }) => ORIGIN_ID)
  return origins.length - new Set(origins).size
}

/** What a plain integration does: look for the contact, look for the deal, create or update each, and try again when no answer comes. */
async function perRecord({ portal }: Bench, what: 'new' | 'changed'): Promise<void> {
  for (let n = 1; n <= VISITS; n++) {
    const phone = `+7900100${String(n).padStart(4, '0')}`
    const origin = `F1_${n}`
    const [contact] =
      ((await call(portal, 'crm.duplicate.findbycomm', { entity_type: 'CONTACT', type: 'PHONE', values: [phone] })) as { CONTACT?: number[] })
        .CONTACT ?? []
    const contactId =
      contact ?? (await call(portal, 'crm.contact.add', { fields: { NAME: `Анна ${n}`, PHONE: [{ VALUE: phone, VALUE_TYPE: 'MOBILE' }] } }))
    const [deal] = (await call(portal, 'crm.deal.list', { filter: { '=ORIGIN_ID': origin }, select: ['ID'] })) as { ID: string }[]
    if (deal === undefined) await call(portal, 'crm.deal.add', { fields: { TITLE: origin, ORIGIN_ID: origin, CONTACT_IDS: [contactId] } })
    else await call(portal, 'crm.deal.update', { id: deal.ID, fields: { TITLE: `${origin} ${what}` } })
  }
}

async function call(portal: Portal, method: string, params: unknown, attempt = 1): Promise<unknown> {
  try {
    const answer = await fetch(portal.url + method, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(params) })
    return ((await answer.json()) as { result: unknown }).result
  } catch (error) {
    if (attempt >= 3) throw error
    return call(portal, method, params, attempt + 1)
  }
}
