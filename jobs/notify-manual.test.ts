import * as assert from 'uvu/assert'
import type { JournalEntry } from '../core/ports/state.ts'
import type { StepPreview } from '../pipelines/preview.ts'
import { suite } from '../fixtures/suite.ts'
import { type Bench, type BenchOptions, forgetLedger, SETTLE_MS, withBench } from './clinic.testing.ts'

const told = suite('the responsible is told of a visit that waits for him')

const METHOD = 'im.notify.system.add'
const ENDED = { endedAt: '2026-03-02T11:00:00.000' as never }
type Report = Awaited<ReturnType<Bench['sync']>>
const codes = (report: Report): string[] => (report.pipelines[0]?.problems ?? []).map(({ code }) => code)

interface Clinic extends Bench {
  /** Something changes at a visit. */
  change(id: string, fields: Record<string, unknown>): void
  deal(id: string): Record<string, unknown>
  /** A person moves the deal of a visit. */
  drag(id: string, stage: string): void
  bell(): { userId: number; message: string }[]
  /** How often the portal was asked to notify somebody. */
  rings(): number
}

/** Visits 1 and 2 have deals of user 7, which a person then moved to a manual stage. */
async function withWaiting(use: (clinic: Clinic) => Promise<void>, options: BenchOptions = {}): Promise<void> {
  await withBench(async (bench) => {
    bench.settings.notifyManual = true
    const [source] = bench.clinics
    const clinic: Clinic = {
      ...bench,
      change: (id, fields) => source?.change(id, fields),
      deal: (id) => bench.deals().get(`F1_${id}`)?.[0] ?? {},
      drag: (id, stage) => void bench.portal.store.editDeal(String(clinic.deal(id).ID), { STAGE_ID: bench.stageId(stage) }),
      bell: () => bench.portal.store.notifications.map(({ userId, message }) => ({ userId, message })),
      rings: () => bench.portal.stats.byMethod[METHOD] ?? 0,
    }
    for (const id of ['1', '2']) clinic.change(id, { patientPhone: `8 900 000 00 0${id}`, patientId: `7${id}` })
    await clinic.sync()
    // the second look at what was made
    bench.clock.advance(SETTLE_MS * 2)
    await clinic.sync()
    bench.portal.stats.reset()
    for (const id of ['1', '2']) {
      bench.portal.store.editDeal(String(clinic.deal(id).ID), { ASSIGNED_BY_ID: '7' })
      clinic.drag(id, 'Презентация плана')
    }
    await use(clinic)
  }, options)
}

async function journal({ store }: Bench, key: string): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = []
  for await (const entry of store.journal({ key })) entries.push(entry)
  return entries
}

told('once: the next runs, a visit that is read again, and a full run tell nobody anything', async () => {
  await withWaiting(async (clinic) => {
    clinic.change('1', ENDED)
    const report = await clinic.sync()
    assert.equal([report.exit, report.pipelines[0]?.waiting, report.pipelines[0]?.created], [0, 1, { notifications: 1 }])
    assert.equal(codes(report), ['stage-manual'])
    const [line, ...more] = clinic.bell()
    const id = String(clinic.deal('1').ID)
    assert.equal([line?.userId, more], [7, []])
    for (const word of [
      'F1_1',
      `№ ${id}`,
      'Презентация плана',
      'Консультация проведена',
      `${new URL(clinic.portal.url).origin}/crm/deal/details/${id}/`,
    ])
      assert.ok(line?.message.includes(word), word)
    assert.match(
      (await journal(clinic, 'F1_1'))
        .at(-1)
        ?.notes?.map(({ code }) => code)
        .join(' ') ?? '',
      'responsible-told',
    )
    await clinic.sync()
    clinic.change('1', { room: 'Кабинет 9' })
    await clinic.sync()
    await clinic.sync({ full: true })
    assert.is(clinic.rings(), 1)
    assert.is(clinic.deal('1').STAGE_ID, clinic.stageId('Презентация плана'))
  })
})

told('nobody, and no request is spent, while it is off; what waits already is told when it is switched on and the visit is read again', async () => {
  await withWaiting(async (clinic) => {
    clinic.settings.notifyManual = false
    clinic.change('1', ENDED)
    const off = await clinic.sync()
    assert.equal([off.pipelines[0]?.waiting, clinic.rings(), off.pipelines[0]?.requests.http], [1, 0, 2])
    clinic.settings.notifyManual = true
    const on = await clinic.sync({ full: true })
    assert.equal([clinic.rings(), clinic.bell().length, on.pipelines[0]?.created], [1, 1, { notifications: 1 }])
  })
})

