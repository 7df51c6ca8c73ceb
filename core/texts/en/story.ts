import type { JournalEntry } from '../../ports/state.ts'
import type { ProblemKind } from '../../problem.ts'

type Params = Readonly<Record<string, string | number>>

/** `state/journal/2026-03-01/x.jsonl:17 is damaged (and 3 more lines)…`, one line. */
const damaged = ({ file, line, isGone, more }: Params): string => {
  const place = `${file}${line === undefined ? '' : `:${line}`}`
  const others = Number(more) > 0 ? `, and ${more} more of its lines` : ''
  return `${place} is ${isGone ? 'gone' : `damaged${others}`}: what stood there is missing here. Type: bxi state verify, then bxi state restore FILE`
}

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
    verified: 'looked at again',
    restored: 'restored',
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
    busy: 'another run holds the work, or the queue is full',
    verdict: 'the honest answer was no',
    bug: 'a fault of bxi',
  } satisfies Record<ProblemKind, string>,
  /** Codes that say more than their kind. */
  code: { 'engine.lane-held': 'waits behind another delivery of the same client' } as Record<string, string>,
  id: { deal: 'deal', contact: 'contact', lead: 'lead', order: 'order', task: 'task' },
  job: { 'sync-ident': 'iDENT visits', 'state-restore': 'state restore' },
  explain: {
    title: (key: string, partition: string) => `What is known of ${key} (${partition})`,
    now: 'Now',
    history: 'History',
    noHistory: 'The journal has nothing of it any more.',
    several: (key: string, count: number) => `${key} stands for ${count} entities; the story of one: bxi explain KEY`,
    stage: (stage: string) => `stage that bxi applied last: ${stage}`,
    former: (noun: string, id: string) => `${noun} ${id} was its record once; what stands for it now is told here`,
    version: (at: string) => `state of the source that this stands for: read ${at}`,
    waits: (what: string, attempts: number, since: string) => `in the queue since ${since}: ${what}; refusals so far: ${attempts}`,
    verify: (since: string) => `delivered at ${since}; looked at once more, because another program could have created the same`,
    until: (at: string) => `tried again not before ${at}`,
    never: 'buried: tried again when its row changes, or by: bxi replay-queue release',
    second: 'a first look found nothing of the lost write; one more follows',
    inFlight: (at: string) => `a write left at ${at} and its outcome is not recorded yet`,
    holder: (job: string, pid: number, host: string, at: string) => `worked on just now by ${job}, process ${pid} on ${host}, since ${at}`,
    nobody: 'nobody works on it just now',
    order: (kind: string, at: string) => `an operator's order of ${at} waits for the next run (${kind})`,
    run: (run: string) => `run ${run}`,
    changed: (at: string) => `changed in the source at ${at}`,
    read: (at: string) => `read from the source at ${at}`,
    request: (method: string, outcome: string, code: string) => `request ${method}: ${outcome}${code === '' ? '' : ` (${code})`}`,
    gone: (nouns: string) => `the portal has no ${nouns} any more`,
    live: 'At the portal',
    liveStage: (stage: string) => `the deal stands in ${stage}`,
    liveMoved: (stage: string, ours: string) => `the deal stands in ${stage}; bxi applied ${ours}: a person or a robot moved it`,
    liveFields: (fields: string) => `changed there since bxi wrote them: ${fields}`,
    liveSame: 'every field is as bxi wrote it',
    source: 'iDENT',
    portal: 'portal',
    nouns: { patient: 'patient', phone: 'phone', contact: 'contact' },
  },
  unchanged: 'checked: nothing to change',
  /** A product of the shop. */
  product: {
    title: (id: string, partition: string) => `What is known of product ${id} (${partition})`,
    notTaken: (key: string) => `The catalogue that bxi keeps has no product ${key}`,
    rejected: (what: string) => `as the site has it now it cannot be taken: ${what}`,
    variation: (id: number, title: string) => `a variation of ${id} «${title}»`,
    found: 'buyers find it',
    hindrance: {
      inactive: 'buyers do not find it: switched off on the site, or outside its dates of publication',
      'is-parent': 'sold through its variations only; it lends them its words',
      'parent-inactive': 'buyers do not find it: the product that it is a variation of is switched off on the site',
      'parent-missing': 'the product that it is a variation of is not on the site: it has its own words only',
      'no-price': 'shown without a price: the site has none of the retail type in shop.currency for one piece (shop.price_types)',
      'no-stock': 'shown as out of stock',
      'not-indexed': 'the search does not know its latest state yet: the next sync sees to it',
    },
    search: (words: string) => `for the search: ${words}`,
    changed: (at: string) => `saved on the site at ${at}`,
    read: {
      full: (at: string) => `catalogue read whole ${at}`,
      changes: (at: string) => `changes known up to ${at}`,
      stock: (at: string) => `stock looked at ${at}`,
      search: (at: string) => `search brought up to date ${at}`,
    },
    further: 'Is the site different by now? bxi sync shop --dry-run shows what would change. Why the search ranks it so: bxi search "…" --explain',
  },
  span: { seconds: (n: number) => `${n} s`, minutes: (n: number) => `${n} min`, hours: (n: number) => `${n} h`, days: (n: number) => `${n} d` },
  ago: (span: string) => `${span} ago`,
  damaged,
  finding: {
    damaged,
    'never-ran': () => 'has never run: put its job on a schedule (bxi schedule print) or run it by hand',
    silent: (p: Params) => `silent for ${p.minutes} min, ${p.missed} due runs were missed: look at the schedule and at the machine`,
    stopped: (p: Params) => `the last run was stopped: ${p.problem}`,
    behind: (p: Params) => `${p.minutes} min behind: changes since then may not have arrived`,
    'queue-full': (p: Params) =>
      `${p.waiting} deliveries wait, ${p.limit} are allowed: reading ${Number(p.waiting) >= Number(p.limit) ? 'has stopped' : 'stops soon'}. See: bxi replay-queue list`,
    queue: (p: Params) => `${p.waiting} deliveries wait; they are tried again by themselves`,
    buried: (p: Params) => `${p.buried} deliveries had their chances and are buried. See: bxi replay-queue list`,
    'for-person': (p: Params) => `${p.count} wait for a person. Who and why: bxi journal --outcome waits_for_person --since 30d`,
    errors: (p: Params) =>
      `${p.percent} % of the rows of the last hour were refused or rejected. See: bxi replay-queue list, bxi journal --outcome rejected`,
    'portal-busy': (p: Params) => `no request is left at ${p.host} for the moment; bxi waits by itself`,
  },
  status: {
    title: (at: string) => `State at ${at}`,
    well: 'All is well.',
    attention: 'To look at:',
    head: ['source', 'last run', 'ended', 'behind', 'runs 24 h', 'delivered 24 h', 'queue', 'buried', 'for a person'],
    ended: { well: 'well', waits: 'some wait', buried: 'some were buried', stopped: 'stopped' },
    never: 'never',
    working: (about: string, job: string, pid: number, span: string) => `At work now on ${about}: ${job}, process ${pid}, for ${span}.`,
    portal: (host: string, free: number, burst: number) => `Portal ${host}: ${free} of ${burst} requests free for this machine.`,
    resting: (method: string, percent: number, at: string) => `  ${method}: ${percent} % of its operating time used; drops at ${at}`,
    noQuota: (why: string) => `The portal's quota cannot be told: ${why}`,
    noSources: 'The configuration switches no job on.',
    watching: 'Refreshed every 5 s; end with Ctrl+C.',
  },
  slo: {
    title: (since: string, until: string) => `Service from ${since} to ${until}`,
    head: ['source', 'availability', 'served', 'longest gap', 'cycle p95', 'delivery p95', 'measured', 'errors', 'of rows', 'known since'],
    noData: 'no data',
    rules: [
      'Availability: due moments served by a run that read its source to the end. Delivery p95, from the change in the source, is right to ten per cent and counts only changes whose moment the source tells.',
      'Errors: rows refused by the target or rejected by a rule at their first certain answer, among those that got one; each counts once. Lost answers and outages are no errors of a row. Alerts and bxi status count the same.',
    ],
  },
  journal: {
    head: ['when', 'key', 'outcome', 'what about it', 'run', 'job'],
    nothing: 'The journal has nothing of the kind in this time.',
    notShown: (count: number) => `${count} earlier ones are not shown (--limit, --since).`,
    following: 'New entries follow; end with Ctrl+C.',
  },
}
