import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { type Bench, withBench } from './clinic.testing.ts'

const hidden = suite('records that the owner of the webhook may no longer see')

const codes = (report: Awaited<ReturnType<Bench['sync']>>): string[] => (report.pipelines[0]?.problems ?? []).map(({ code }) => code)

hidden('when most deals are hidden at once nothing is made again: the run stops as a matter of rights and goes on when they are back', async () => {
  await withBench(async (bench) => {
    for (let n = 1; n <= 5; n++) bench.clinics[0]?.change(String(n), {})
    await bench.sync()
    const deals = bench.portal.store.deals.all().map(({ ID }) => Number(ID))
    for (const id of deals) bench.portal.access.hide('deal', id)
    for (let n = 1; n <= 5; n++) bench.clinics[0]?.change(String(n), { room: 'Кабинет 2' })
    const stopped = await bench.sync()
    assert.equal([stopped.exit, codes(stopped), stopped.pipelines[0]?.deferred], [77, ['portal.closed'], 0])
    for (const id of deals) bench.portal.access.unhide('deal', id)
    const report = await bench.sync()
    assert.equal([report.exit, report.pipelines[0]?.applied], [0, 5])
    assert.equal([bench.portal.store.deals.count, bench.portal.store.contacts.count], [5, 5])
  })
})

hidden('one deal that a person moved out of sight waits with a reason, its neighbours go through', async () => {
  await withBench(async (bench) => {
    for (let n = 1; n <= 4; n++) bench.clinics[0]?.change(String(n), {})
    await bench.sync()
    const [deal] = bench.deals().get('F1_2') ?? []
    bench.portal.access.hide('deal', Number(deal?.ID))
    for (let n = 1; n <= 4; n++) bench.clinics[0]?.change(String(n), { room: 'Кабинет 2' })
    const report = await bench.sync()
    assert.equal([report.exit, report.pipelines[0]?.applied, report.pipelines[0]?.deferred, codes(report)], [75, 3, 1, ['visits.deal-hidden']])
    bench.portal.access.unhide('deal', Number(deal?.ID))
    bench.clock.advance(30_000)
    assert.equal([(await bench.sync()).exit, bench.portal.store.deals.count], [0, 4])
  })
})

hidden('a deal that was really deleted is made again', async () => {
  await withBench(async (bench) => {
    for (let n = 1; n <= 2; n++) bench.clinics[0]?.change(String(n), {})
    await bench.sync()
    for (const { ID } of bench.portal.store.deals.all()) bench.portal.store.deals.delete(ID)
    for (let n = 1; n <= 2; n++) bench.clinics[0]?.change(String(n), { room: 'Кабинет 2' })
    const report = await bench.sync()
    assert.equal([report.exit, codes(report), bench.deals().size], [0, ['visit-deal-was-deleted', 'visit-deal-was-deleted'], 2])
  })
})

hidden('a hidden contact is not made a second time, neither for its own visit nor for the next one', async () => {
  await withBench(async (bench) => {
    bench.clinics[0]?.change('1', { patientPhone: '89001112233', patientId: '7' })
    await bench.sync()
    const [contact] = bench.portal.store.contacts.all()
    bench.portal.access.hide('contact', Number(contact?.ID))
    bench.clinics[0]?.change('1', { room: 'Кабинет 2' })
    assert.equal([(await bench.sync()).exit, bench.portal.store.contacts.count], [0, 1])
    bench.clinics[0]?.change('2', { patientPhone: '8 900 111-22-33', patientId: '7' })
    bench.clinics[0]?.change('3', {})
    const report = await bench.sync()
    assert.equal([report.exit, report.pipelines[0]?.applied, codes(report)], [75, 1, ['visits.client-hidden']])
    bench.portal.access.unhide('contact', Number(contact?.ID))
    bench.clock.advance(30_000)
    assert.equal([(await bench.sync()).exit, bench.portal.store.contacts.count, bench.deals().size], [0, 2, 3])
  })
})

hidden.run()
