import { ended, say, words, wordsFor } from '../text.ts'

const NEXT_RUN = 'Ничего не потеряно: следующий запуск продолжит.'

function wayTo(host: string, code: string): string {
  if (code.startsWith('EPROXY')) return 'Если это надолго, проверьте net.proxy: прокси не пропустил bxi.'
  if (/CERT|TLS|SSL|SIGNED/.test(code))
    return 'Если шифрованные соединения здесь вскрывает прокси или антивирус, укажите его удостоверяющий центр в net.ca_file.'
  return `Если это надолго, откройте https://${host} в браузере на этой машине; если выход через прокси, укажите net.proxy.`
}

const LOST = {
  timeout: 'Ответ не пришёл вовремя.',
  connection: 'Соединение оборвалось, пока ждали ответа.',
  'not-json': 'Ответил не REST-сервис: страница веб-сервера или половина ответа.',
  error: 'Портал сообщил о собственном сбое посреди работы.',
  missing: 'Об этой команде в ответе ничего нет.',
} as const

const KIND = { open: 'в работе', won: 'успех', lost: 'провал' } as const

/** Неполадки портала Битрикс24. */
export const portalProblems = {
  'portal.unreachable': words((p: { host: string; method: string; code?: string }) =>
    say(
      `Портал ${p.host} недоступен (${p.method}).`,
      p.code === undefined ? 'Не отвечает он или сеть.' : `Сеть сообщила: ${p.code}.`,
      `${NEXT_RUN} ${wayTo(p.host, p.code ?? '')}`,
    ),
  ),
  'portal.timeout': words((p: { host: string; method: string; ms: number }) =>
    say(
      `Портал ${p.host} не ответил на ${p.method} за ${p.ms} мс.`,
      'Это был только вопрос: ничего не изменено.',
      `${NEXT_RUN} Если повторяется, портал перегружен: обратитесь в поддержку Битрикс24 или запускайте bxi в тихие часы.`,
    ),
  ),
  'portal.not-json': words((p: { host: string; method: string; status: number }) =>
    say(
      `На ${p.method} ответил не REST-сервис ${p.host} (HTTP ${p.status}).`,
      'Перед порталом стоит страница веб-сервера, прокси или технических работ.',
      `${NEXT_RUN} Если это надолго, откройте https://${p.host} в браузере и сверьте адрес с portal.webhook.`,
    ),
  ),
  'portal.server-error': words((p: { host: string; method: string; code: string }) =>
    say(
      `Портал ${p.host} не справился с ${p.method} (${p.code}).`,
      'Сбой внутри портала; это был только вопрос.',
      `${NEXT_RUN} Если повторяется, покажите это сообщение поддержке Битрикс24.`,
    ),
  ),
  'portal.uncertain': words((p: { host: string; method: string; how: keyof typeof LOST }) =>
    say(
      `Пока неизвестно, выполнил ли ${p.host} ${p.method}.`,
      wordsFor(LOST, p.how),
      'Ничего не делайте: bxi подождёт, пока запоздалая запись станет невозможной, найдёт запись на портале и только потом напишет снова.',
    ),
  ),
  'portal.quota': words((p: { host: string }) =>
    say(
      `Портал ${p.host} пока не принимает запросы.`,
      'Исчерпан лимит запросов в секунду — возможно, другой интеграцией с этого же адреса в интернете.',
      `${NEXT_RUN} Если повторяется, уменьшите portal.per_second и portal.burst, чтобы хватало обеим.`,
    ),
  ),
  'portal.operating-limit': words((p: { host: string; method: string; resetsAt?: string }) =>
    say(
      `Портал ${p.host} приостановил ${p.method}.`,
      `Время выполнения за десять минут исчерпано${p.resetsAt === undefined ? '' : `; освободится в ${p.resetsAt}`}.`,
      `${NEXT_RUN} Если повторяется, тем же вебхуком пользуется другая интеграция: создайте для bxi отдельный.`,
    ),
  ),
  'portal.slow-method': words((p: { host: string; method: string; minutes: number }) =>
    say(
      `${p.method} на ${p.host} отдыхает ${p.minutes} мин.`,
      'Время выполнения за десять минут почти исчерпано; bxi сбавляет раньше, чем портал откажет.',
      `${NEXT_RUN} Если ваш портал разрешает больше, увеличьте portal.operating_limit.`,
    ),
  ),
  'portal.blocked': words((p: { host: string }) =>
    say(
      `Портал ${p.host} отклоняет все запросы (OVERLOAD_LIMIT).`,
      'Поставщик вручную заблокировал его REST-сервис.',
      'Спросите поддержку Битрикс24 о причине; после разблокировки bxi продолжит сам.',
    ),
  ),
  'portal.credentials': words((p: { host: string; code: string }) =>
    say(
      `Портал ${p.host} не принимает вебхук (${p.code}).`,
      'Его удалили, его правил другой сотрудник (секрет при этом меняется), истёк срок или владелец уволен.',
      'На портале откройте «Разработчикам → Другое → Входящий вебхук», создайте его с правом CRM и впишите адрес в portal.webhook.',
    ),
  ),
  'portal.scope': words((p: { host: string; method: string; scope: string }) =>
    say(
      `Вебхуку ${p.host} нельзя вызывать ${p.method}.`,
      `Право ${p.scope} у него не отмечено.`,
      `Откройте входящий вебхук и отметьте право ${p.scope}; если адрес изменится, исправьте portal.webhook.`,
    ),
  ),
  'portal.closed': words((p: { host: string; method: string }) =>
    say(
      `Портал ${p.host} запретил вебхуку ${p.method}.`,
      'В тарифе портала больше нет REST, или у владельца вебхука нет такого права в CRM.',
      'Проверьте тариф; затем «CRM → Настройки → Права доступа»: владелец вебхука должен читать, добавлять и менять контакты, лиды и сделки всех.',
    ),
  ),
  'portal.deleted': words((p: { host: string }) =>
    say(`Портал ${p.host} закрыт.`, 'Он отвечает PORTAL_DELETED.', 'Впишите в portal.webhook вебхук нового портала.'),
  ),
  'portal.moved': words((p: { host: string; to: string }) =>
    say(
      `Портал ${p.host} переехал на ${p.to}.`,
      'bxi не переходит сам: в адресе секрет.',
      `Если ${p.to} — ваш, измените имя портала в portal.webhook; остальное в адресе прежнее.`,
    ),
  ),
  'portal.no-rights': words((p: { host: string; method: string }) =>
    say(
      `Портал ${p.host} запретил ${p.method} для одной записи.`,
      'Владелец вебхука не может менять эту запись.',
      'В «CRM → Настройки → Права доступа» разрешите владельцу вебхука менять записи всех; строка повторится сама.',
    ),
  ),
  'portal.no-method': words((p: { host: string; method: string }) =>
    say(
      `У портала ${p.host} нет метода ${p.method}.`,
      'Модуля CRM нет, или он старый.',
      'Проверьте, что portal.webhook ведёт на нужный портал и что CRM там установлен.',
    ),
  ),
  'portal.insecure': words((p: { host: string }) =>
    say(`Портал ${p.host} требует HTTPS.`, 'Адрес вебхука начинается с http://.', 'Напишите https:// в portal.webhook.'),
  ),
  'portal.refused': words((p: { host: string; method: string; code: string; detail: string }) =>
    say(
      `Портал ${p.host} отклонил ${p.method}${p.code === '' ? '' : ` (${p.code})`}.`,
      p.detail === '' ? 'Причины он не назвал.' : `Портал сообщил: ${ended(p.detail)}`,
      'Исправьте то, что он называет (обязательное поле, удалённая стадия, удалённая запись); строка повторится сама.',
    ),
  ),
  'portal.required-field': words((p: { host: string; method: string; field: string }) =>
    say(
      `Портал ${p.host} отклонил ${p.method}: поле «${p.field}» обязательное.`,
      'Администратор сделал его обязательным, а bxi нечего в него записать.',
      `CRM → Настройки → Пользовательские поля → Сделки (или в карточке сделки): снимите обязательность «${p.field}» или задайте значение по умолчанию; строка повторится сама.`,
    ),
  ),
  'portal.funnel-missing': words((p: { wanted: string; found: string }) =>
    say(
      `На портале нет воронки «${p.wanted}», которую видит вебхук.`,
      `Есть: ${p.found}.`,
      'Укажите одну из них в ident.pipeline в bxi.toml или создайте: bxi portal install',
    ),
  ),
  'portal.funnel-doubled': words((p: { wanted: string; ids: string }) =>
    say(
      `На портале несколько воронок «${p.wanted}».`,
      `Их id: ${p.ids}. bxi работает в самой старой.`,
      'Укажите нужный id в ident.pipeline в bxi.toml и удалите пустую воронку на портале.',
    ),
  ),
  'portal.stage-missing': words((p: { stage: string; wanted: string; found: string }) =>
    say(
      `В воронке нет стадии ${p.wanted} для ${p.stage}.`,
      `Есть: ${p.found}.`,
      `Укажите в ident.stages.${p.stage} в bxi.toml одну из них или создайте её: bxi portal install`,
    ),
  ),
  'portal.lead-stage-missing': words((p: { host: string }) =>
    say(
      `На портале ${p.host} нет статуса лида, который означает успех.`,
      'Через этот статус лид закрывается.',
      'В «CRM → Настройки → Справочники → Статусы лидов» верните успешный статус.',
    ),
  ),
  'portal.fields-missing': words((p: { fields: readonly string[] }) =>
    say(
      `На портале нет полей, которые заполняет bxi (${p.fields.length}): ${p.fields.join(', ')}.`,
      'Записанное в них портал молча потерял бы.',
      'Создайте их: bxi portal install; если администратор назвал их иначе, впишите имена в [ident.fields].',
    ),
  ),
  'portal.field-type': words((p: { field: string; expected: string; found: string }) =>
    say(
      `У поля ${p.field} на портале не тот тип, который нужен bxi.`,
      `Нужен: ${p.expected}; найден: ${p.found}. Тип поля изменить нельзя.`,
      'Удалите это поле или впишите другое имя в [ident.fields], затем выполните: bxi portal install',
    ),
  ),
  'portal.stage-kind': words((p: { stage: string; id: string; expected: 'open' | 'won' | 'lost'; found: 'open' | 'won' | 'lost' }) =>
    say(
      `Стадия ${p.id} не может быть ${p.stage}.`,
      `${p.stage} должна быть стадией вида «${wordsFor(KIND, p.expected)}», а эта — «${wordsFor(KIND, p.found)}».`,
      `Укажите в ident.stages.${p.stage} в bxi.toml стадию вида «${wordsFor(KIND, p.expected)}».`,
    ),
  ),
}
