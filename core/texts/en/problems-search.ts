import { row, say } from '../text.ts'

/** Problems of the search and of the golden set. */
export const searchProblems = {
  'golden.unreadable': row('data', (p: { file: string; reason: string }) =>
    say(`The file ${p.file} could not be read.`, p.reason, 'Check the path and that a name ending in .gz is a gzip of JSON lines.'),
  ),
  'golden.faults': row('data', (p: { file: string; faults: readonly string[] }) =>
    say(
      `${p.file} has ${p.faults.length} line(s) that cannot be used.`,
      p.faults.slice(0, 20).join('\n'),
      'Mend the lines named above; the format is in docs/search.md.',
    ),
  ),
  'golden.empty': row('data', (p: { file: string }) =>
    say(
      `The file ${p.file} holds nothing to measure.`,
      'It has no usable line.',
      'Check that it is the file you mean; the format is in docs/search.md.',
    ),
  ),
  'golden.unwritable': row('state', (p: { file: string; reason: string }) =>
    say(`The file ${p.file} could not be written.`, p.reason, 'Check that its folder exists and that there is room on the disk.'),
  ),
  'search.no-catalog': row('config', (_: object) =>
    say(
      'There is no catalogue to search.',
      'Neither --catalog was given, nor has the configuration a section [shop].',
      'Run: bxi search "…" --catalog catalog.jsonl.gz, or configure [shop] and run: bxi sync shop',
    ),
  ),
}
