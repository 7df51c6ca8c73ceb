import type { DoctorWords } from '../doctor.ts'
import { wordsFor } from '../text.ts'

const FORMS = { one: 0, few: 1, many: 2, other: 2, zero: 2, two: 1 } as const
const rules = new Intl.PluralRules('ru')
const plural = (n: unknown, ...forms: readonly [string, string, string]): string => `${n} ${forms[FORMS[rules.select(Number(n))]]}`
const sourceSetting = (p: { place?: unknown }, key: string): string => `ident.sources[${p.place}].${key}`

/** `76.6 GB`, `5s` по-русски. */
const size = (text: unknown): string =>
  String(text).replace(
    /([\d.]+) ?(GB|MB|s|ms|m)$/,
    (_, n: string, unit: string) => `${n.replace('.', ',')} ${{ GB: 'ГБ', MB: 'МБ', s: 'с', ms: 'мс', m: 'мин' }[unit]}`,
  )
const CHECKS = {
  files: 'файлы запросов',
  connect: 'соединение',
  server: 'сервер',
  clock: 'часы',
  account: 'права учётной записи',
  columns: 'столбцы запросов',
  versions: 'версии строк',
  branches: 'филиалы',
  changes: 'изменения за сутки',
  sample: 'пример визита',
}
const CHANGED = { reception: 'визит', neighbour: 'соседний визит', line: 'услуга', order: 'заказ', patient: 'пациент', person: 'человек' }
/** Каждое слово, которое есть в таблице, заменено. */
const translated = (text: unknown, table: Readonly<Record<string, string>>): string =>
  String(text).replace(/[a-z_]+/g, (word) => wordsFor(table, word))

