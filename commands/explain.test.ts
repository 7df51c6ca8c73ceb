import * as assert from 'uvu/assert'
import type { LocalDateTime } from '../core/ports/clinic.ts'
import { isProblem } from '../core/problem.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { suite } from '../fixtures/suite.ts'
import { type Bench, SETTLE_MS, withBench } from '../jobs/clinic.testing.ts'
import { entitiesOf, spelledKey, storyOf } from '../jobs/explain.ts'
import { lookLive } from '../jobs/look-live.ts'
import { readServiceLevels } from '../jobs/service-levels.ts'
import { isRed, readStanding } from '../jobs/standing.ts'
import { severalText, storyObject, storyText } from './print/explain.ts'
import { journalCsv, journalJson, journalText } from './print/journal.ts'
import { sloJson, sloText } from './print/slo.ts'
import { statusJson, statusText } from './print/status.ts'

const story = suite('what an operator is told about one visit, and about all')

const ZONE = 'Europe/Moscow'
const when = '2026-03-02T11:00:00.000' as LocalDateTime
const signal = new AbortController().signal

async function tell(bench: Bench, key: string, lang: 'ru' | 'en'): Promise<string> {
  const [entity] = await entitiesOf(bench.store, key)
  assert.ok(entity)
  return storyText(await storyOf(bench.store, entity.partition, entity.key), undefined, reasonsIn(lang), ZONE)
}

