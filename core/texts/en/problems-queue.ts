import { row, say } from '../text.ts'

const PLAN_FAULTS: Readonly<Record<string, string>> = {
  'no-file': 'There is no such file.',
  'no-json': 'It is no JSON.',
  'not-a-file': 'It is a folder or a device.',
}

/** Problems of the queue and of saved plans, as an operator meets them. */
export const queueProblems = {
  'queue.no-pipeline': row('usage', (p: { name: string; known: readonly string[] }) =>
    say(`There is no flow ${p.name}.`, `The configuration has: ${p.known.join(', ')}.`, 'Name one of them, or leave --pipeline out for all.'),
  ),
  'queue.no-ticket': row('usage', (p: { key: string; near: readonly string[]; delivered: boolean }) =>
    say(
      `${p.key} does not wait in the queue.`,
      p.delivered
        ? 'It was delivered, or decided without a delivery.'
        : p.near.length > 0
          ? `These wait and are written alike: ${p.near.join(', ')}.`
          : 'Nothing that waits is written alike.',
      'See what waits: bxi replay-queue list --each',
    ),
  ),
  'queue.no-target': row('usage', (p: { order: string }) =>
    say('It is not said which deliveries are meant.', `${p.order} needs keys or a cause.`, `Run: bxi replay-queue ${p.order} F1_1045`),
  ),
  'queue.two-targets': row('usage', (p: { order: string }) =>
    say(
      'Both keys and a cause are named.',
      `${p.order} takes either keys or --cause, so that it is plain what it concerns.`,
      'Leave one of the two out and repeat the command.',
    ),
  ),
  'queue.no-cause': row('usage', (p: { cause: string; known: readonly string[] }) =>
    say(
      `Nothing waits because of "${p.cause}".`,
      p.known.length > 0 ? `What waits does so because of: ${p.known.join(', ')}.` : 'Nothing waits in the queue.',
      'See what waits: bxi replay-queue list',
    ),
  ),
  'queue.uncertain': row('busy', (p: { key: string; until: string }) =>
    say(
      `${p.key} cannot be ordered about now.`,
      'Its last write may still be carried out by the portal.',
      `Nothing: bxi looks it up by itself after ${p.until}. If it still waits then, repeat the command.`,
    ),
  ),
  'queue.canary': row('verdict', (p: { taken: number; delivered: number }) =>
    say(
      `The rest of the queue was left alone: ${p.delivered} of ${p.taken} sent ahead were delivered.`,
      'A delivery sent ahead (--canary) was not accepted, or its outcome is not certain yet.',
      'See what it waits for: bxi replay-queue list. Mend that and run the command again.',
    ),
  ),
  'plan.file-taken': row('usage', (p: { file: string }) =>
    say(`${p.file} was not overwritten.`, 'A file of that name is there and is no plan.', 'Name another file after --plan.'),
  ),
  'plan.unwritable': row('state', (p: { file: string; code: string }) =>
    say(
      `The plan could not be written to ${p.file} (${p.code}).`,
      'The operating system refused.',
      'Name a file in a folder that this user may write to.',
    ),
  ),
  'plan.unreadable': row('data', (p: { file: string; reason: string }) =>
    say(`${p.file} is no plan that can be applied.`, PLAN_FAULTS[p.reason] ?? p.reason, 'Make a new one: bxi sync ident --plan FILE'),
  ),
  'plan.tampered': row('data', (p: { file: string }) =>
    say(
      `The plan ${p.file} is not the one that was made here.`,
      'It was changed since, or made with another state folder: its seal does not fit.',
      'Make a new one with this configuration and state folder: bxi sync ident --plan FILE',
    ),
  ),
  'plan.expired': row('data', (p: { file: string; expiredAt: string }) =>
    say(
      `The plan ${p.file} has expired.`,
      `It was good until ${p.expiredAt}; by now too much may have changed.`,
      'Make a new one: bxi sync ident --plan FILE',
    ),
  ),
  'plan.incomplete': row('unavailable', (p: { file: string; partitions: readonly string[] }) =>
    say(
      `No plan was written to ${p.file}.`,
      `These could not be planned to their end: ${p.partitions.join(', ')}; the cause is named above.`,
      'Mend it and repeat the command, or leave them out with --source.',
    ),
  ),
  'plan.other-portal': row('data', (p: { file: string; portal: string; here: string }) =>
    say(
      `The plan ${p.file} is for another portal.`,
      `It was made for ${p.portal}, portal.webhook names ${p.here || 'none'}.`,
      'Apply it with the configuration that it was made with, or make a new one.',
    ),
  ),
  'plan.foreign': row('data', (p: { file: string; partitions: readonly string[] }) =>
    say(
      `The plan ${p.file} is for another configuration.`,
      `This one does not have: ${p.partitions.join(', ')}.`,
      'Apply it with the configuration it was made with, or make a new one.',
    ),
  ),
}