export const doctorRu: DoctorWords = {
  skipped: (p) => ({ what: `после ошибки выше не проверялось: ${translated(p.checks, CHECKS)}` }),

  'node-ok': (p) => ({ what: `Node.js ${p.version}` }),
  'node-old': (p) => ({ what: `Node.js ${p.version} не поддерживается`, next: `Установите Node.js ${p.needed}.` }),
  'config-ok': (p) => ({ what: `${p.file}: ошибок нет; разделы: ${p.worlds}` }),
  'config-warning': (p) => ({ what: String(p.text), next: `Исправьте в ${p.file}.` }),
  'state-ok': (p) => ({ what: `папка ${p.dir} доступна для записи, свободно ${size(p.free)}` }),
  'state-low': (p) => ({
    what: `на диске папки ${p.dir} свободно ${size(p.free)}, меньше ${p.needed}`,
    next: 'Освободите место на диске, перенесите state.dir или уменьшите state.min_free.',
  }),
  'logs-ok': (p) => ({ what: `папка ${p.dir} доступна для записи` }),
  'logs-blocked': (p) => ({
    what: `в папку ${p.dir} нельзя писать (${p.code})`,
    next: 'Дайте учётной записи bxi право записи или перенесите state.dir: папка журналов стоит рядом с ней.',
  }),
  'alert-channel': (p) => ({ what: `о бедах узнает ${p.channel} (проверить: bxi alerts test)` }),
  'heartbeat-unsigned': () => ({
    what: 'по адресу alerts.heartbeat_url слушает другой bxi, а неподписанное он не примет',
    next: 'Укажите в alerts.heartbeat_secret секрет, записанный у слушающей машины в alerts.agents.',
  }),
  'heartbeat-ok': () => ({ what: 'успешный запуск сообщает о себе по адресу из alerts.heartbeat_url' }),
  'heartbeat-missing': () => ({
    what: 'если bxi перестанет запускаться, этого никто не заметит',
    next: 'Укажите в alerts.heartbeat_url адрес службы, которая поднимет тревогу, если запусков давно не было.',
  }),

  'portal-connect': (p) => ({ what: `${p.host} отвечает (${p.ms} мс)` }),
  'portal-scope': (p) => ({ what: `вебхуку разрешено: ${p.scopes}` }),
  'portal-no-im': () => ({
    what: 'в alerts.notify названы сотрудники портала, а уведомлять их вебхуку не разрешено',
    next: 'Отметьте во входящем вебхуке право «Чат и уведомления (im)».',
  }),
  'portal-no-im-manual': () => ({
    what: 'включено ident.notify_manual, а уведомлять ответственных за сделки вебхуку не разрешено',
    next: 'Отметьте во входящем вебхуке право «Чат и уведомления (im)» или задайте ident.notify_manual = false.',
  }),
  'portal-admin': () => ({ what: 'владелец вебхука — администратор' }),
  'portal-not-admin': () => ({
    what: 'владелец вебхука — не администратор',
    next: 'Для bxi portal install нужен администратор. Для обмена достаточно права читать, добавлять и менять контакты, лиды и сделки всех.',
  }),
  'portal-clock': (p) => ({ what: `часы портала и наши совпадают (разница ${p.seconds} с)` }),
  'portal-clock-off': (p) => ({
    what: `часы портала и наши расходятся на ${p.seconds} с`,
    next: 'Сверьте часы этой машины с сервером времени (Windows: w32tm /resync; Linux: timedatectl set-ntp true).',
  }),
  'portal-offset': (p) => ({ what: `время портала — UTC${p.offset}` }),
  'portal-mode': (p) => ({ what: p.mode === 'simple' ? 'CRM без лидов: новый лид сразу становится сделкой' : 'CRM с лидами' }),
  'portal-methods': (p) => ({ what: `все методы, которые вызывает bxi (${p.count}), доступны` }),
  'portal-methods-missing': (p) => ({
    what: `нет методов: ${p.methods}`,
    next: 'Отметьте их право во входящем вебхуке; если оно отмечено, модуль CRM на портале отсутствует или слишком старый.',
  }),
  'portal-funnel': (p) => ({ what: `воронка «${p.name}» (id ${p.id})` }),
  'portal-stages': (p) => ({ what: `готово: ${plural(p.count, 'стадия', 'стадии', 'стадий')}: ${p.stages}` }),
  'portal-fields': (p) => ({ what: `${plural(p.count, 'поле нужного типа', 'поля нужного типа', 'полей нужного типа')}` }),
  'portal-required': (p) => ({
    what: `на портале обязательны поля, которые bxi оставляет пустыми, всегда или иногда: ${p.fields}`,
    next: 'Сделайте их необязательными в CRM → Настройки → Пользовательские поля, иначе портал может не создать сделки и контакты bxi.',
  }),
  'portal-limits': (p) => ({ what: `bxi шлёт не больше ${p.perSecond} запросов в секунду после первых ${p.burst}` }),
  'portal-operating': (p) => ({
    what: `время выполнения за десять минут, насколько известно этой машине: больше всех занял ${p.method} — ${p.percent} % из ${p.limit} с`,
  }),
  'portal-operating-none': (p) => ({
    what: `время выполнения за десять минут, насколько известно этой машине: ни один метод не занял и 1 % из своих ${p.limit} с`,
  }),
  'portal-operating-used': (p) => ({
    what: `время выполнения за десять минут, насколько известно этой машине: ${p.method} занял ${p.percent} % из ${p.limit} с; bxi ждёт, пока часть освободится, примерно ${p.minutes} мин`,
    next: 'Ничего, если пройдёт само. Если повторяется — найдите другую программу, которая вызывает этот метод тем же вебхуком.',
  }),

  'ident-files': (p) => ({ what: p.replaced === '' ? 'файлы запросов: поставляемые' : `файлы запросов: поставляемые, заменены: ${p.replaced}` }),
  'ident-connect': (p) => ({
    what: `${p.server}${p.instance === '' ? '' : ` (экземпляр ${p.instance})`}, база ${p.database}: вход за ${p.ms} мс, ${p.encrypted ? `с шифрованием (${p.tls})` : 'без шифрования'}`,
  }),
  'ident-plain': (p) => ({
    what: `${p.server}, база ${p.database}: вход за ${p.ms} мс, имена и телефоны пациентов идут по сети без шифрования`,
    next: `Поставьте ${sourceSetting(p, 'database.encrypt')} = "required"; если сервер этого не умеет, держите bxi на машине самого сервера.`,
  }),
  'ident-server': (p) => ({
    what: `SQL Server ${p.version} (${p.edition}), сортировка ${p.collation}, уровень совместимости ${p.compatibilityLevel}`,
  }),
  'ident-server-old': (p) => ({
    what: `SQL Server ${p.version} (${p.edition}) старше 2008 R2`,
    next: 'Поставляемые запросы написаны для 2008 R2 и новее: попробуйте bxi sync ident --dry-run и замените непригодные в ident.sources[].queries.',
  }),
  'ident-locking': (p) => ({
    what: p.readCommittedSnapshot
      ? 'чтение не ждёт iDENT и не задерживает его (версии строк включены)'
      : `чтение ждёт iDENT не дольше ${size(p.lockTimeout)} и уступает при взаимной блокировке`,
  }),
  'ident-dirty-reads': (p) => ({
    what: 'включено чтение поверх блокировок: на портал могут попасть визиты отменённой транзакции',
    next: `Поставьте ${sourceSetting(p, 'read_uncommitted')} = false, если чтение не ждёт постоянно.`,
  }),
  'ident-clock': (p) => ({ what: `часы сервера и наши совпадают (разница ${p.skewSeconds} с), пояс ${p.timezone} верен` }),
  'ident-clock-skewed': (p) => ({
    what: `часы сервера впереди наших на ${p.skewSeconds} с`,
    next: 'Сверьте часы сервера и этой машины с сервером времени: по ним bxi ищет опоздавшие изменения.',
  }),
  'ident-zone-wrong': (p) => ({
    what: `часы сервера (${p.databaseTime}) — не время пояса ${p.timezone}: разница ${p.zoneErrorMinutes} мин`,
    next: `Укажите в ${sourceSetting(p, 'timezone')} пояс сервера, иначе каждый визит сдвинется на эти минуты.`,
  }),
  'ident-account': (p) => ({ what: `учётная запись ${p.user} может только читать` }),
  'ident-account-writes': (p) => ({
    what: `учётная запись ${p.user} может больше, чем читать: ${p.rights}`,
    next: `Оставьте ${p.user} только роль db_datareader (исключите из db_datawriter, db_owner и sysadmin).`,
  }),
  'ident-columns': (p) => ({
    what:
      p.withoutOptional === ''
        ? `запрос ${p.query}: столбцы подходят`
        : `запрос ${p.query}: столбцы подходят; нет необязательных: ${p.withoutOptional}`,
  }),
  'ident-versions': (p) => ({
    what: `изменения находятся по версии строки${p.openTransaction ? '; сейчас открыта транзакция, изменения за ней придут, когда она закончится' : ''}`,
  }),
  'ident-no-versions': () => ({
    what: 'изменения находятся только по отметкам времени: версии строки в этой базе нет',
    next: 'Пусть запрос changes отдаёт столбец row_version, либо поставьте ident.overlap больше самой долгой транзакции и расхождения часов рабочих мест.',
  }),
  'ident-branch': (p) => ({ what: `филиал ${p.key} (${p.name}) — номер ${p.n}; визитов за 30 дней: ${p.receptions}` }),
  'ident-branch-unmapped': (p) => ({
    what: `филиала ${p.key} (${p.name}) нет в настройке; визитов за 30 дней: ${p.receptions}`,
    next:
      p.fallback === ''
        ? `Его визиты отклоняются. Допишите { key = ${p.key}, n = ${p.free} } в ${sourceSetting(p, 'branches')}.`
        : `Его визиты считаются филиалом ${p.fallback}. Если это неверно, допишите { key = ${p.key}, n = ${p.free} } в ${sourceSetting(p, 'branches')}.`,
  }),
  'ident-branch-unknown': (p) => ({
    what: `филиала ${p.key} из настройки нет в базе`,
    next: `Исправьте key в ${sourceSetting(p, 'branches')}; ключи базы — в соседних строках.`,
  }),
  'ident-no-branches': (p) => ({
    what: 'в базе нет ни одного филиала',
    next: `Проверьте ${sourceSetting(p, 'database.name')} или запрос branches, если вы его заменили.`,
  }),
  'ident-changes': (p) => ({
    what: `изменений за ${p.hours} ч: ${p.isCut ? `${p.changes} или больше` : p.changes}${p.reasons === '' ? '' : ` (${translated(p.reasons, CHANGED)})`}`,
  }),
  'ident-sample': (p) => ({ what: `визит ${p.reception}: заполнены ${p.filled}; пусты: ${p.empty === '' ? 'нет' : p.empty}` }),
}
