import { say, words } from '../text.ts'

/** Неполадки движка и потока визитов. */
export const visitProblems = {
  'engine.decide-failed': words((p: { key: string; name: string }) =>
    say(
      `По ${p.key} не удалось принять решение (${p.name}).`,
      'Правило bxi встретило случай, которого не знает.',
      'Строка ждёт в очереди; отправьте файл журнала в поддержку.',
    ),
  ),
  'engine.lane-held': words((p: { key: string; behind: string }) =>
    say(`${p.key} ждёт.`, `${p.behind} касается того же клиента, и исход его последней записи ещё не ясен.`, 'Ничего: следующий запуск продолжит.'),
  ),
  'engine.outbox-full': words((p: { partition: string; tickets: number; limit: number }) =>
    say(
      `Чтение ${p.partition} остановлено: ждут доставки ${p.tickets}, разрешено ${p.limit}.`,
      'Слишком много строк не удалось доставить; ничего не потеряно, позже чтение продолжится с того же места.',
      'Посмотрите, чего они ждут: bxi replay-queue list — и устраните причину.',
    ),
  ),
  'engine.interrupted': words((p: { partition: string }) =>
    say(`Запуск ${p.partition} прерван.`, 'Процесс попросили завершиться.', 'Ничего: следующий запуск продолжит с этого места.'),
  ),
  'engine.crashed-write': words((p: { key: string }) =>
    say(
      `Исход последней записи по ${p.key} неизвестен.`,
      'Запуск прервался раньше, чем пришёл ответ.',
      'Ничего: bxi сначала проверит, потом запишет.',
    ),
  ),
  'engine.to-verify': words((p: { key: string }) =>
    say(
      `Созданное по ${p.key} будет проверено ещё раз.`,
      'Кто-то другой мог создать то же самое в тот же миг.',
      'Ничего: это сделает следующий запуск.',
    ),
  ),
  'visits.stage-missing': words((p: { stage: string; funnel: string; wanted: string }) =>
    say(
      `В воронке «${p.funnel}» нет стадии для ${p.stage}.`,
      `bxi искал «${p.wanted}».`,
      `Укажите в bxi.toml ident.stages.${p.stage} = STATUS_ID этой воронки или выполните: bxi portal install`,
    ),
  ),
  'visits.deal-hidden': words((p: { key: string; deal: string }) =>
    say(
      `Сделка ${p.deal} визита ${p.key} существует, но владелец вебхука её не видит.`,
      'Её передали туда, где у него нет прав, или права сократили; создавать вторую сделку нельзя.',
      'CRM → Настройки → Права доступа: разрешите владельцу вебхука читать и изменять сделки всех; строка повторится сама.',
    ),
  ),
  'visits.client-hidden': words((p: { key: string }) =>
    say(
      `Контакт с телефоном визита ${p.key} существует, но владелец вебхука его не видит.`,
      'Создавать второй контакт нельзя.',
      'CRM → Настройки → Права доступа: разрешите владельцу вебхука читать и изменять контакты всех; строка повторится сама.',
    ),
  ),
  'visits.deleted-stage-missing': words((p: { wanted: string; funnel: string }) =>
    say(
      `В воронке «${p.funnel}» нет стадии для сделок удалённых визитов.`,
      `bxi искал «${p.wanted}».`,
      'Укажите в bxi.toml ident.deleted_stage — STATUS_ID этой воронки, или "", чтобы такие сделки разбирали люди.',
    ),
  ),
}
