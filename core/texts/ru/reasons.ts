import type { reasonsEn } from '../en/reasons.ts'
import type { Params, ReasonTable } from '../reasons.ts'
import { fieldNames, VISIT_STATUS } from '../fields.ts'
import { wordsFor } from '../text.ts'

const KIND: Readonly<Record<string, string>> = { consultation: 'консультация', treatment: 'лечение' }
const FOUND: Readonly<Record<string, (contact: string) => string>> = {
  deal: (contact) => `клиент — контакт ${contact} из сделки визита`,
  origin: (contact) => `клиент найден по карте пациента iDENT: контакт ${contact}`,
  phone: (contact) => `клиент найден по телефону: контакт ${contact}`,
  twin: (contact) => `клиент — контакт ${contact}: он старше того, что создал bxi`,
  none: () => 'контакта с такой картой или телефоном нет: создаётся новый',
}
/** Почему созданный bxi контакт не удалён. */
const IN_USE: Readonly<Record<string, string>> = {
  origin: 'его карта теперь другая',
  deal: 'у него есть чужая сделка',
  lead: 'у него есть лид',
  activity: 'у него есть дела или комментарии',
  edit: 'его правил человек',
}

const visitWords = (p: Params): string => `визит «${wordsFor(VISIT_STATUS.ru, String(p.status))}» (${wordsFor(KIND, String(p.kind))})`
const from = (p: Params): string => (p.from === undefined ? '' : ` из ${p.from}`)
const at = (p: Params): string => (p.from === undefined ? '' : ` (${p.from})`)

