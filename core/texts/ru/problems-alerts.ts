import { say, words } from '../text.ts'

/** Неполадки оповещений. */
export const alertProblems = {
  'alerts.undelivered': words((p: { channel: string; why: string }) =>
    say(
      `Канал оповещений ${p.channel} не принял сообщение (${p.why}).`,
      'Попытка повторится после следующих запусков, несколько раз.',
      'Проверьте его строку в alerts.notify.',
    ),
  ),
  'alerts.smtp': words(() =>
    say('Секрет alerts.mail.smtp — не адрес почтового сервера.', 'Письма не уйдут.', 'Запишите в него smtp://имя:пароль@сервер:587 или smtps://…'),
  ),
  'alerts.no-channels': words(() =>
    say(
      'Проверять нечего.',
      'alerts.notify пуст: о бедах никто не узнает.',
      'Добавьте канал в alerts.notify: docs/ru/administrator.md, «Оповещения: как настроить».',
    ),
  ),
  'alerts.no-heartbeat': words((p: { host: string; why: string }) =>
    say(
      `${p.host} не принял отметку «жив» (${p.why}).`,
      'Тот, кто за ней следит, скоро решит, что bxi молчит.',
      'Проверьте alerts.heartbeat_url и alerts.heartbeat_secret.',
    ),
  ),
}
