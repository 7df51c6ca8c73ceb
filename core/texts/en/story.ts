import type { JournalEntry } from '../../ports/state.ts'
import type { ProblemKind } from '../../problem.ts'

/** What an operator reads in `bxi journal`, `explain`, `status` and `slo`. */
export const storyEn = {
  /** What became of an entity. */
  event: {
    applied: 'delivered',
    skipped: 'skipped',
    rejected: 'rejected',
    waits_for_person: 'waits for a person',
    refused: 'refused',
    unknown: 'outcome unknown',
    lane_held: 'waits its turn',
    buried: 'buried',
    released: 'released',
    unsent: 'not sent',
  } satisfies Record<JournalEntry['event'], string>,
  request: { done: 'done', refused: 'refused', unknown: 'no answer', unsent: 'not sent' },
  /** What a problem is, where only its code was kept. */
  kind: {
    usage: 'the command was not understood',
    data: 'the data cannot be used',
    refused: 'the other system said no to this record',
    unknown: 'the write may or may not have happened',
    unavailable: 'the other system did not answer',
    quota: 'the other system asked to slow down',
    credentials: 'the other system refused the access',
    config: 'a fault in the configuration',
    state: 'the disk or the state folder',
    busy: 'another run holds the work',
    verdict: 'the honest answer was no',
    bug: 'a fault of bxi',
  } satisfies Record<ProblemKind, string>,
  id: { deal: 'deal', contact: 'contact', lead: 'lead', order: 'order', task: 'task' },
  job: { 'sync-ident': 'iDENT visits' },
  journal: {
    head: ['when', 'key', 'outcome', 'what about it', 'run', 'job'],
    nothing: 'The journal has nothing of the kind in this time.',
    notShown: (count: number) => `${count} earlier ones are not shown (--limit, --since).`,
    following: 'New entries follow; end with Ctrl+C.',
  },
}