/** Почему строка пропущена, отклонена или ждёт, и что при этом замечено. */
export const reasonsRu = {
  'second-look': () => 'первая проверка ничего не нашла; перед созданием будет ещё одна',
  'by-operator': () => 'по распоряжению оператора',
  'state-restored': (p) => `bxi state restore: поставлено состояние на ${p.madeAt}; доставок, которые сначала ищутся на портале: ${p.lookFirst}`,
  'buried-by-operator': () => 'снято оператором; новая версия строки будет доставлена',
  'write-uncertain': (p) => `исход последней записи ещё не ясен; проверка после ${p.until}`,
  'waits-in-queue': (p) => `ждёт в очереди (${p.cause}) до ${p.until}`,
  'waits-buried': (p) => `снято с доставки (${p.cause}); верните командой bxi replay-queue release или измените в источнике`,
  'buried-next': () => 'Попытки кончились, само больше не повторится. Устраните причину, затем: bxi replay-queue release НОМЕР',
  'plan-target-moved': () => 'не применено: на портале с тех пор что-то изменилось',
  'plan-rules-changed': () => 'не применено: с тех пор изменились правила bxi',
  'plan-row-gone': () => 'не применено: в источнике этой строки больше нет, или он не может её отдать',
  'plan-row-moved': () => 'не применено: с тех пор изменилась строка источника или настройка, по которой она читается',
  'plan-ledger-moved': () => 'не применено: bxi с тех пор уже работал с этим',
  'plan-queued': () => 'не применено: ждёт в очереди, она и доставит',
  'plan-ticket-gone': () => 'не применено: в очереди этого больше нет',
  'order-uncertain': (p) => `${p.key}: распоряжение не выполнено: исход последней записи ещё не ясен, bxi сначала проверит её`,
  'order-no-ticket': (p) => `распоряжение о ${p.key}: в очереди такого нет`,
  'visit-no-patient': () => 'отклонён: у визита нет карты пациента; выберите пациента в iDENT',
  'visit-no-start': () => 'отклонён: у визита нет времени начала; задайте его в iDENT',
  'visit-impossible-start': (p) => `отклонён: визит начинается в ${p.year} году; исправьте дату в iDENT`,
  'visit-unknown-branch': (p) =>
    p.branch === '—'
      ? 'отклонён: у визита нет филиала (кресло без филиала); задайте его в iDENT или укажите unknown_branch источника'
      : `отклонён: филиала ${p.branch} нет в ident.sources.branches; добавьте его или задайте unknown_branch`,
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
  'visit-absent': (p) => `визита больше нет в iDENT; сделкой ${p.deal} займётся проверка удалённых визитов`,
  'visit-vanished-closed': (p) => `визит удалён в iDENT; сделка ${p.deal} закрыта раньше (${p.stage})`,
  'visit-vanished-no-deal': () => 'визит удалён в iDENT, сделки у него нет',
  'source-many-vanished': (p) =>
    `из базы исчезли сразу ${p.vanished} визитов из ${p.known}: похоже, её восстановили или заменили, поэтому их сделки не тронуты`,
  'source-alive-failed': (p) => `не удалось проверить, какие визиты удалены (${p.problem}): проверьте файл запроса alive.sql и права учётной записи`,
  'client-found': (p) => FOUND[String(p.by)]?.(String(p.contact ?? '')) ?? `клиент найден: ${p.by}`,
  'client-several-contacts': (p) => `с этим телефоном несколько контактов: взят ${p.chosen}, проверьте ${p.others}`,
  'client-several-leads': (p) => `с этим телефоном несколько открытых лидов: взят ${p.chosen}, проверьте ${p.others}`,
  'client-crowded-phone': () => 'с этим телефоном двадцать контактов или больше; портал показывает только самые старые',
  'client-twin': (p) => `того же клиента в тот же миг завёл кто-то ещё: остаётся контакт ${p.kept}, контакт bxi ${p.made} уступил`,
  'client-doubled': (p) =>
    `клиент задвоен: используется контакт ${p.kept}; контакт ${p.other} оставлен (${wordsFor(IN_USE, String(p.why))}), объедините их на портале`,
  'client-relinked': (p) =>
    `визит теперь относится к другой карте пациента (карты объединили или запись переоформили): сделка ${p.deal} связана с контактом ${p.to || '(новым)'} вместо ${p.contact}; объедините их, если это один человек`,
  'client-link-kept': (p) =>
    `визит теперь относится к другой карте пациента, но контакт ${p.contact} сделки ${p.deal} выбрал человек: связь оставлена, проверьте её`,
  'fields-written': (p) => `поля для записи: ${fieldNames('ru', p.fields)}`,
  'stage-new': (p) => `новая сделка в стадии ${p.stage}: ${visitWords(p)}`,
  'stage-manual': (p) => `ждёт человека: сделка ${p.deal} стоит в ${p.stage}, визит теперь требует ${p.wanted}; перенесите вручную`,
  'stage-foreign-final': (p) => `ждёт человека: сделку ${p.deal} закрыли вручную (${p.stage}), визит теперь требует ${p.wanted}`,
  'stage-other-funnel': (p) => `ждёт человека: сделка ${p.deal} перенесена в другую воронку (${p.stage}), визит требует ${p.wanted}`,
  'responsible-told': (p) => `сотрудник ${p.user}, ответственный за сделку ${p.deal}, уведомлён на портале`,
  'responsible-untold': (p) =>
    `сотрудника ${p.user}, ответственного за сделку ${p.deal}, уведомить не удалось (${p.why}); сам визит это не задело. Есть ли у вебхука право im? Проверьте: bxi doctor`,
  'responsible-none': (p) => `уведомить некого: у сделки ${p.deal} нет ответственного`,
  'stage-rule-same': (p) => `стадия ${p.stage} остаётся: её требует ${visitWords(p)}`,
  'stage-rule-move': (p) => `стадия перенесена${from(p)} в ${p.stage}: её требует ${visitWords(p)}`,
  'stage-rule-manual': (p) => `стадия не тронута: сделка стоит в ручной стадии${at(p)}; ${visitWords(p)} требовал бы ${p.stage}`,
  'stage-rule-foreign-final': (p) => `стадия не тронута: сделку закрыл человек${at(p)}; ${visitWords(p)} требовал бы ${p.stage}`,
  'stage-rule-other-funnel': (p) => `стадия не тронута: сделка в другой воронке${at(p)}; ${visitWords(p)} требовал бы ${p.stage}`,
  'stage-rule-moved-by-person': (p) => `стадия не тронута: сделку перенёс человек${at(p)}; ${visitWords(p)} требовал бы ${p.stage}`,
  'stage-rule-unknown-stage': (p) => `стадия не тронута: bxi не знает стадии сделки${at(p)}; ${visitWords(p)} требовал бы ${p.stage}`,
  'source-cursor-void': (p) => `базу восстановили или заменили (${p.why ?? 'другая база'}): курсор недействителен, окно читается заново`,
  'source-cursor-frozen': (p) => `открытая транзакция в базе задерживает изменения (${p.minutes ?? '?'} мин): этот цикл читает по отметкам времени`,
  'source-clock-skew': (p) => `часы базы расходятся с часами этой машины на ${p.seconds} с`,
  'source-account-can-write': () => 'учётной записи базы разрешена запись: дайте bxi учётную запись только для чтения',
  'shop-no-title': () => 'отклонено: у товара нет названия; задайте его на сайте',
  'shop-no-sku': () => 'отклонено: то, что названо в shop.sku, здесь пусто; заполните на сайте или задайте shop.sku = "id"',
  'shop-double-sku': (p) => `отклонено: тот же артикул у товара ${p.other}; исправьте один из них на сайте или задайте shop.sku = "id"`,
  'shop-garbled-property': (p) => `в свойстве ${p.property} не слово, оно пропущено (товаров: ${p.times}, это первый)`,
  'shop-other-currency': (p) => `цена типа ${p.type} в валюте ${p.currency}, а не в shop.currency, и пропущена (товаров: ${p.times}, это первый)`,
  'shop-unreadable-row': (p) => `ответов сайта со строками без номера: ${p.times}; эти строки пропущены`,
  'shop-keys-only': (p) =>
    `свойство ${p.property} сайт отдаёт ключами, а не словами, поэтому оно пропущено; впишите слова в [shop.directories.${p.property}], см. bxi shop properties`,
  'shop-unmapped': (p) => `не названы свойства для: ${p.roles}; поиск берёт это из названий. Выберите в [shop.properties], см. bxi shop properties`,
} as const satisfies { [K in keyof typeof reasonsEn]: ReasonTable[string] }
