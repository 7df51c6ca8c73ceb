import type { reasonsEn } from '../en/reasons.ts'
import type { ReasonTable } from '../reasons.ts'

/** Почему строка пропущена, отклонена или ждёт, и что при этом замечено. */
export const reasonsRu = {
  'second-look': () => 'первая проверка ничего не нашла; перед созданием будет ещё одна',
  'visit-no-patient': () => 'отклонён: у визита нет карты пациента; выберите пациента в iDENT',
  'visit-no-start': () => 'отклонён: у визита нет времени начала; задайте его в iDENT',
  'visit-impossible-start': (p) => `отклонён: визит начинается в ${p.year} году; исправьте дату в iDENT`,
  'visit-unknown-branch': (p) => `отклонён: филиала ${p.branch} нет в ident.sources.branches; добавьте его или задайте unknown_branch`,
  'visit-unreadable': (p) => `отклонён: база не смогла отдать строку (${p.why}); проверьте файл запроса`,
  'visit-impossible-date': (p) => `дата «${p.field}» в ${p.year} году не записана`,
  'visit-end-before-start': () => 'окончание раньше начала и не записано',
  'visit-negative-sum': () => 'сумма отрицательная и не записана; проверьте скидки в iDENT',
  'visit-unreadable-sum': () => 'сумма не читается и не записана',
  'visit-text-shortened': (p) => `текст «${p.field}» (${p.length} знаков) сокращён`,
  'visit-no-phone': () => 'у пациента нет пригодного телефона: контакт ищется только по карте',
  'visit-doubled-deal': (p) => `у визита несколько сделок: ведётся ${p.kept}, проверьте ${p.others}`,
  'visit-deal-was-deleted': (p) => `сделку ${p.deal} удалили на портале; визит существует, поэтому создана новая`,
  'visit-vanished': (p) =>
    `ждёт человека: визит удалён в iDENT, сделка ${p.deal} стоит в ${p.stage}; закройте её вручную или задайте ident.deleted_stage`,
  'visit-vanished-protected': (p) => `ждёт человека: визит удалён в iDENT, но сделка ${p.deal} стоит в ${p.stage}, откуда bxi её не двигает`,
  'visit-vanished-moved': (p) => `визит удалён в iDENT: сделка ${p.deal} переведена в ${p.stage}`,
  'visit-vanished-closed': (p) => `визит удалён в iDENT; сделка ${p.deal} закрыта раньше (${p.stage})`,
  'visit-vanished-no-deal': () => 'визит удалён в iDENT, сделки у него нет',
  'source-many-vanished': (p) =>
    `из базы исчезли сразу ${p.vanished} визитов из ${p.known}: похоже, её восстановили или заменили, поэтому их сделки не тронуты`,
  'source-alive-failed': (p) => `не удалось проверить, какие визиты удалены (${p.problem}): проверьте файл запроса alive.sql и права учётной записи`,
  'client-found': (p) => `клиент найден: ${p.by}`,
  'client-several-contacts': (p) => `с этим телефоном несколько контактов: взят ${p.chosen}, проверьте ${p.others}`,
  'client-several-leads': (p) => `с этим телефоном несколько открытых лидов: взят ${p.chosen}, проверьте ${p.others}`,
  'client-crowded-phone': () => 'с этим телефоном двадцать контактов или больше; портал показывает только самые старые',
  'client-relinked': (p) =>
    `визит теперь относится к другой карте пациента (карты объединили или запись переоформили): сделка ${p.deal} связана с контактом ${p.to || '(новым)'} вместо ${p.contact}; объедините их, если это один человек`,
  'client-link-kept': (p) =>
    `визит теперь относится к другой карте пациента, но контакт ${p.contact} сделки ${p.deal} выбрал человек: связь оставлена, проверьте её`,
  'stage-new': (p) => `новая сделка в ${p.stage} (${p.kind}, ${p.status})`,
  'stage-manual': (p) => `ждёт человека: сделка ${p.deal} стоит в ${p.stage}, визит теперь требует ${p.wanted}; перенесите вручную`,
  'stage-foreign-final': (p) => `ждёт человека: сделку ${p.deal} закрыли вручную (${p.stage}), визит теперь требует ${p.wanted}`,
  'stage-other-funnel': (p) => `ждёт человека: сделка ${p.deal} перенесена в другую воронку (${p.stage}), визит требует ${p.wanted}`,
  'stage-rule-same': (p) => `стадия ${p.stage} (${p.kind}, ${p.status}): уже там`,
  'stage-rule-move': (p) => `стадия ${p.stage} (${p.kind}, ${p.status}): перенесена`,
  'stage-rule-manual': (p) => `стадия ${p.stage} (${p.kind}, ${p.status}): стоит ручная стадия`,
  'stage-rule-foreign-final': (p) => `стадия ${p.stage} (${p.kind}, ${p.status}): сделку закрыл человек`,
  'stage-rule-other-funnel': (p) => `стадия ${p.stage} (${p.kind}, ${p.status}): сделка в другой воронке`,
  'stage-rule-moved-by-person': (p) => `стадия ${p.stage} (${p.kind}, ${p.status}): сделку перенёс человек`,
  'stage-rule-unknown-stage': (p) => `стадия ${p.stage} (${p.kind}, ${p.status}): стадии сделки bxi не знает`,
  'source-cursor-void': (p) => `базу восстановили или заменили (${p.why ?? 'другая база'}): курсор недействителен, окно читается заново`,
  'source-cursor-frozen': (p) => `открытая транзакция в базе задерживает изменения (${p.minutes ?? '?'} мин): этот цикл читает по отметкам времени`,
  'source-clock-skew': (p) => `часы базы расходятся с часами этой машины на ${p.seconds} с`,
  'source-account-can-write': () => 'учётной записи базы разрешена запись: дайте bxi учётную запись только для чтения',
} as const satisfies { [K in keyof typeof reasonsEn]: ReasonTable[string] }
