import { say, words } from '../text.ts'

/** Неполадки портала Битрикс24. */
export const portalProblems = {
  'portal.unreachable': words((p: { host: string; method: string }) =>
    say(`Портал ${p.host} не ответил на ${p.method}.`, 'Недоступен он или сеть.', 'Ничего не потеряно: следующий запуск продолжит. Если это надолго, откройте портал в браузере с этой машины.'),
  ),
  'portal.uncertain': words((p: { host: string; method: string }) =>
    say(`Ответ ${p.host} на ${p.method} потерян.`, 'Портал мог выполнить запись.', 'Ничего: bxi сначала проверит, потом запишет.'),
  ),
  'portal.quota': words((p: { host: string }) =>
    say(`Портал ${p.host} пока не принимает запросы.`, 'Его лимит исчерпан, возможно, другой интеграцией с этого адреса.', 'Ничего: следующий запуск продолжит. Если повторяется, уменьшите portal.per_second.'),
  ),
  'portal.operating-limit': words((p: { host: string; method: string }) =>
    say(`Портал ${p.host} приостановил ${p.method}.`, 'Время выполнения на десять минут исчерпано.', 'Ничего: более поздний запуск продолжит.'),
  ),
  'portal.blocked': words((p: { host: string }) =>
    say(`Портал ${p.host} отклоняет все запросы (OVERLOAD_LIMIT).`, 'Поставщик заблокировал его вручную.', 'Спросите поддержку Битрикс24, почему портал заблокирован.'),
  ),
  'portal.credentials': words((p: { host: string; code: string }) =>
    say(`Портал ${p.host} не принимает вебхук (${p.code}).`, 'Его удалили, изменили, или владелец потерял доступ.', 'Создайте входящий вебхук и впишите его в portal.webhook.'),
  ),
  'portal.scope': words((p: { host: string; method: string }) =>
    say(`Вебхуку ${p.host} нельзя вызывать ${p.method}.`, 'Этого нет в его правах.', 'Откройте вебхук и отметьте право CRM (crm).'),
  ),
  'portal.deleted': words((p: { host: string }) => say(`Портал ${p.host} закрыт.`, 'Он отвечает PORTAL_DELETED.', 'Впишите адрес нового портала в portal.webhook.')),
  'portal.moved': words((p: { host: string; to: string }) =>
    say(`Портал ${p.host} переехал на ${p.to}.`, 'bxi не переходит сам: вебхук — это секрет.', `Если ${p.to} — ваш, измените адрес в portal.webhook.`),
  ),
  'portal.no-rights': words((p: { host: string; method: string }) =>
    say(`Портал ${p.host} запретил ${p.method}.`, 'У владельца вебхука нет прав на эту запись.', 'Дайте владельцу вебхука права CRM и выполните: bxi sync ident'),
  ),
  'portal.no-method': words((p: { host: string; method: string }) =>
    say(`У портала ${p.host} нет метода ${p.method}.`, 'Модуля CRM нет, или он старый.', 'Проверьте, что это нужный портал и CRM там установлен.'),
  ),
  'portal.refused': words((p: { host: string; method: string; code: string; detail: string }) =>
    say(`Портал ${p.host} отклонил ${p.method} (${p.code}).`, p.detail || 'Причины он не назвал.', 'Исправьте то, что он называет; строка повторится сама.'),
  ),
  'portal.funnel-missing': words((p: { wanted: string; found: string }) =>
    say(`На портале нет воронки «${p.wanted}».`, `Есть: ${p.found}.`, 'Укажите ident.pipeline в bxi.toml или выполните: bxi portal install'),
  ),
  'portal.slow-method': words((p: { host: string; method: string; minutes: number }) =>
    say(`${p.method} на ${p.host} отдыхает ${p.minutes} мин.`, 'Время выполнения почти исчерпано; bxi сбавляет раньше, чем портал откажет.', 'Ничего: более поздний запуск продолжит.'),
  ),
}
