import { say, words } from '../text.ts'

const NEXT_RUN = 'Ничего не потеряно: следующий запуск продолжит с того же места.'

/** Неполадки сайта магазина. */
export const shopProblems = {
  'shop.unreachable': words((p: { host: string; method: string; detail: string }) =>
    say(
      `Сайт ${p.host} не ответил на ${p.method}.`,
      p.detail === '' ? 'Недоступен он или сеть.' : `Что видно: ${p.detail}.`,
      `${NEXT_RUN} Если это надолго, откройте https://${p.host} в браузере на этой машине и спросите у хостинга журнал ошибок.`,
    ),
  ),
  'shop.quota': words((p: { host: string; method: string }) =>
    say(
      `Сайт ${p.host} пока не принимает запросы (${p.method}).`,
      'Исчерпан его предел запросов или времени выполнения.',
      `${NEXT_RUN} Если повторяется, уменьшите shop.per_second и shop.parallel или увеличьте shop.stock_every.`,
    ),
  ),
  'shop.credentials': words((p: { host: string; code: string }) =>
    say(
      `Сайт ${p.host} не принимает вебхук (${p.code}).`,
      'Он удалён, изменён, или его владелец больше не может входить.',
      'Создайте на сайте входящий вебхук с правом catalog и впишите его адрес в shop.webhook.',
    ),
  ),
  'shop.scope': words((p: { host: string; method: string }) =>
    say(
      `Вебхуку сайта ${p.host} нельзя вызывать ${p.method}.`,
      'Право catalog не отмечено.',
      'Отметьте catalog в правах вебхука; если его адрес изменится, исправьте shop.webhook.',
    ),
  ),
  'shop.closed': words((p: { host: string; method: string }) =>
    say(
      `Сайт ${p.host} отказал в ${p.method}.`,
      'Владельцу вебхука нельзя смотреть этот каталог.',
      'Дайте ему на сайте право просмотра торгового каталога и чтения инфоблока и повторите команду.',
    ),
  ),
  'shop.no-method': words((p: { host: string; method: string }) =>
    say(
      `На сайте ${p.host} нет метода ${p.method}.`,
      'Модуль rest или catalog не установлен или устарел.',
      'Установите или обновите оба модуля; проверьте, что shop.webhook — от нужного сайта.',
    ),
  ),
  'shop.moved': words((p: { host: string; to: string }) =>
    say(
      `Сайт ${p.host} отвечает с адреса ${p.to}.`,
      'Сам bxi туда не идёт: в адресе секрет.',
      `Если ${p.to} ваш, впишите его в shop.webhook; остальное в адресе не меняется.`,
    ),
  ),
  'shop.refused': words((p: { host: string; method: string; code: string; detail: string }) =>
    say(
      `Сайт ${p.host} отклонил ${p.method}${p.code === '' ? '' : ` (${p.code})`}.`,
      p.detail === '' ? 'Причину он не назвал.' : `Сайт ответил: ${p.detail}`,
      'Проверьте shop.iblock_id и имена в [shop.properties]: bxi shop properties',
    ),
  ),
  'shop.ignores-filter': words((p: { host: string; method: string }) =>
    say(
      `Сайт ${p.host} ответил на ${p.method} строками, о которых не спрашивали.`,
      'Он не понял отбора, и чтение не кончилось бы никогда; прочитанное раньше сохранено.',
      'Обновите на сайте модуль catalog; если не поможет, отправьте это сообщение в поддержку.',
    ),
  ),
  'shop.no-iblock': words((p: { host: string; iblock: number; found: string }) =>
    say(
      `На сайте ${p.host} нет торгового каталога ${p.iblock}, видимого вебхуку.`,
      p.found === '' ? 'Не видно ни одного каталога: права или модуль catalog.' : `Есть: ${p.found}.`,
      'Впишите в shop.iblock_id инфоблок товаров; инфоблок торговых предложений найдётся сам.',
    ),
  ),
  'shop.no-property': words((p: { setting: string; name: string; known: readonly string[] }) =>
    say(
      `В ${p.setting} названо свойство ${p.name}, которого в каталоге нет.`,
      `Есть: ${p.known.slice(0, 40).join(', ')}.`,
      `Исправьте ${p.setting}; что лежит в свойствах, покажет: bxi shop properties`,
    ),
  ),
  'shop.no-price-types': words((_: object) =>
    say(
      'Не назван ни один тип цены.',
      'В разделе [shop] нет price_types: у товаров не будет цен.',
      'Впишите shop.price_types = { retail = 13, … }; номера покажет: bxi shop properties',
    ),
  ),
  'shop.too-many-gone': words((p: { host: string; gone: number; known: number }) =>
    say(
      `Сайт ${p.host} больше не показывает ${p.gone} из ${p.known} товаров; ни один из них не убран.`,
      'Потерянные права и чужой инфоблок выглядят так же, как массовое удаление.',
      'Посмотрите каталог на сайте; какие это товары, покажет: bxi sync shop --full --accept-deletions --dry-run. Если их и правда нет, запустите то же без --dry-run.',
    ),
  ),
  'shop.no-plan': words((_: object) =>
    say(
      'У каталога сайта нет плана, который можно сохранить и выполнить.',
      'Каталог берётся с сайта таким, какой он там есть: сохранённый план был бы лишь его старой копией.',
      'Что изменилось бы, покажет: bxi sync shop --dry-run (всё целиком: --json). Принять: bxi sync shop',
    ),
  ),
  'shop.never-synced': words((p: { command: string }) =>
    say('Искать пока негде.', 'Каталог сайта ещё ни разу не прочитан до конца.', `Запустите: ${p.command}`),
  ),
}
