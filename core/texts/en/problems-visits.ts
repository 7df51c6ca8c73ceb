import { row, say } from '../text.ts'

/** Problems of the engine and of the visit pipeline. */
export const visitProblems = {
  'engine.decide-failed': row('bug', (p: { key: string; name: string }) =>
    say(
      `${p.key} could not be decided (${p.name}).`,
      'A rule of bxi met a case that it does not know.',
      'The row waits in the queue; send the log file to support.',
    ),
  ),
  'engine.lane-held': row('unknown', (p: { key: string; behind: string }) =>
    say(`${p.key} waits.`, `${p.behind} concerns the same client and its last write is not yet certain.`, 'Nothing: the next run goes on with it.'),
  ),
  'engine.outbox-full': row('busy', (p: { partition: string; tickets: number; limit: number }) =>
    say(
      `Reading ${p.partition} has stopped: ${p.tickets} deliveries wait, ${p.limit} are allowed.`,
      'Too many rows could not be delivered; nothing is lost, the source is read on from the same place later.',
      'See what they wait for: bxi replay-queue list, then mend its cause.',
    ),
  ),
  'engine.interrupted': row('busy', (p: { partition: string }) =>
    say(`The run of ${p.partition} was interrupted.`, 'The process was asked to end.', 'Nothing: the next run goes on where this one ended.'),
  ),
  'engine.crashed-write': row('unknown', (p: { key: string }) =>
    say(
      `The last write of ${p.key} has no known outcome.`,
      'The run ended before the answer came.',
      'Nothing: bxi looks it up before it writes again.',
    ),
  ),
  'engine.too-slow': row('unavailable', (p: { partition: string; looks: number }) =>
    say(
      `${p.partition}: what was looked at was too old to be acted upon, ${p.looks} times in a row.`,
      'The machine keeps falling asleep, or the portal and its limits make bxi wait for minutes between looking and writing.',
      'Nothing is lost: the next run goes on. If it lasts, look at the power settings of this machine and at bxi status.',
    ),
  ),
  'engine.to-verify': row('unknown', (p: { key: string }) =>
    say(
      `What was created for ${p.key} is looked at once more.`,
      'Another writer may have created the same in the same moment.',
      'Nothing: the next run does it.',
    ),
  ),
  'visits.stage-missing': row('config', (p: { stage: string; funnel: string; wanted: string }) =>
    say(
      `The funnel "${p.funnel}" has no stage for ${p.stage}.`,
      `bxi looked for "${p.wanted}".`,
      `Set ident.stages.${p.stage} in bxi.toml to a STATUS_ID of that funnel, or run: bxi portal install`,
    ),
  ),
  'visits.deal-hidden': row('refused', (p: { key: string; deal: string }) =>
    say(
      `Deal ${p.deal} of ${p.key} exists, but the owner of the webhook may not see it.`,
      'A person moved it out of his sight, or his rights were cut; to make a second deal would be wrong.',
      'In CRM → Settings → Access permissions let the owner of the webhook read and change deals of all; the row is tried again by itself.',
    ),
  ),
  'visits.client-hidden': row('refused', (p: { key: string }) =>
    say(
      `A contact with the phone of ${p.key} exists, but the owner of the webhook may not see it.`,
      'To make a second contact would be wrong.',
      'In CRM → Settings → Access permissions let the owner of the webhook read and change contacts of all; the row is tried again by itself.',
    ),
  ),
  'visits.deleted-stage-missing': row('config', (p: { wanted: string; funnel: string }) =>
    say(
      `The funnel "${p.funnel}" has no stage for deals of deleted visits.`,
      `bxi looked for "${p.wanted}".`,
      'Set ident.deleted_stage in bxi.toml to a STATUS_ID of that funnel, or to "" to leave such deals to people.',
    ),
  ),
}
