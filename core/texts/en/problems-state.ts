import { row, say } from '../text.ts'

const RETRY = 'Nothing recorded so far is lost; run the command again when it is mended.'

/** Problems of the state folder and of the leases in it. */
export const stateProblems = {
  'state.backup-exists': row('data', (p: { file: string }) =>
    say(`${p.file} exists already.`, 'A backup never replaces a file.', 'Choose another name.'),
  ),
  'state.backup-absent': row('data', (p: { file: string }) => say(`There is no ${p.file}.`, 'Nothing was changed.', 'Name the file of a backup.')),
  'state.backup-unreadable': row('data', (p: { file: string; why: string }) =>
    say(`${p.file} is no whole backup of bxi (${p.why}).`, 'Nothing was changed.', 'Take another backup.'),
  ),
  'state.backup-older': row('data', (p: { file: string; parts: string; madeAt: string }) =>
    say(
      `The present state is ahead of ${p.file} (made ${p.madeAt}): ${p.parts}.`,
      'Restoring it would forget what was done since; nothing would be written twice, but all of it would be looked up again.',
      'If that is what you want, add --force.',
    ),
  ),
  'state.half-restored': row('state', (p: { folder: string; restored: string }) =>
    say(
      `${p.folder} could not be exchanged to the end: another process made the folder anew.`,
      `The restored state is whole and stands in ${p.restored}.`,
      `End the processes of bxi, move ${p.folder} aside, move the restored state to its place, then run again.`,
    ),
  ),
  'state.absent': row('data', (p: { folder: string }) =>
    say(
      `There is no state of bxi in ${p.folder}.`,
      'It is not there, it is empty, or it is another one than the jobs use.',
      'Name the folder with --state or the configuration with --config.',
    ),
  ),
  'state.replaced': row('busy', (p: { folder: string }) =>
    say(`${p.folder} was exchanged by a restore meanwhile.`, 'What was under way belonged to the state of before.', 'Run the command again.'),
  ),
  'state.no-space': row('state', (p: { path: string }) =>
    say(`${p.path} could not be written: the disk is full.`, 'bxi records every step on disk before it goes on.', `Free some space. ${RETRY}`),
  ),
  'state.read-only': row('state', (p: { path: string }) =>
    say(
      `${p.path} could not be written: the file system is read-only.`,
      'bxi records every step on disk before it goes on.',
      `Mount it writable or name another folder with --state. ${RETRY}`,
    ),
  ),
  'state.not-writable': row('state', (p: { path: string }) =>
    say(
      `${p.path} may not be read or written by this user.`,
      'The state folder belongs to one user, mode 0600.',
      'Run bxi as the owner of the state folder, or give the folder to this user (chown -R).',
    ),
  ),
  'state.no-folder': row('state', (p: { path: string; code: string }) =>
    say(
      `${p.path} cannot be a folder (${p.code}).`,
      p.code === 'ENOTDIR' ? 'A file stands in its place, or in the place of a folder above it.' : 'The system lets nobody make a folder there.',
      'Name another folder with --state or in state.dir.',
    ),
  ),
  'state.io': row('state', (p: { path: string; code: string }) =>
    say(`The disk failed at ${p.path} (${p.code}).`, 'The operating system refused the operation.', `Check the disk. ${RETRY}`),
  ),
  'state.damaged': row('state', (p: { file: string; line?: number; isGone?: boolean }) =>
    say(
      p.isGone ? `${p.file} is gone.` : `${p.file}${p.line === undefined ? '' : `:${p.line}`} is damaged: its checksum does not match.`,
      `The file was ${p.isGone ? 'removed' : 'edited'} by hand, or the disk lost data. bxi does not guess what stood there.`,
      'See what is whole: bxi state verify, then restore the last backup: bxi state restore',
    ),
  ),
  'state.blind': row('state', (p: { partition: string; file: string; line?: number; isGone?: boolean }) =>
    say(
      `${p.partition} cannot be read, so this waits, too: ${p.file}${p.line === undefined ? '' : `:${p.line}`} is ${p.isGone ? 'gone' : 'damaged'}.`,
      `Writes of ${p.partition} whose outcome is not certain may be about the same client. While they cannot be seen, going on could make a second deal or contact.`,
      'Nothing is lost: cursors and queues stay as they are. Type bxi state verify, then bxi state restore FILE with the last backup; the next run goes on by itself.',
    ),
  ),
  'state.too-large': row('state', (p: { file: string; bytes: number; limit: number }) =>
    say(
      `${p.file} would have ${p.bytes} bytes, ${p.limit} are allowed.`,
      'A document is replaced as a whole and has to stay small.',
      'This is a fault of bxi: send the log file to support.',
    ),
  ),
  'state.network-folder': row('state', (p: { dir: string; type: string }) =>
    say(
      `The state folder ${p.dir} is on a network file system (${p.type}).`,
      'There two hosts could both believe that they are alone.',
      'Name a folder on a local disk with --state.',
    ),
  ),
  'state.lease-lost': row('busy', (p: { name: string }) =>
    say(
      `Another process took over ${p.name}.`,
      'This one did not show a sign of life for half a minute.',
      'Nothing: the other process goes on with the work.',
    ),
  ),
  'state.not-held': row('bug', (p: { name: string }) =>
    say(
      `${p.name} was opened for reading only.`,
      'Recording needs the lease of the partition.',
      'This is a fault of bxi: send the log file to support.',
    ),
  ),
  'state.closed': row('bug', (p: { name: string }) =>
    say(`${p.name} was used after it had been closed.`, 'A step of bxi outlived its run.', 'This is a fault of bxi: send the log file to support.'),
  ),
  'lease.held': row('busy', (p: { name: string; job: string; pid: number; host: string; sinceMinutes: number }) =>
    say(
      `${p.name} is being worked on: ${p.job}, process ${p.pid} on ${p.host}, for ${p.sinceMinutes} min.`,
      'Only one process works on it at a time.',
      'Nothing: the next run continues. If that process hangs, end it; its place is free at once.',
    ),
  ),
}
