import type { DoctorTable } from '../doctor.ts'

const plural = (n: unknown, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
const sourceSetting = (p: { place?: unknown }, key: string): string => `ident.sources[${p.place}].${key}`

/** What the doctor says, line by line. `next` stands only where something has to be changed, and names the setting. */
export const doctorEn = {
  skipped: (p) => ({ what: `could not be asked after what failed above: ${p.checks}` }),

  'node-ok': (p) => ({ what: `Node.js ${p.version}` }),
  'node-old': (p) => ({ what: `Node.js ${p.version} is not supported`, next: `Install Node.js ${p.needed}.` }),
  'config-ok': (p) => ({ what: `${p.file}: sound; worlds: ${p.worlds}` }),
  'config-warning': (p) => ({ what: String(p.text), next: `Change it in ${p.file}.` }),
  'state-ok': (p) => ({ what: `${p.dir} can be written, ${p.free} free` }),
  'state-low': (p) => ({
    what: `${p.dir} has ${p.free} free, less than ${p.needed}`,
    next: 'Free space on this disk, move state.dir, or lower state.min_free.',
  }),
  'logs-ok': (p) => ({ what: `${p.dir} can be written` }),
  'logs-blocked': (p) => ({
    what: `${p.dir} cannot be written (${p.code})`,
    next: 'Let the account that runs bxi write there, or move state.dir: the log folder stands beside it.',
  }),
  'alert-channel': (p) => ({ what: `troubles are told to ${p.channel} (try it: bxi alerts test)` }),
  'heartbeat-unsigned': () => ({
    what: 'another bxi listens at alerts.heartbeat_url and refuses a heartbeat without a signature',
    next: 'Set alerts.heartbeat_secret to the secret that the listening machine has in alerts.agents.',
  }),
  'heartbeat-ok': () => ({ what: 'a successful run reports to the address of alerts.heartbeat_url' }),
  'heartbeat-missing': () => ({
    what: 'nobody would notice if bxi stopped running',
    next: 'Set alerts.heartbeat_url to a service that raises an alarm when no run has reported for a while.',
  }),

  'portal-connect': (p) => ({ what: `${p.host} answers (${p.ms} ms)` }),
  'portal-scope': (p) => ({ what: `the webhook may use: ${p.scopes}` }),
  'portal-no-im': () => ({
    what: 'alerts.notify names users of the portal, and the webhook may not notify them',
    next: 'Tick "Chat and notifications (im)" in the incoming webhook.',
  }),
  'portal-no-im-manual': () => ({
    what: 'ident.notify_manual is on, and the webhook may not notify those who are responsible for deals',
    next: 'Tick "Chat and notifications (im)" in the incoming webhook, or set ident.notify_manual = false.',
  }),
  'portal-admin': () => ({ what: 'the owner of the webhook is an administrator' }),
  'portal-not-admin': () => ({
    what: 'the owner of the webhook is no administrator',
    next: 'bxi portal install needs one. For the exchange alone, give that person the right to read, add and change contacts, leads and deals of all.',
  }),
  'portal-clock': (p) => ({ what: `its clock and ours agree (${p.seconds} s apart)` }),
  'portal-clock-off': (p) => ({
    what: `its clock and ours are ${p.seconds} s apart`,
    next: 'Set the clock of this machine by a time server (Windows: w32tm /resync; Linux: timedatectl set-ntp true).',
  }),
  'portal-offset': (p) => ({ what: `times are those of UTC${p.offset}` }),
  'portal-mode': (p) => ({
    what: p.mode === 'simple' ? 'CRM without leads: a new lead becomes a deal at once' : 'CRM with leads',
  }),
  'portal-methods': (p) => ({ what: `all ${p.count} methods that bxi calls are available` }),
  'portal-methods-missing': (p) => ({
    what: `methods are missing: ${p.methods}`,
    next: 'Tick the scope they belong to in the inbound webhook; if it is ticked, the CRM module of this portal is absent or too old.',
  }),
  'portal-funnel': (p) => ({ what: `funnel "${p.name}" (id ${p.id})` }),
  'portal-stages': (p) => ({ what: `${plural(p.count, 'stage stands', 'stages stand')} ready: ${p.stages}` }),
  'portal-fields': (p) => ({ what: `${plural(p.count, 'user field', 'user fields')} of the right type` }),
  'portal-required': (p) => ({
    what: `the portal demands that these fields be filled, and bxi leaves them empty, always or sometimes: ${p.fields}`,
    next: 'Make them optional in CRM → Settings → Custom fields, or the portal may refuse to create the deals and contacts of bxi.',
  }),
  'portal-limits': (p) => ({ what: `bxi sends at most ${p.perSecond} requests a second after the first ${p.burst}` }),
  'portal-operating': (p) => ({
    what: `execution time within ten minutes, as far as this machine knows: ${p.method} has used most, ${p.percent} % of ${p.limit} s`,
  }),
  'portal-operating-none': (p) => ({
    what: `execution time within ten minutes, as far as this machine knows: no method has used 1 % of its ${p.limit} s`,
  }),
  'portal-operating-used': (p) => ({
    what: `execution time within ten minutes, as far as this machine knows: ${p.method} has used ${p.percent} % of ${p.limit} s; bxi waits until some of it is free again, in about ${p.minutes} min`,
    next: 'Nothing, if it passes. If it comes back, look for another program that calls this method with the same webhook.',
  }),

  'ident-files': (p) => ({ what: p.replaced === '' ? 'query files: as shipped' : `query files: as shipped, replaced: ${p.replaced}` }),
  'ident-connect': (p) => ({
    what: `${p.server}${p.instance === '' ? '' : ` (instance ${p.instance})`}, database ${p.database}: login accepted in ${p.ms} ms, ${p.encrypted ? `encrypted (${p.tls})` : 'not encrypted'}`,
  }),
  'ident-plain': (p) => ({
    what: `${p.server}, database ${p.database}: login accepted in ${p.ms} ms, and names and phones of patients cross the network unencrypted`,
    next: `Set ${sourceSetting(p, 'database.encrypt')} = "required"; if the server cannot, keep bxi on the server's own machine.`,
  }),
  'ident-server': (p) => ({
    what: `SQL Server ${p.version} (${p.edition}), collation ${p.collation}, compatibility level ${p.compatibilityLevel}`,
  }),
  'ident-server-old': (p) => ({
    what: `SQL Server ${p.version} (${p.edition}) is older than 2008 R2`,
    next: 'The shipped queries are written for 2008 R2 and newer: try bxi sync ident --dry-run, and replace those that fail in ident.sources[].queries.',
  }),
  'ident-locking': (p) => ({
    what: p.readCommittedSnapshot
      ? 'reading neither waits for iDENT nor delays it (row versioning is on)'
      : `reading waits for iDENT at most ${p.lockTimeout}, and gives way in a deadlock`,
  }),
  'ident-dirty-reads': (p) => ({
    what: 'reading past locks is on: visits of a transaction that is taken back may reach the portal',
    next: `Set ${sourceSetting(p, 'read_uncommitted')} = false unless reading waits all the time.`,
  }),
  'ident-clock': (p) => ({ what: `its clock and ours agree (${p.skewSeconds} s apart), zone ${p.timezone} fits` }),
  'ident-clock-skewed': (p) => ({
    what: `the clock of the server is ${p.skewSeconds} s ahead of ours`,
    next: 'Set the clock of the server and of this machine by a time server: bxi compares them to find late changes.',
  }),
  'ident-zone-wrong': (p) => ({
    what: `the wall clock of the server (${p.databaseTime}) is not that of ${p.timezone}: ${p.zoneErrorMinutes} min apart`,
    next: `Set ${sourceSetting(p, 'timezone')} to the zone of the server; every visit would move by these minutes.`,
  }),
  'ident-account': (p) => ({ what: `login ${p.user} can only read` }),
  'ident-account-writes': (p) => ({
    what: `login ${p.user} may do more than read: ${p.rights}`,
    next: `Let ${p.user} be a member of db_datareader only (take it out of db_datawriter, db_owner and sysadmin).`,
  }),
  'ident-columns': (p) => ({
    what:
      p.withoutOptional === '' ? `query ${p.query}: columns fit` : `query ${p.query}: columns fit; not there and not needed: ${p.withoutOptional}`,
  }),
  'ident-versions': (p) => ({
    what: `changes are found by row version${p.openTransaction ? '; a transaction is open now, changes behind it come when it ends' : ''}`,
  }),
  'ident-no-versions': () => ({
    what: 'changes are found by time stamps only: this database gives no row version',
    next: 'Let the query "changes" give the column row_version, or set ident.overlap above the longest transaction and the clock differences of the workstations.',
  }),
  'ident-branch': (p) => ({ what: `branch ${p.key} (${p.name}) is number ${p.n}; ${p.receptions} visits in 30 days` }),
  'ident-branch-unmapped': (p) => ({
    what: `branch ${p.key} (${p.name}) is not in the configuration; ${p.receptions} visits in 30 days`,
    next:
      p.fallback === ''
        ? `Its visits are rejected. Add { key = ${p.key}, n = ${p.free} } to ${sourceSetting(p, 'branches')}.`
        : `Its visits count as branch ${p.fallback}. If that is wrong, add { key = ${p.key}, n = ${p.free} } to ${sourceSetting(p, 'branches')}.`,
  }),
  'ident-branch-unknown': (p) => ({
    what: `branch ${p.key} of the configuration is not in the database`,
    next: `Correct the key in ${sourceSetting(p, 'branches')}; the keys of the database stand in the lines beside this one.`,
  }),
  'ident-no-branches': (p) => ({
    what: 'the database has no branch',
    next: `Check ${sourceSetting(p, 'database.name')}, or the query "branches" if you replaced it.`,
  }),
  'ident-changes': (p) => ({
    what: `${p.isCut ? `${p.changes} or more` : p.changes} changes in the last ${p.hours} h${p.reasons === '' ? '' : ` (${p.reasons})`}`,
  }),
  'ident-sample': (p) => ({ what: `reception ${p.reception}: filled ${p.filled}; empty: ${p.empty === '' ? 'none' : p.empty}` }),
} as const satisfies DoctorTable
