import type { UsageFault } from '../en/problems-cli.ts'
import { say, words } from '../text.ts'

/** Неполадки командной строки, настройки и самой программы. */
export const cliProblems = {
  bug: words((p: { name: string }) =>
    say(
      `bxi столкнулся с ошибкой, которой не знает (${p.name}).`,
      'Это ошибка bxi, а не ваших данных.',
      'Повторите команду с --verbose и отправьте файл журнала в поддержку.',
    ),
  ),
  'usage.wrong': words((p: UsageFault) =>
    say('Командная строка не понята.', 'why' in p ? p.why : `Дано: ${p.given}. Возможно: ${p.known}.`, 'Справка: bxi --help'),
  ),
  'explain.unknown': words((p: { key: string; nearest: readonly string[] }) =>
    say(
      `О ${p.key} bxi ничего не знает.`,
      p.nearest.length > 0 ? `Похожие ключи: ${p.nearest.join(', ')}.` : 'Ни в учёте, ни в очереди, ни в журнале похожего ключа нет.',
      'Ключ — это визит (F1_1045) либо номер его сделки или контакта на портале. Новый визит станет известен после следующего запуска. Товар магазина — его номер или артикул, как его прочёл последний bxi sync shop; что он прочёл бы сейчас, покажет bxi sync shop --dry-run',
    ),
  ),
  'config.missing': words((p: { file: string }) =>
    say(
      `Файл настройки ${p.file} не найден.`,
      'Без него bxi не знает, что с чем соединять.',
      'Создайте его (README, «Настройка») или укажите другой через --config.',
    ),
  ),
  'config.unreadable': words((p: { file: string; detail: string }) =>
    say(`Файл настройки ${p.file} не читается.`, p.detail, 'Проверьте, что файл есть и что этому пользователю можно его читать.'),
  ),
  'config.faults': words((p: { faults: readonly string[] }) =>
    say(`В настройке ошибок: ${p.faults.length}.`, p.faults.join('\n'), 'Исправьте названные строки и выполните: bxi config check'),
  ),
  'config.file-unreadable': words((p: { path: string; file: string; reason: string }) =>
    say(
      `Файл из ${p.path} не прочитан.`,
      `${p.file} не открывается (${p.reason}).`,
      'Проверьте путь (он считается от файла настройки) и право этого пользователя на чтение.',
    ),
  ),
  'config.section-missing': words((p: { section: string; command: string }) =>
    say(`Команде ${p.command} нечего делать.`, `В настройке нет раздела [${p.section}].`, `Добавьте раздел [${p.section}], как показано в README.`),
  ),
  'schedule.refused': words((p: { tool: string; detail: string }) =>
    say(
      `Расписание не изменено: отказ ${p.tool}.`,
      `Ответ: ${p.detail}.`,
      'Установите cron или systemd либо перенесите строки bxi schedule print в свой планировщик вручную.',
    ),
  ),
  'secret.missing': words((p: { path: string; source: string }) =>
    say(`Секрет для ${p.path} не найден.`, `${p.source} — пусто или отсутствует.`, 'Задайте его и повторите команду.'),
  ),
  'secret.unreadable': words((p: { path: string; file: string; reason: string }) =>
    say(
      `Секрет для ${p.path} не читается.`,
      `Файл ${p.file} не открывается (${p.reason}).`,
      'Проверьте путь (он считается от файла настройки) и что этому пользователю можно его читать.',
    ),
  ),
  'secret.sealed': words((p: { path: string }) =>
    say(
      `Секрет для ${p.path} нельзя открыть.`,
      'Запечатанные секреты в этой версии bxi недоступны.',
      'Задайте его как { env = "ИМЯ" } или { file = "путь" } и повторите команду.',
    ),
  ),
  'config.webhook': words((p: { path: string }) =>
    say(
      `Адрес в ${p.path} — не входящий вебхук.`,
      'Ожидается https://<портал>/rest/<пользователь>/<секрет>/ (http:// только для localhost).',
      'Скопируйте адрес вебхука с портала целиком и повторите команду.',
    ),
  ),
}