story('a visit that was refused, then delivered, then protected by a manual stage tells all of it in order, in both languages', async () => {
  await withBench(async (bench) => {
    bench.clinics[0]?.change('1045', {})
    bench.portal.faults.commandRefused('crm.deal.add', 'нет')
    await bench.sync()
    const waiting = await tell(bench, 'F1_1045', 'ru')
    assert.match(waiting, /в очереди с .*отказ.*portal\.refused/)
    assert.match(waiting, /следующая попытка не раньше/)
    bench.portal.faults.clear()
    bench.clock.advance(60_000)
    await bench.sync()
    const [deal] = bench.portal.store.deals.all()
    bench.portal.store.editDeal(String(deal?.ID), { STAGE_ID: bench.stageId('Презентация плана') })
    bench.clinics[0]?.change('1045', { endedAt: when, room: 'Кабинет 9' })
    await bench.sync()
    const ru = await tell(bench, 'f1-1045', 'ru')
    const inOrder = [
      'отказ',
      'клиента|контакта с такой картой',
      'запрос crm.deal.add: отказ',
      'доставлено',
      'новая сделка в стадии',
      'ждёт человека',
      'поля для записи: .*кабинет',
    ]
    assert.match(ru.slice(ru.indexOf('История')).replace(/\n/g, ' '), new RegExp(inOrder.join('.*')))
    const en = await tell(bench, 'F1_1045', 'en')
    assert.match(en, /waits for a person/)
    assert.match(en, /stage not moved: the deal stands in a manual stage/)
    assert.is(en.split('\n').length, ru.split('\n').length)
    assert.not.match(en, /undefined|NaN|\[object|[а-яё]/i)
  })
})

story('a deal and a contact lead to their visits; a contact of several visits lists them', async () => {
  await withBench(async (bench) => {
    bench.clinics[0]?.change('1', {})
    bench.clinics[0]?.change('2', { patientId: '5001', patientName: 'Анна 1', patientPhone: '8 (900) 100-00-01' })
    await bench.sync()
    const [first] = bench.deals().get('F1_1') ?? []
    assert.equal((await entitiesOf(bench.store, String(first?.ID))).map(({ key }) => key).includes('F1_1'), true)
    assert.equal(
      (await entitiesOf(bench.store, `deal ${first?.ID}`)).map(({ key }) => key),
      ['F1_1'],
    )
    const visits = await entitiesOf(bench.store, `contact:${first?.CONTACT_ID}`)
    assert.is(visits.length, 2)
    const stories = await Promise.all(visits.map(({ partition, key }) => storyOf(bench.store, partition, key)))
    assert.match(severalText('contact', stories, reasonsIn('ru')), /F1_1 .*\n.*F1_2 /)
  })
})

story('the number of a deal that was deleted and made anew, and of a contact that gave way, lead to the visit as it is now', async () => {
  await withBench(async (bench) => {
    bench.clinics[0]?.change('1', {})
    await bench.sync()
    const [old] = bench.deals().get('F1_1') ?? []
    bench.portal.store.deals.delete(String(old?.ID))
    bench.clinics[0]?.change('1', { room: 'Кабинет 7' })
    await bench.sync()
    const [fresh] = bench.deals().get('F1_1') ?? []
    assert.ok(fresh && fresh.ID !== old?.ID)
    const meant = await entitiesOf(bench.store, `сделка №${old?.ID}`)
    assert.equal(meant, [{ partition: 'ident-visits@main', key: 'F1_1', former: 'deal' }])
    const told = { ...(await storyOf(bench.store, 'ident-visits@main', 'F1_1')), former: { noun: 'deal', id: String(old?.ID) } }
    const text = storyText(told, undefined, reasonsIn('ru'), ZONE)
    assert.match(text, new RegExp(`прежде ей соответствовала запись «сделка ${old?.ID}»[\\s\\S]*Сейчас\\n.*сделка ${fresh.ID}`))
    assert.equal((await entitiesOf(bench.store, `deal ${fresh.ID}`))[0]?.former, undefined)
    // Of the same number as a contact nothing is known.
    const other = await entitiesOf(bench.store, `lead ${old?.ID}`).catch((error: unknown) => error)
    assert.ok(isProblem(other, 'explain.unknown'))
  })
})

story('an unknown key is told with the nearest ones; keys are read as people type them', async () => {
  assert.equal(['Ф1_1045', 'f1-1045', ' F1 1045 ', '905'].map(spelledKey), ['F1_1045', 'F1_1045', 'F1_1045', '905'])
  const deals = ['сделка 905', 'Сделка №905', 'deal: #905', 'deal905', 'https://x.bitrix24.ru/crm/deal/details/905/?IFRAME=Y']
  assert.equal([...new Set(deals.map(spelledKey))], ['deal 905'])
  assert.equal(['контакт 3', '/crm/contact/details/3/', '#3', 'заказ 3', 'order 3'].map(spelledKey), [
    'contact 3',
    'contact 3',
    '3',
    'заказ 3',
    'order 3',
  ])
  await withBench(async (bench) => {
    for (const id of ['1045', '1046', '7777']) bench.clinics[0]?.change(id, {})
    await bench.sync()
    const problem = await entitiesOf(bench.store, 'F2_1045').catch((error: unknown) => error)
    assert.ok(isProblem(problem, 'explain.unknown'))
    assert.equal(problem.params.nearest, ['F1_1045', 'F1_1046'])
  })
})

story('a live look tells what people changed at the portal since, and that a deal is gone', async () => {
  await withBench(async (bench) => {
    bench.clinics[0]?.change('1', { endedAt: when, createdAt: '2026-03-01T09:00:00.123' as LocalDateTime, comment: ' строка\r\nещё ' })
    await bench.sync()
    const look = async () => lookLive(bench.kit(), await storyOf(bench.store, 'ident-visits@main', 'F1_1'), { names: false, signal })
    const [deal] = bench.portal.store.deals.all()
    assert.equal([(await look())?.changedFields, (await look())?.gone], [[], []])
    bench.portal.store.editDeal(String(deal?.ID), { STAGE_ID: bench.stageId('Лист ожидания'), UF_CRM_IDENT_ROOM: 'Другой' })
    const after = await look()
    assert.equal(after?.changedFields, ['room'])
    assert.is(after?.stage, bench.stageId('Лист ожидания'))
    assert.equal(after?.names, [])
    bench.portal.store.deals.delete(String(deal?.ID))
    assert.equal((await look())?.gone, ['deal'])
  })
})

story('names and phones never reach history, journal, status, slo or explain, and are read live when asked for', async () => {
  await withBench(async (bench) => {
    const canary = {
      patientSurname: 'Канарейкина',
      patientName: 'Жёлтая',
      patientPhone: '8 (912) 345-67-89',
      comment: 'жалоба на крыло',
      cardNumber: 'К-9912345',
    }
    bench.clinics[0]?.change('1', canary)
    bench.clinics[0]?.change('2', { ...canary, patientId: '77', planStart: undefined as never })
    bench.clinics[0]?.change('3', { ...canary, patientId: '78' })
    bench.portal.faults.commandRefused('crm.deal.add', 'Канарейкина +7 912 345-67-89: поле «жалоба на крыло» не принято')
    await bench.sync()
    const parts: unknown[] = []
    const kit = bench.kit()
    const page = { entries: [] as never[], notShown: 0 }
    for await (const entry of bench.store.journal({})) page.entries.push(entry as never)
    for await (const record of bench.store.runs.read({})) parts.push(record)
    const standing = await readStanding(kit)
    const report = { since: 0, until: bench.clock.now(), levels: await readServiceLevels(kit, bench.clock.now() - 3_600_000, bench.clock.now() + 1) }
    for (const lang of ['ru', 'en'] as const) {
      const words = reasonsIn(lang)
      parts.push(journalText(page, words, ZONE), journalJson(page, words), journalCsv(page, words, ZONE))
      parts.push(statusText(standing, words, ZONE), statusJson(standing, words), sloText(report, words, ZONE), sloJson(report))
      for (const key of ['F1_1', 'F1_2', 'F1_3']) {
        const told = await storyOf(bench.store, 'ident-visits@main', key)
        parts.push(storyText(told, undefined, words, ZONE), JSON.stringify(storyObject(told, undefined, words)))
      }
    }
    assert.ok(page.entries.length >= 3 && parts.length > 12)
    const everything = JSON.stringify(parts)
    for (const secret of ['Канарейкин', 'Жёлтая', '3456789', '345-67-89', 'крыло', '9912345']) assert.not.ok(everything.includes(secret), secret)

    bench.portal.faults.clear()
    bench.clock.advance(SETTLE_MS + 60_000)
    await bench.sync()
    const told = await storyOf(bench.store, 'ident-visits@main', 'F1_1')
    const quiet = storyText(told, await lookLive(kit, told, { names: false, signal }), reasonsIn('ru'), ZONE)
    assert.not.match(quiet, /Канарейкин|345/)
    const shown = storyText(told, await lookLive(kit, told, { names: true, signal }), reasonsIn('ru'), ZONE)
    assert.match(shown, /в iDENT — пациент: Канарейкина Жёлтая/)
    assert.match(shown, /на портале — контакт: Канарейкина Жёлтая/)
  })
})

story('status is red for a source that never ran, was stopped for good, or has buried deliveries; well after a good run', async () => {
  await withBench(async (bench) => {
    const codes = async (): Promise<string[]> =>
      (await readStanding(bench.kit())).sources.flatMap(({ findings }) => findings.map(({ code, tone }) => `${tone} ${code}`))
    assert.equal(await codes(), ['red never-ran'])
    bench.clinics[0]?.change('1', {})
    await bench.sync()
    assert.equal(await codes(), [])
    assert.not.ok(isRed(await readStanding(bench.kit())))
    bench.clinics[0]?.change('2', {})
    bench.portal.faults.commandRefused('crm.deal.add', 'нет')
    await bench.sync()
    assert.equal(await codes(), ['yellow queue'])
    for (const wait of [30_000, 60_000, 300_000]) {
      bench.clock.advance(wait + 1_000)
      bench.portal.faults.commandRefused('crm.deal.add', 'нет')
      await bench.sync()
    }
    assert.equal(await codes(), ['red buried'])
    bench.clock.advance(20 * 60_000)
    assert.equal((await codes()).sort(), ['red behind', 'red buried', 'red silent'])
    const lease = await bench.store.leases.acquire('ident-visits@main', 'sync-ident')
    const [source] = (await readStanding(bench.kit())).sources
    assert.is(source?.holder?.job, 'sync-ident')
    assert.not.ok(source?.findings.some(({ code }) => code === 'silent'))
    await lease.release()
  })
})

story.run()
