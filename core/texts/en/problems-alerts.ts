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
  'alerts.no-heartbeat': row('unavailable', (p: { host: string; why: string }) =>
    say(
      `${p.host} did not take the heartbeat (${p.why}).`,
      'Whoever watches there will soon believe that bxi is silent.',
      'Check alerts.heartbeat_url and alerts.heartbeat_secret.',
    ),
  ),
}
