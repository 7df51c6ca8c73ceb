import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { LocalDateTime } from '../core/ports/clinic.ts'
import { Problem } from '../core/problem.ts'
import { suite } from '../fixtures/suite.ts'
import { type Bench, forgetLedger, SETTLE_MS, withBench } from './clinic.testing.ts'

const flow = suite('sync ident, from a clinic to a portal over HTTP')

const when = '2026-03-02T11:00:00.000' as LocalDateTime

function fiftyVisits({ clinics: [clinic] }: Bench): void {
  for (let n = 1; n <= 50; n++) clinic?.change(String(n), {})
}

/** One deal and one contact per visit of a patient of his own, each deal with its contact. */
function assertOneOfEach(bench: Bench, visits: number): void {
  const deals = [...bench.deals().values()]
  assert.equal([deals.length, Math.max(...deals.map(({ length }) => length)), bench.portal.store.contacts.count], [visits, 1, visits])
  assert.ok(deals.flat().every(({ CONTACT_ID }) => CONTACT_ID !== null))
}

flow('fifty new visits of fifty new patients take four requests, fifty changed two, fifty unchanged none', async () => {
  await withBench(async (bench) => {
    fiftyVisits(bench)
    const created = await bench.sync()
    assert.equal([created.exit, created.pipelines[0]?.applied, bench.portal.stats.http], [0, 50, 4])
    assertOneOfEach(bench, 50)
    bench.portal.stats.reset()
    for (let n = 1; n <= 50; n++) bench.clinics[0]?.change(String(n), { room: 'Кабинет 2' })
    assert.is((await bench.sync()).pipelines[0]?.applied, 50)
    assert.is(bench.portal.stats.http, 2)
    bench.portal.stats.reset()
    assert.is((await bench.sync({ full: true })).pipelines[0]?.unchanged, 50)
    assert.is(bench.portal.stats.http, 0)
  })
})

flow.slow('fifty new visits on a portal with realistic server time go out in parallel batches of at most 20 s', async () => {
  await withBench(
    async (bench) => {
      fiftyVisits(bench)
      const report = await bench.sync()
      // The ninth is the second look at what was created: on this slow portal the settle time passes within the run.
      assert.equal([report.exit, bench.portal.stats.http], [0, 9])
      assertOneOfEach(bench, 50)
    },
    { portal: { serverSeconds: { read: 0.08, write: 0.25 }, serverCutoffMs: 60_000 } },
  )
})

for (const [name, strike] of [
  ['dropped', ({ portal }: Bench) => portal.faults.executeThenDrop({ method: 'crm.deal.add' })],
  ['an HTML page', ({ portal }: Bench) => portal.faults.executeThen500({ method: 'crm.deal.add' })],
  ['cut short', ({ portal }: Bench) => portal.faults.truncateJson({ method: 'crm.contact.add' })],
  ['lost half-way', ({ portal }: Bench) => portal.faults.dropAfterCommands(20, { method: 'crm.deal.add' })],
] as const) {
  flow(`an answer that is ${name} loses and doubles nothing`, async () => {
    await withBench(async (bench) => {
      fiftyVisits(bench)
      strike(bench)
      assert.is((await bench.sync()).exit, 75)
      for (const wait of [SETTLE_MS, 15_000, 15_000]) {
        bench.clock.advance(wait)
        await bench.sync()
      }
      assert.is((await bench.sync()).exit, 0)
      assertOneOfEach(bench, 50)
    })
  })
}

flow('a request that commits late, while the next run starts at once, doubles nothing', async () => {
  await withBench(async (bench) => {
    fiftyVisits(bench)
    bench.portal.faults.delayThenCommit(600, { method: 'crm.deal.add', dropAfterMs: 50 })
    assert.is((await bench.sync()).exit, 75)
    assert.is((await bench.sync()).exit, 75)
    await bench.portal.settled()
    bench.clock.advance(SETTLE_MS)
    assert.is((await bench.sync()).exit, 0)
    assertOneOfEach(bench, 50)
  })
})

flow('a portal that is down buries nothing and drains by itself', async () => {
  await withBench(async (bench) => {
    fiftyVisits(bench)
    const outage = bench.portal.faults.down('html')
    for (let hour = 0; hour < 24; hour += 6) {
      bench.clock.advance(6 * 3_600_000)
      const report = await bench.sync()
      assert.equal([report.exit, report.pipelines[0]?.buried, report.pipelines[0]?.deferred], [69, 0, 0])
    }
    outage.lift()
    assert.is((await bench.sync()).exit, 0)
    assertOneOfEach(bench, 50)
  })
})

flow('a second run beside the first ends with 75 and names the holder', async () => {
  await withBench(async (bench) => {
    const lease = await bench.store.leases.acquire('ident-visits@main', 'sync-ident')
    const report = await bench.sync()
    assert.is(report.exit, 75)
    assert.ok(/sync-ident/.test(report.pipelines[0]?.problems[0]?.what ?? ''), JSON.stringify(report.pipelines[0]?.problems))
    await lease.release()
  })
})

flow('a dead source stops neither the others nor their rows', async () => {
  await withBench(
    async (bench) => {
      const [dead, alive] = bench.clinics
      if (dead) dead.trouble = new Problem('ident.unreachable', { source: 'main', server: 'db1', code: 'ESOCKET' } as never)
      alive?.change('7', {})
      const report = await bench.sync()
      assert.equal(
        report.pipelines.map(({ scope, applied, exit }) => [scope, applied, exit]),
        [
          ['main', 0, 69],
          ['north', 1, 0],
        ],
      )
    },
    { sources: ['main', 'north'] },
  )
})

