import { row, say } from '../text.ts'

/** What was given and what could have been, both as one types it; or a sentence. */
export type UsageFault = { given: string; known: string } | { why: string }

/** Problems of the command line, the configuration and the program itself. */
export const cliProblems = {
  bug: row('bug', (p: { name: string }) =>
    say(
      `bxi met an error that it does not know (${p.name}).`,
      'This is a fault of bxi, not of your data.',
      'Run the command again with --verbose and send the log file to support.',
    ),
  ),
  'usage.wrong': row('usage', (p: UsageFault) =>
    say('The command line was not understood.', 'why' in p ? p.why : `Given: ${p.given}. Possible: ${p.known}.`, 'See: bxi --help'),
  ),
  'explain.unknown': row('verdict', (p: { key: string; nearest: readonly string[] }) =>
    say(
      `bxi knows nothing of ${p.key}.`,
      p.nearest.length > 0 ? `Near it are: ${p.nearest.join(', ')}.` : 'Neither ledger nor queue nor journal has a key near it.',
      'A key is a visit (F1_1045) or the number of its deal or contact at the portal. A new visit is known after the next run. A product of the shop: its id or article, as the last bxi sync shop read it; what it would read now, shows: bxi sync shop --dry-run',
    ),
  ),
  'config.missing': row('config', (p: { file: string }) =>
    say(
      `The configuration file ${p.file} was not found.`,
      'Without it bxi does not know what to connect.',
      'Create it (see the README, "Configuration") or name another one with --config.',
    ),
  ),
  'config.unreadable': row('config', (p: { file: string; detail: string }) =>
    say(`The configuration file ${p.file} could not be read.`, p.detail, 'Check that the file exists and that this user may read it.'),
  ),
  'config.faults': row('config', (p: { faults: readonly string[] }) =>
    say(`The configuration has ${p.faults.length} fault(s).`, p.faults.join('\n'), 'Mend the lines named above, then run: bxi config check'),
  ),
  'config.file-unreadable': row('config', (p: { path: string; file: string; reason: string }) =>
    say(
      `The file that ${p.path} names could not be read.`,
      `${p.file} does not open (${p.reason}).`,
      'Check the path (relative to the configuration file) and that this user may read it.',
    ),
  ),
  'config.section-missing': row('config', (p: { section: string; command: string }) =>
    say(`${p.command} has nothing to do.`, `The configuration has no [${p.section}] section.`, `Add the section [${p.section}] as the README shows.`),
  ),
  'schedule.refused': row('unavailable', (p: { tool: string; detail: string }) =>
    say(
      `The schedule was not changed: ${p.tool} refused.`,
      `It said: ${p.detail}.`,
      'Install cron or systemd, or put the lines of bxi schedule print into your scheduler by hand.',
    ),
  ),
  'secret.missing': row('config', (p: { path: string; source: string }) =>
    say(`The secret for ${p.path} was not found.`, `${p.source} is empty or absent.`, 'Set it, then run the command again.'),
  ),
  'secret.unreadable': row('config', (p: { path: string; file: string; reason: string }) =>
    say(
      `The secret for ${p.path} could not be read.`,
      `The file ${p.file} does not open (${p.reason}).`,
      'Check the path (relative to the configuration file) and that this user may read it.',
    ),
  ),
  'secret.sealed': row('config', (p: { path: string }) =>
    say(
      `The secret for ${p.path} cannot be opened.`,
      'Sealed secrets are not available in this version of bxi.',
      'Give it as { env = "NAME" } or { file = "path" } and run the command again.',
    ),
  ),
  'config.webhook': row('config', (p: { path: string }) =>
    say(
      `The address in ${p.path} is not an inbound webhook.`,
      'Expected https://<portal>/rest/<user>/<secret>/ (http:// only for localhost).',
      'Copy the whole address of the webhook from the portal, then run the command again.',
    ),
  ),
}