told('in the batch that writes the visit: no request more', async () => {
  await withWaiting(async (clinic) => {
    clinic.change('1', ENDED)
    clinic.change('2', ENDED)
    const report = await clinic.sync()
    assert.equal([clinic.rings(), report.pipelines[0]?.requests.http], [2, 2])
  })
})

told('every further stage that the visit asks for is news; the same one asked for again after it was met is news too', async () => {
  await withWaiting(async (clinic) => {
    clinic.change('1', ENDED)
    await clinic.sync()
    clinic.change('1', { canceledAt: '2026-03-02T12:00:00.000' as never })
    await clinic.sync()
    assert.equal([clinic.rings(), clinic.bell().length], [2, 2])
    assert.match(clinic.bell()[1]?.message ?? '', 'Сделка провалена')
    clinic.drag('1', 'Консультация проведена')
    clinic.change('1', { canceledAt: undefined })
    await clinic.sync()
    clinic.drag('1', 'Презентация плана')
    clinic.change('1', { canceledAt: '2026-03-02T12:00:00.000' as never })
    await clinic.sync()
    assert.equal([clinic.rings(), clinic.bell().length], [3, 2])
  })
})

told('of a deal that was closed by hand, in the language of the configuration', async () => {
  await withWaiting(async (clinic) => {
    clinic.drag('1', 'Сделка провалена')
    clinic.change('1', ENDED)
    const report = await clinic.sync()
    assert.equal(codes(report), ['stage-foreign-final'])
    assert.match(clinic.bell()[0]?.message ?? '', 'закрыта вручную')
  })
})

told('nothing about the patient', async () => {
  await withWaiting(async (clinic) => {
    clinic.change('1', { ...ENDED, patientSurname: 'Канарейкина', services: [{ name: 'Канарейка' }] as never, comment: 'канарейка' })
    await clinic.sync()
    assert.is(clinic.bell().length, 1)
    assert.not.match(clinic.bell()[0]?.message ?? '', /канаре/i)
  })
})

for (const [refusal, options] of [
  ['The request requires higher privileges', { code: 'insufficient_scope', status: 403 }],
  ['Message can not be sent', { code: 'ERROR', status: 400 }],
  ['Method is blocked due to operation time limit.', { code: 'OPERATION_TIME_LIMIT', status: 429 }],
] as const) {
  told(`a portal that says ${options.code} costs the visit nothing, and is reported`, async () => {
    await withWaiting(async (clinic) => {
      clinic.portal.faults.commandRefused(METHOD, refusal, options)
      clinic.change('1', ENDED)
      clinic.change('2', { room: 'Кабинет 5' })
      const report = await clinic.sync()
      const [flow] = report.pipelines
      assert.equal([report.exit, flow?.waiting, flow?.applied, flow?.deferred, flow?.failed, flow?.created], [0, 1, 1, 0, 0, {}])
      assert.equal(codes(report), ['stage-manual', 'responsible-untold'])
      assert.equal([clinic.deal('1').UF_CRM_IDENT_STATUS, clinic.deal('2').UF_CRM_IDENT_ROOM], ['ended', 'Кабинет 5'])
      // what may pass is tried once more by itself; the rest when the visit changes
      clinic.clock.advance(SETTLE_MS * 2)
      await clinic.sync()
      const isPassing = options.code === 'OPERATION_TIME_LIMIT'
      assert.is(clinic.bell().length, isPassing ? 1 : 0)
      clinic.change('1', { room: 'Кабинет 7' })
      await clinic.sync()
      assert.equal([clinic.bell().length, clinic.rings() - (isPassing ? 1 : 0)], [1, isPassing ? 1 : 2])
    })
  })
}

told('a portal that goes on refusing is asked once for every version of the visit, not for ever', async () => {
  await withWaiting(async (clinic) => {
    clinic.portal.access.setScopes(['crm', 'user'])
    clinic.change('1', ENDED)
    for (let n = 0; n < 5; n++) {
      assert.is((await clinic.sync()).exit, 0)
      clinic.clock.advance(SETTLE_MS * 2)
    }
    assert.equal([clinic.rings(), clinic.bell()], [1, []])
    clinic.portal.access.setScopes(['crm', 'user', 'im'])
    clinic.change('1', { room: 'Кабинет 4' })
    await clinic.sync()
    assert.equal([clinic.rings(), clinic.bell().length], [2, 1])
  })
})

