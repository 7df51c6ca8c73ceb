import { say, words } from '../text.ts'

/** Неполадки поиска и золотого набора. */
export const searchProblems = {
  'golden.unreadable': words((p: { file: string; reason: string }) =>
    say(`Не удалось прочитать файл ${p.file}.`, p.reason, 'Проверьте путь; файл с именем на .gz должен быть gzip от JSON Lines.'),
  ),
  'golden.faults': words((p: { file: string; faults: readonly string[] }) =>
    say(
      `В ${p.file} негодных строк: ${p.faults.length}.`,
      p.faults.slice(0, 20).join('\n'),
      'Исправьте названные строки; формат описан в docs/search.md.',
    ),
  ),
  'golden.empty': words((p: { file: string }) =>
    say(`В файле ${p.file} нечего мерить.`, 'В нём нет ни одной годной строки.', 'Проверьте, тот ли это файл; формат описан в docs/search.md.'),
  ),
  'golden.unwritable': words((p: { file: string; reason: string }) =>
    say(`Не удалось записать файл ${p.file}.`, p.reason, 'Проверьте, что папка существует и на диске есть место.'),
  ),
  'search.no-catalog': words((_: object) =>
    say(
      'Искать негде: каталога нет.',
      'Флаг --catalog не задан, и в настройке нет раздела [shop].',
      'Запустите: bxi search "…" --catalog catalog.jsonl.gz или заполните [shop] и выполните: bxi sync shop',
    ),
  ),
}
