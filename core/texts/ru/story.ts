import type { StoryWords } from '../story.ts'

/** Слова команд journal, explain, status и slo. */
export const storyRu: StoryWords = {
  event: {
    applied: 'доставлено',
    skipped: 'пропущено',
    rejected: 'отклонено',
    waits_for_person: 'ждёт человека',
    refused: 'отказ',
    unknown: 'исход не ясен',
    lane_held: 'ждёт очереди',
    buried: 'похоронено',
    released: 'возвращено в очередь',
    unsent: 'не отправлено',
  },
  request: { done: 'выполнен', refused: 'отказ', unknown: 'без ответа', unsent: 'не отправлен' },
  kind: {
    usage: 'команда не понята',
    data: 'данные непригодны',
    refused: 'система отказала этой записи',
    unknown: 'запись могла произойти, а могла и нет',
    unavailable: 'система не ответила',
    quota: 'система просит не спешить',
    credentials: 'система не приняла доступ',
    config: 'ошибка в настройке',
    state: 'диск или папка состояния',
    busy: 'работу держит другой запуск',
    verdict: 'честный ответ — «нет»',
    bug: 'ошибка bxi',
  },
  id: { deal: 'сделка', contact: 'контакт', lead: 'лид', order: 'заказ', task: 'задача' },
  job: { 'sync-ident': 'визиты iDENT' },
  journal: {
    head: ['когда', 'ключ', 'исход', 'подробности', 'запуск', 'задание'],
    nothing: 'За это время в журнале ничего такого нет.',
    notShown: (count) => `Более ранних не показано: ${count} (--limit, --since).`,
    following: 'Дальше — новые записи; завершить: Ctrl+C.',
  },
}