told('a deal without a responsible is reported', async () => {
  await withWaiting(async (clinic) => {
    clinic.portal.store.editDeal(String(clinic.deal('1').ID), { ASSIGNED_BY_ID: '0' })
    clinic.change('1', ENDED)
    const report = await clinic.sync()
    assert.equal([report.exit, codes(report).sort(), clinic.rings()], [0, ['responsible-none', 'stage-manual'], 0])
  })
})

told('a write that is refused again and again rings once', async () => {
  await withWaiting(async (clinic) => {
    clinic.portal.faults.commandRefused('crm.deal.update', 'no', { times: 3 })
    clinic.change('1', ENDED)
    for (const wait of [0, 30_000, 60_000, 300_000]) {
      clinic.clock.advance(wait)
      await clinic.sync()
    }
    assert.equal([clinic.rings(), clinic.bell().length, clinic.deal('1').UF_CRM_IDENT_STATUS], [1, 1, 'ended'])
    assert.is((await clinic.sync()).exit, 0)
  })
})

const TROUBLES: Readonly<Record<string, (clinic: Clinic) => void>> = {
  'the answer to the batch was lost after all of it was done': ({ portal }) => portal.faults.executeThenDrop({ method: METHOD }),
  'the batch broke off behind the notification': ({ portal }) => portal.faults.dropAfterCommands(1, { method: METHOD }),
  'the batch never arrived': ({ portal }) => portal.faults.refuse({ method: METHOD, times: 2 }),
  'the web server answered a page after all of it was done': ({ portal }) => portal.faults.executeThen500({ method: METHOD }),
}
for (const [trouble, strike] of Object.entries(TROUBLES)) {
  told(`one line is in the bell, and the visit is written, when ${trouble}`, async () => {
    await withWaiting(async (clinic) => {
      strike(clinic)
      clinic.change('1', ENDED)
      for (let n = 0; n < 6; n++) {
        await clinic.sync()
        clinic.clock.advance(SETTLE_MS * 5)
      }
      assert.equal([clinic.bell().length, clinic.deal('1').UF_CRM_IDENT_STATUS], [1, 'ended'])
      assert.is((await clinic.sync()).exit, 0)
    })
  })

  told(`a visit that only needs somebody told is done, not queued, when ${trouble}; it is told later`, async () => {
    await withWaiting(async (clinic) => {
      strike(clinic)
      // a treatment now, and nothing else that the deal would show
      clinic.change('1', { finishedBefore: 1 })
      const report = await clinic.sync()
      assert.equal([report.exit, report.pipelines[0]?.waiting, report.pipelines[0]?.deferred], [0, 1, 0])
      assert.equal(codes(report), ['stage-manual', 'responsible-untold'])
      clinic.clock.advance(SETTLE_MS * 5)
      clinic.portal.faults.clear()
      await clinic.sync()
      const rings = clinic.rings()
      assert.is(clinic.bell().length, 1)
      clinic.clock.advance(SETTLE_MS * 5)
      await clinic.sync()
      assert.equal([clinic.rings(), clinic.bell().length], [rings, 1])
    })
  })
}

told('in one line still when the ledger has forgotten what was told', async () => {
  await withWaiting(async (clinic) => {
    clinic.change('1', ENDED)
    await clinic.sync()
    await forgetLedger(clinic.store)
    await clinic.sync({ full: true })
    assert.is(clinic.bell().length, 1)
  })
})

told('a dry run says who would be notified, and notifies nobody', async () => {
  await withWaiting(async (clinic) => {
    clinic.change('1', ENDED)
    const previews: StepPreview[] = []
    const report = await clinic.sync({ dryRun: true, onPlanned: (_, planned) => void previews.push(...planned.previews) })
    assert.equal([clinic.rings(), report.pipelines[0]?.created], [0, { notifications: 1 }])
    const deal = String(clinic.deal('1').ID)
    assert.equal(previews[0], { verb: 'notify', noun: 'responsible', id: '7', fields: [{ field: 'deal', to: deal }] })
  })
})

told.run()
