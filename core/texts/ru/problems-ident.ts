import { say, words } from '../text.ts'

interface Source {
  source: string
}
interface Server extends Source {
  server: string
}
interface InQuery extends Source {
  query: string
  file: string
}

const NEXT_CYCLE = 'Сейчас — ничего: следующий запуск продолжит с того же места.'

/** Неполадки чтения базы iDENT. */
export const identProblems = {
  // дорога к серверу
  'ident.unreachable': words((p: Server & { detail: string }) =>
    say(
      `База источника ${p.source} недоступна: по адресу ${p.server} никто не принимает соединения.`,
      `Сеть ответила: ${p.detail}.`,
      'В диспетчере конфигурации SQL Server включите TCP/IP и порт в IPAll, перезапустите, откройте порт; проверьте database.server и database.port.',
    ),
  ),
  'ident.silent': words((p: Server & { ms: number }) =>
    say(
      `База источника ${p.source} не ответила по адресу ${p.server} за ${p.ms} мс.`,
      'Пакеты отбрасывает брандмауэр, порт не тот, на котором работает SQL Server, или сервер перегружен.',
      'Откройте порт SQL Server для этого компьютера и проверьте database.server и database.port; если всё верно, посмотрите на загрузку сервера.',
    ),
  ),
  'ident.instance-silent': words((p: Server & { ms: number }) =>
    say(
      `SQL Server Browser не сообщил порт экземпляра ${p.server} (${p.source}) за ${p.ms} мс.`,
      'Именованный экземпляр ищется через службу SQL Server Browser, UDP-порт 1434; по умолчанию она выключена.',
      'Запустите SQL Server Browser и откройте UDP 1434 либо задайте порт в IPAll и впишите database.port, оставив database.instance пустым.',
    ),
  ),
  'ident.instance-unknown': words((p: Server) =>
    say(
      `Экземпляра ${p.server} (${p.source}) нет.`,
      'SQL Server Browser ответил, но такого имени не знает, или для этого экземпляра выключен TCP/IP.',
      'Исправьте database.instance или включите TCP/IP для экземпляра в диспетчере конфигурации SQL Server и перезапустите его.',
    ),
  ),
  'ident.connection-lost': words((p: Server & { detail: string }) =>
    say(`Соединение с ${p.server} (${p.source}) оборвалось во время ответа.`, `${p.detail}.`, NEXT_CYCLE),
  ),
  'ident.slow': words((p: Source & { query: string; ms: number }) =>
    say(
      `${p.source}: запрос ${p.query} не завершился за ${p.ms} мс.`,
      'Сервер занят, ждёт блокировки или запрос для него слишком тяжёл.',
      'Если повторяется, посмотрите на загрузку сервера в это время, увеличьте query_timeout этого источника или замените файл запроса более лёгким.',
    ),
  ),
  'ident.garbled': words((p: Server & { detail: string }) =>
    say(
      `${p.server} (${p.source}) прислал ответ не на языке SQL Server.`,
      `Драйвер остановился на: ${p.detail}. Соединение закрыто, из ответа ничего не взято.`,
      'Если повторяется, проверьте, что database.port — порт SQL Server и что по дороге никто не меняет трафик.',
    ),
  ),

  // шифрование
  'ident.encryption-demanded': words((p: Server) =>
    say(
      `${p.server} (${p.source}) принимает только шифрованные соединения.`,
      'В настройке database.encrypt = "off".',
      'Задайте для этого источника database.encrypt = "on".',
    ),
  ),
  'ident.encryption-missing': words((p: Server) =>
    say(
      `${p.server} (${p.source}) не предлагает шифрования; пароль не отправлен.`,
      'В настройке database.encrypt = "required", а сервер ответил, что не шифрует.',
      'Включите шифрование на сервере (диспетчер конфигурации SQL Server, Force Encryption) или задайте database.encrypt = "on" либо "off".',
    ),
  ),
  'ident.certificate': words((p: Server & { detail: string }) =>
    say(
      `Сертификат ${p.server} (${p.source}) не тот, который ожидался.`,
      `TLS сообщил: ${p.detail}.`,
      'Сохраните сертификат этого сервера (PEM) и укажите его в database.ca_file; если он выдан на другое имя, задайте database.certificate_name.',
    ),
  ),
  'ident.tls-old': words((p: Server & { detail: string }) =>
    say(
      `У ${p.server} (${p.source}) и bxi нет общей версии TLS.`,
      `TLS сообщил: ${p.detail}. Старый SQL Server знает только TLS 1.0.`,
      'Установите обновление с TLS 1.2 (KB3135244); пока его нет — database.legacy_tls = true или, в закрытой сети, database.encrypt = "off".',
    ),
  ),
  'ident.server-old': words((p: Server) =>
    say(
      `${p.server} (${p.source}) — не тот SQL Server, с которым умеет работать bxi.`,
      'Он ответил неизвестной версией протокола.',
      'Нужен SQL Server 2008 R2 или новее; проверьте, что database.port — его порт.',
    ),
  ),

  // кто мы
  'ident.login-refused': words((p: Server & { user: string; number: number }) =>
    say(
      `${p.server} (${p.source}) не впустил ${p.user} (ошибка ${p.number}).`,
      'Неверны имя или пароль, учётная запись отключена или сервер пускает только учётные записи Windows.',
      'Проверьте database.user и database.password, что учётная запись включена и что сервер работает в смешанном режиме (SQL Server и Windows).',
    ),
  ),
  'ident.password-expired': words((p: Server & { user: string }) =>
    say(
      `Пароль ${p.user} на ${p.server} (${p.source}) истёк или требует смены.`,
      'На учётную запись действует политика паролей.',
      'Задайте новый пароль без срока действия и впишите его в database.password.',
    ),
  ),
  'ident.database-refused': words((p: Server & { user: string; database: string; number: number }) =>
    say(
      `${p.user} не может открыть базу ${p.database} на ${p.server} (${p.source}, ошибка ${p.number}).`,
      'Базы с таким именем нет или у учётной записи нет в ней пользователя.',
      `Проверьте database.name; в базе выполните: CREATE USER [${p.user}] FOR LOGIN [${p.user}]`,
    ),
  ),
  'ident.permission': words((p: InQuery & { detail: string }) =>
    say(
      `Учётной записи источника ${p.source} нельзя читать то, что просит ${p.file}.`,
      `Сервер ответил: ${p.detail}`,
      'Дайте ей SELECT на названный объект (или роль db_datareader); других прав не нужно.',
    ),
  ),

  // файлы запросов
  'ident.query-unknown': words((p: Source & { name: string; known: string }) =>
    say(
      `В queries источника ${p.source} назван запрос «${p.name}», которого bxi не делает.`,
      `Известные запросы: ${p.known}.`,
      'Исправьте имя или уберите строку.',
    ),
  ),
  'ident.query-file-missing': words((p: InQuery & { detail: string }) =>
    say(
      `Файл запроса ${p.file} (${p.query}, источник ${p.source}) не читается.`,
      `Система ответила: ${p.detail}.`,
      'Проверьте путь в queries и что этому пользователю можно читать файл.',
    ),
  ),
  'ident.query-file-wrong': words((p: InQuery & { faults: readonly string[] }) =>
    say(
      `Файл запроса ${p.file} (${p.query}, источник ${p.source}) не годится.`,
      p.faults.join('\n'),
      'Файл запроса — один SELECT без WITH, ORDER BY, INTO и точек с запятой; исправьте названные строки.',
    ),
  ),
  'ident.columns': words((p: InQuery & { faults: readonly string[] }) =>
    say(
      `Столбцы файла ${p.file} (${p.query}, источник ${p.source}) не те, которые ожидались.`,
      p.faults.join('\n'),
      'Исправьте список SELECT в этом файле; столбцы каждого запроса перечислены в README.',
    ),
  ),
  'ident.query-misfit': words((p: InQuery & { number: number; detail: string }) =>
    say(
      `${p.file} не подходит к базе источника ${p.source} (ошибка ${p.number}).`,
      `Сервер ответил: ${p.detail}`,
      `В этой версии iDENT таблицы или столбцы называются иначе: скопируйте ${p.file}, исправьте и укажите копию в queries.${p.query}.`,
    ),
  ),
  'ident.conversion': words((p: InQuery & { number: number }) =>
    say(
      `${p.file} не смог преобразовать значение источника ${p.source} (ошибка ${p.number}).`,
      'В строке стоит значение, которое запрос переводит в другой тип: деление на ноль, слишком большое число, текст вместо числа.',
      'Сделайте преобразование в этом файле терпимым (CASE, NULLIF) и укажите копию в queries.',
    ),
  ),
  'ident.row': words((p: InQuery & { faults: readonly string[] }) =>
    say(
      `${p.file} источника ${p.source} вернул строку, которой нельзя пользоваться.`,
      p.faults.join('\n'),
      'Исправьте названные столбцы в этом файле.',
    ),
  ),

  // чем занят сервер
  'ident.deadlock': words((p: InQuery) =>
    say(`${p.source} дважды прервал запрос ${p.query} в пользу iDENT (взаимная блокировка).`, 'bxi намеренно уступает клинике.', NEXT_CYCLE),
  ),
  'ident.locked': words((p: InQuery) =>
    say(
      `Запрос ${p.query} источника ${p.source} слишком долго ждал блокировки iDENT.`,
      'Кто-то держит открытую транзакцию.',
      `${NEXT_CYCLE} Если повторяется, найдите забытую открытую транзакцию.`,
    ),
  ),
  'ident.data-moved': words((p: InQuery) =>
    say(
      `Строки сдвинулись под запросом ${p.query} источника ${p.source} (ошибка 601).`,
      'При чтении мимо блокировок (read_uncommitted) такое бывает.',
      NEXT_CYCLE,
    ),
  ),
  'ident.database-offline': words((p: Server & { database: string; number: number }) =>
    say(
      `База ${p.database} на ${p.server} (${p.source}) сейчас закрыта (ошибка ${p.number}).`,
      'Она отключена, восстанавливается из копии или после сбоя.',
      'Если резервное копирование или восстановление не идёт, включите базу; следующий запуск продолжит с того же места.',
    ),
  ),
  'ident.server-strained': words((p: Server & { number: number; detail: string }) =>
    say(
      `На ${p.server} (${p.source}) кончилась память, место на диске или в журнале (ошибка ${p.number}).`,
      `Сервер ответил: ${p.detail}`,
      'Освободите на сервере названное выше; следующий запуск продолжит с того же места.',
    ),
  ),
  'ident.snapshot-refused': words((p: InQuery) =>
    say(
      `${p.file} просит у ${p.source} изоляцию моментальных снимков, а база её не разрешает.`,
      'Эта настройка принадлежит поставщику.',
      'Уберите указание изоляции из файла запроса.',
    ),
  ),
  'ident.server-error': words((p: InQuery & { number: number; detail: string }) =>
    say(
      `${p.source} отказал в запросе ${p.query} (ошибка ${p.number}).`,
      `Сервер ответил: ${p.detail}`,
      'Если повторяется, покажите это сообщение администратору базы.',
    ),
  ),
}
