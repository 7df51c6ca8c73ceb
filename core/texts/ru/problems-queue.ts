import { say, words } from '../text.ts'

const PLAN_FAULTS: Readonly<Record<string, string>> = {
  'no-file': 'Такого файла нет.',
  'no-json': 'Это не JSON.',
  'not-a-file': 'Это папка или устройство.',
}

/** Неполадки очереди и сохранённых планов. */
export const queueProblems = {
  'queue.no-pipeline': words((p: { name: string; known: readonly string[] }) =>
    say(`Потока ${p.name} нет.`, `В настройке есть: ${p.known.join(', ')}.`, 'Назовите один из них или уберите --pipeline, чтобы взять все.'),
  ),
  'queue.no-ticket': words((p: { key: string; near: readonly string[]; delivered: boolean }) =>
    say(
      `${p.key} не ждёт в очереди.`,
      p.delivered
        ? 'Он доставлен или решён без доставки.'
        : p.near.length > 0
          ? `Похоже пишутся и ждут: ${p.near.join(', ')}.`
          : 'Похожих среди ожидающих нет.',
      'Посмотрите, что ждёт: bxi replay-queue list --each',
    ),
  ),
  'queue.no-target': words((p: { order: string }) =>
    say('Не сказано, о каких доставках речь.', `Команде ${p.order} нужны номера или причина.`, `Например: bxi replay-queue ${p.order} F1_1045`),
  ),
  'queue.two-targets': words((p: { order: string }) =>
    say(
      'Названы и номера, и причина.',
      `Команда ${p.order} берёт или одни номера, или --cause: так ясно, что будет затронуто.`,
      'Уберите одно из двух и повторите.',
    ),
  ),
  'queue.no-cause': words((p: { cause: string; known: readonly string[] }) =>
    say(
      `Из-за «${p.cause}» ничего не ждёт.`,
      p.known.length > 0 ? `Ждут из-за: ${p.known.join(', ')}.` : 'В очереди ничего нет.',
      'Посмотрите, что ждёт: bxi replay-queue list',
    ),
  ),
  'queue.uncertain': words((p: { key: string; until: string }) =>
    say(
      `О ${p.key} сейчас распорядиться нельзя.`,
      'Последнюю запись портал ещё может выполнить.',
      `Ничего не делайте: после ${p.until} bxi проверит её сам. Если она и тогда ждёт, повторите команду.`,
    ),
  ),
  'queue.canary': words((p: { taken: number; delivered: number }) =>
    say(
      `Остальная очередь не тронута: из посланных вперёд (${p.taken}) доставлено ${p.delivered}.`,
      'Посланная вперёд доставка (--canary) не принята, или её исход ещё не ясен.',
      'Посмотрите, чего она ждёт: bxi replay-queue list. Устраните причину и повторите команду.',
    ),
  ),
  'plan.file-taken': words((p: { file: string }) =>
    say(`Файл ${p.file} не перезаписан.`, 'Файл с таким именем есть, и это не план.', 'Укажите после --plan другой файл.'),
  ),
  'plan.unwritable': words((p: { file: string; code: string }) =>
    say(`План не записан в ${p.file} (${p.code}).`, 'Операционная система отказала.', 'Укажите файл в папке, куда этому пользователю можно писать.'),
  ),
  'plan.unreadable': words((p: { file: string; reason: string }) =>
    say(`${p.file} — не план, который можно применить.`, PLAN_FAULTS[p.reason] ?? p.reason, 'Составьте новый: bxi sync ident --plan ФАЙЛ'),
  ),
  'plan.tampered': words((p: { file: string }) =>
    say(
      `План ${p.file} — не тот, что составлен здесь.`,
      'Он изменён или составлен с другой папкой состояния: печать не сходится.',
      'Составьте новый с этой настройкой и папкой состояния: bxi sync ident --plan ФАЙЛ',
    ),
  ),
  'plan.expired': words((p: { file: string; expiredAt: string }) =>
    say(
      `Срок плана ${p.file} вышел.`,
      `Он был годен до ${p.expiredAt}; с тех пор могло измениться слишком многое.`,
      'Составьте новый: bxi sync ident --plan ФАЙЛ',
    ),
  ),
  'plan.incomplete': words((p: { file: string; partitions: readonly string[] }) =>
    say(
      `План в ${p.file} не записан.`,
      `Не спланированы до конца: ${p.partitions.join(', ')}; причина названа выше.`,
      'Устраните её и повторите команду или исключите их через --source.',
    ),
  ),
  'plan.other-portal': words((p: { file: string; portal: string; here: string }) =>
    say(
      `План ${p.file} — для другого портала.`,
      `Он составлен для ${p.portal}, а в portal.webhook — ${p.here || 'никакой'}.`,
      'Примените его с той настройкой, с которой он составлен, или составьте новый.',
    ),
  ),
  'plan.foreign': words((p: { file: string; partitions: readonly string[] }) =>
    say(
      `План ${p.file} — для другой настройки.`,
      `Здесь нет: ${p.partitions.join(', ')}.`,
      'Примените его с той настройкой, с которой он составлен, или составьте новый.',
    ),
  ),
}
