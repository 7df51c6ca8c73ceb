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
  'alerts.no-heartbeat': words((p: { host: string; why: string }) =>
    say(
      `${p.host} не принял отметку «жив» (${p.why}).`,
      'Тот, кто за ней следит, скоро решит, что bxi молчит.',
      'Проверьте alerts.heartbeat_url и alerts.heartbeat_secret.',
    ),
  ),
}
