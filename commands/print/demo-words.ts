import type { Lang } from '../../core/problem.ts'

/** The demo's story in both languages. */
const ru = {
  world: (p: { sources: number; branches: number; visits: number; leads: number }) =>
    `Встроенный мир: баз iDENT ${p.sources}, филиалов ${p.branches}, визитов ${p.visits}, лидов на портале ${p.leads}. Люди выдуманы.`,
  install: '1. Воронка, стадии и поля на портале (bxi portal install)',
  installed: (created: number, all: number) => `Создано ${created} из ${all}, остальное уже было.`,
  first: '2. Первый обмен (bxi sync ident)',
  changes: '3. В клинике отметили приходы, закончили и отменили приёмы, сменили телефон — обмен',
  manual: (p: { dealId: string; stage: string }) =>
    `4. Менеджер перенёс сделку ${p.dealId} в ручную стадию ${p.stage}; визит при этом закончился — обмен`,
  manualAfter: (dealId: string, stage: string) => `Сделка ${dealId} осталась в ${stage}: ручную стадию bxi не трогает.`,
  lostAnswer: '5. Новые визиты; портал записал их, но ответ потерялся',
  waits: (seconds: number) => `Исход неизвестен: bxi ничего не повторяет, ждёт ${seconds} с и сначала смотрит, что записано.`,
  outage: '6. Портал недоступен, потом снова отвечает',
  table: '7. Что лежит в хранилище портала',
  head: ['', 'клиника', 'портал'],
  rows: {
    visits: 'визиты окна → сделки bxi',
    doubled: 'визиты с двумя сделками',
    patients: 'сделки без контакта',
    manual: 'ручные стадии на месте',
    states: 'статус визита и сделки совпадает',
  },
  sound: 'Всё сошлось: ничего не потеряно и не задвоено, ручная работа на месте.',
  unsound: (faults: readonly string[]) => `НЕ СОШЛОСЬ:\n${faults.join('\n')}`,
  kept: (state: string, log: string) => `Состояние: ${state}\nЖурнал: ${log}`,
  removed: (folder: string) => `Состояние и журнал были в ${folder} и удалены; оставить их: bxi demo --keep`,
}

const en: typeof ru = {
  world: (p) =>
    `The built-in world: ${p.sources} iDENT databases, ${p.branches} branches, ${p.visits} visits, ${p.leads} leads at the portal. All people are invented.`,
  install: '1. Funnel, stages and fields at the portal (bxi portal install)',
  installed: (created, all) => `Created ${created} of ${all}; the rest was there.`,
  first: '2. The first sync (bxi sync ident)',
  changes: '3. The clinic marked arrivals, ended and cancelled visits, changed a phone: sync',
  manual: (p) => `4. A manager dragged deal ${p.dealId} to the manual stage ${p.stage}; then the visit ended: sync`,
  manualAfter: (dealId, stage) => `Deal ${dealId} stayed in ${stage}: bxi does not touch a manual stage.`,
  lostAnswer: '5. New visits; the portal wrote them down, but its answer was lost',
  waits: (seconds) => `The outcome is unknown: bxi repeats nothing, waits ${seconds} s and looks first at what was written.`,
  outage: '6. The portal is away, then answers again',
  table: "7. What the portal's storage holds",
  head: ['', 'clinic', 'portal'],
  rows: {
    visits: 'visits of the window → deals of bxi',
    doubled: 'visits with two deals',
    patients: 'deals without a contact',
    manual: 'manual stages in place',
    states: 'status of visit and deal agree',
  },
  sound: 'Everything agrees: nothing lost, nothing doubled, manual work in place.',
  unsound: (faults) => `DOES NOT AGREE:\n${faults.join('\n')}`,
  kept: (state, log) => `State: ${state}\nLog: ${log}`,
  removed: (folder) => `State and log were in ${folder} and are removed; to keep them: bxi demo --keep`,
}

export const DEMO_WORDS: Readonly<Record<Lang, typeof ru>> = { ru, en }
