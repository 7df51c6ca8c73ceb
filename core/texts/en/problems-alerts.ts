import { row, say } from '../text.ts'

/** Problems of telling people. */
export const alertProblems = {
  'alerts.undelivered': row('unavailable', (p: { channel: string; why: string }) =>
    say(
      `The alert channel ${p.channel} did not take a message (${p.why}).`,
      'It is tried again after the next runs, a few times.',
      'Check its entry in alerts.notify.',
    ),
  ),
  'alerts.smtp': row('config', (_: object) =>
    say(
      'The secret alerts.mail.smtp is no address of a mail server.',
      'Letters cannot leave.',
      'Write smtp://user:password@host:587 or smtps://… into it.',
    ),
  ),
  'alerts.no-channels': row('config', (_: object) =>
    say(
      'There is no channel to test.',
      'alerts.notify is empty: nobody is told of troubles.',
      'Add a channel to alerts.notify as docs/operations.md shows.',
    ),
  ),
  'alerts.no-heartbeat': row('unavailable', (p: { host: string; why: string }) =>
    say(
      `${p.host} did not take the heartbeat (${p.why}).`,
      'Whoever watches there will soon believe that bxi is silent.',
      'Check alerts.heartbeat_url and alerts.heartbeat_secret.',
    ),
  ),
}