flow('two sources that number patients alike make two people', async () => {
  await withBench(
    async (bench) => {
      for (const clinic of bench.clinics) clinic.change('7', clinic.id === 'north' ? { patientPhone: '8 900 777 66 55' } : {})
      await bench.sync()
      assert.equal(
        bench.portal.store.contacts.all().map(({ ORIGIN_ID }) => ORIGIN_ID),
        ['main:5007', 'north:5007'],
      )
      assert.equal([...bench.deals().keys()], ['F1_7', 'F2_7'])
    },
    { sources: ['main', 'north'] },
  )
})

flow('a family with one phone visits as one contact, or as each its own, as configured', async () => {
  for (const [identity, contacts] of [
    ['phone', 1],
    ['patient', 2],
  ] as const) {
    await withBench(
      async (bench) => {
        bench.clinics[0]?.change('1', { patientPhone: '89001234567', patientName: 'Мать' })
        bench.clinics[0]?.change('2', { patientPhone: '8 900 123-45-67', patientName: 'Дочь' })
        await bench.sync()
        assert.equal([bench.portal.store.contacts.count, bench.deals().size], [contacts, 2])
      },
      { identity },
    )
  }
})

flow('an open lead becomes contact and deal and is closed; what it knew is kept', async () => {
  await withBench(async (bench) => {
    const lead = bench.portal.store.leads.add({ TITLE: 'Заявка с сайта', COMMENTS: 'перезвонить', PHONE: [{ VALUE: '+7 900 123-45-67' }] })
    bench.clinics[0]?.change('1', { patientPhone: '8 900 123 45 67' })
    const report = await bench.sync()
    assert.equal([report.exit, report.pipelines[0]?.created, report.pipelines[0]?.updated], [0, { contacts: 1, deals: 1 }, { leads: 1 }])
    const deal = bench.portal.store.deals.all()[0]
    assert.equal([deal?.LEAD_ID, deal?.COMMENTS, deal?.ORIGIN_ID], [String(lead), 'перезвонить', 'F1_1'])
    assert.is(bench.portal.store.leads.get(lead)?.STATUS_ID, 'CONVERTED')
    bench.portal.stats.reset()
    bench.clinics[0]?.change('1', { room: 'Кабинет 4' })
    assert.is((await bench.sync()).exit, 0)
    assert.equal([bench.deals().size, bench.portal.store.contacts.count], [1, 1])
  })
})

flow('with the state lost nothing is doubled and an unchanged visit writes nothing', async () => {
  await withBench(async (bench) => {
    fiftyVisits(bench)
    await bench.sync()
    await forgetLedger(bench.store)
    bench.portal.stats.reset()
    const report = await bench.sync({ full: true })
    assert.equal([report.exit, report.pipelines[0]?.unchanged], [0, 50])
    assertOneOfEach(bench, 50)
  })
})

flow.slow('a manual stage set by a person survives random histories of its visit, refusals and lost answers included', async () => {
  const step = fc.constantFrom('arrive', 'end', 'bill', 'unbill', 'cancel', 'uncancel', 'room', 'lost answer')
  await withBench(async (bench) => {
    bench.clinics[0]?.change('1', {})
    await bench.sync()
    const deal = bench.portal.store.deals.all()[0]
    const manual = bench.stageId('Презентация плана')
    assert.ok(manual)
    bench.portal.store.editDeal(deal?.ID ?? '', { STAGE_ID: manual })
    let rooms = 0
    const act: Record<string, () => void> = {
      arrive: () => bench.clinics[0]?.change('1', { arrivedAt: when }),
      end: () => bench.clinics[0]?.change('1', { endedAt: when }),
      bill: () => bench.clinics[0]?.change('1', { billedAt: when }),
      unbill: () => bench.clinics[0]?.change('1', { billedAt: undefined as never }),
      cancel: () => bench.clinics[0]?.change('1', { canceledAt: when }),
      uncancel: () => bench.clinics[0]?.change('1', { canceledAt: undefined as never }),
      room: () => bench.clinics[0]?.change('1', { room: `Кабинет ${++rooms}` }),
      'lost answer': () => void bench.portal.faults.executeThenDrop({ method: 'crm.deal.update' }),
    }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (history) => {
        for (const what of history) act[what]?.()
        await bench.sync()
        bench.portal.faults.clear()
        bench.clock.advance(SETTLE_MS + 15_000)
        await bench.sync()
        assert.is(bench.portal.store.deals.get(deal?.ID ?? '')?.STAGE_ID, manual)
        assert.is(bench.portal.store.deals.count, 1)
      }),
      { numRuns: 60 },
    )
  })
})

flow('names and phones of patients never reach the log, the journal or the report', async () => {
  await withBench(async (bench) => {
    const canary = { patientSurname: 'Канарейкина', patientName: 'Жёлтая', patientPhone: '8 (912) 345-67-89', comment: 'жалоба на крыло' }
    bench.clinics[0]?.change('1', canary)
    bench.clinics[0]?.change('2', { ...canary, planStart: undefined as never })
    bench.portal.faults.commandRefused('crm.deal.add', 'Канарейкина +7 912 345-67-89: поле «жалоба на крыло» не принято')
    const report = await bench.sync()
    const journal: unknown[] = []
    for await (const line of bench.store.journal({})) journal.push(line)
    assert.ok(journal.length > 0 && bench.logged.length > 0)
    const everything = JSON.stringify([report, journal, bench.logged])
    for (const secret of ['Канарейкин', 'Жёлтая', '3456789', '345-67-89', 'крыло']) assert.not.ok(everything.includes(secret), secret)
  })
})

flow.run()
