import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { SETTLE_MS } from './clinic.testing.ts'
import { type RealClinic, withRealClinic } from './real-clinic.testing.ts'

const gone = suite('visits that were deleted in iDENT')

const HOUR = 3_600_000
type Report = Awaited<ReturnType<RealClinic['sync']>>
const told = (report: Report): [string, string][] => (report.pipelines[0]?.problems ?? []).map(({ key, code }): [string, string] => [key, code])

/** An hour later, when deleted visits are looked for again. */
async function anHourLater(clinic: RealClinic): Promise<Report> {
  clinic.clock.advance(HOUR)
  return clinic.sync()
}

gone('a deleted visit is reported once, within the hour, and its deal is left to people', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf } = clinic
    const [kept, deleted] = [book(), book({ ID_Patients: 101 })]
    await clinic.sync()
    const stage = dealOf(deleted).STAGE_ID
    ident.db.receptions.delete(deleted)
    assert.equal(told(await clinic.sync()), [])
    const report = await anHourLater(clinic)
    assert.equal(told(report), [[`F1_${deleted}`, 'visit-vanished']])
    assert.equal([report.exit, report.pipelines[0]?.waiting], [0, 1])
    assert.is(dealOf(deleted).STAGE_ID, stage)
    assert.equal(told(await anHourLater(clinic)), [])
    assert.equal(told(await clinic.sync({ full: true })), [])
    assert.ok(dealOf(kept))
  })
})

gone('with deleted_stage the deal moves there; what people hold is excepted and said', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf, day, portal, settings, stageId } = clinic
    const open = book()
    const manual = book({ ID_Patients: 101 })
    const dragged = book({ ID_Patients: 101 })
    const cancelled = book({ ReceptionCanceled: day(0) })
    await clinic.sync()
    portal.store.editDeal(String(dealOf(manual).ID), { STAGE_ID: stageId('Презентация плана') })
    portal.store.editDeal(String(dealOf(dragged).ID), { STAGE_ID: stageId('Лечение') })
    for (const id of [open, manual, dragged, cancelled]) ident.db.receptions.delete(id)
    const lost = dealOf(cancelled).STAGE_ID
    settings.deletedStage = 'LOSE'
    const report = await anHourLater(clinic)
    assert.equal(told(report).sort(), [
      [`F1_${open}`, 'visit-vanished-moved'],
      [`F1_${manual}`, 'visit-vanished-protected'],
      [`F1_${dragged}`, 'visit-vanished-protected'],
    ])
    assert.equal([dealOf(open).STAGE_ID, dealOf(open).UF_CRM_IDENT_CANCEL_REASON], [lost, 'удалён в iDENT'])
    assert.is(dealOf(manual).STAGE_ID, stageId('Презентация плана'))
    assert.equal(told(await anHourLater(clinic)), [])
  })
})

gone('a stage set later takes the deals that waited, and a deleted visit that comes back moves its deal back', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf, settings } = clinic
    const id = book()
    await clinic.sync()
    const atFirst = dealOf(id).STAGE_ID
    const row = ident.db.receptions.get(id)
    ident.db.receptions.delete(id)
    await anHourLater(clinic)
    settings.deletedStage = 'LOSE'
    assert.equal(told(await anHourLater(clinic)), [[`F1_${id}`, 'visit-vanished-moved']])
    assert.is.not(dealOf(id).STAGE_ID, atFirst)
    const { RowVersion: _, ...again } = row ?? {}
    ident.db.receptions.insert(again as Record<string, string>)
    assert.is((await clinic.sync()).exit, 0)
    assert.equal([dealOf(id).STAGE_ID, dealOf(id).UF_CRM_IDENT_CANCEL_REASON || null], [atFirst, null])
  })
})

gone('a stage that the funnel does not have is named with its setting', async () => {
  await withRealClinic({}, async (clinic) => {
    const id = clinic.book()
    await clinic.sync()
    clinic.ident.db.receptions.delete(id)
    clinic.settings.deletedStage = 'UC_NOWHERE'
    const report = await anHourLater(clinic)
    assert.equal([report.exit, told(report)], [78, [['', 'visits.deleted-stage-missing']]])
  })
})

gone('a visit moved out of the window, or left without a time, is not taken for deleted', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, day } = clinic
    const [far, timeless] = [book(), book({ ID_Patients: 101 })]
    await clinic.sync()
    ident.db.receptions.update(far, { PlanStart: day(800) })
    ident.db.receptions.update(timeless, { PlanStart: null })
    assert.equal(told(await anHourLater(clinic)), [[`F1_${timeless}`, 'visit-no-start']])
  })
})

gone('a database that lost most visits at once is told as such, and no deal is touched', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, settings } = clinic
    settings.deletedStage = 'LOSE'
    const ids = Array.from({ length: 30 }, () => book())
    await clinic.sync()
    for (const id of ids.slice(5)) ident.db.receptions.delete(id)
    const report = await anHourLater(clinic)
    assert.equal([report.exit, told(report)], [0, [['', 'source-many-vanished']]])
  })
})

gone('a database exchanged for an empty one moves no deal, not even of visits that were made a moment ago', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf, settings } = clinic
    settings.deletedStage = 'LOSE'
    const empty = ident.db.backup()
    const ids = [book(), book({ ID_Patients: 101 })]
    await clinic.sync()
    const stages = ids.map((id) => dealOf(id).STAGE_ID)
    clinic.clock.advance(HOUR)
    ident.db.restore(empty)
    assert.equal(told(await clinic.sync()), [['', 'source-cursor-void']])
    assert.equal(
      ids.map((id) => dealOf(id).STAGE_ID),
      stages,
    )
  })
})

gone('an alive query that the database refuses stops nothing and is said once an hour', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf } = clinic
    await clinic.sync()
    ident.faults.error(207, { tag: 'alive', times: Number.POSITIVE_INFINITY })
    clinic.clock.advance(HOUR)
    const id = book()
    const report = await clinic.sync()
    assert.equal([report.exit, told(report)], [0, [['', 'source-alive-failed']]])
    assert.ok(dealOf(id))
    assert.equal(told(await clinic.sync()), [])
  })
})

gone('a dry run tells of deleted visits and leaves the telling to the next real run', async () => {
  await withRealClinic({}, async (clinic) => {
    const id = clinic.book()
    await clinic.sync()
    clinic.ident.db.receptions.delete(id)
    const dry = await clinic.sync({ dryRun: true, full: true, onPlanned: () => undefined })
    assert.equal(told(dry), [[`F1_${id}`, 'visit-vanished']])
    assert.equal(told(await anHourLater(clinic)), [[`F1_${id}`, 'visit-vanished']])
  })
})

gone('a visit deleted while its creation waits in the queue gets no deal', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, portal } = clinic
    const id = book()
    portal.faults.commandRefused('crm.deal.add', 'Временно нельзя')
    assert.is((await clinic.sync()).exit, 75)
    ident.db.receptions.delete(id)
    clinic.clock.advance(30_000)
    assert.equal([(await clinic.sync()).exit, portal.store.deals.count], [0, 0])
  })
})

gone('a visit deleted while nobody knows whether its deal was made is told when the deal turns up', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, portal } = clinic
    const id = book()
    portal.faults.executeThenDrop({ method: 'crm.deal.add' })
    await clinic.sync()
    ident.db.receptions.delete(id)
    clinic.clock.advance(SETTLE_MS + 15_000)
    assert.equal(told(await clinic.sync()), [[`F1_${id}`, 'visit-vanished']])
    assert.is(portal.store.deals.count, 1)
  })
})

gone.run()
