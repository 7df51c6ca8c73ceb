import { ended, row, say, wordsFor } from '../text.ts'

const NEXT_RUN = 'Nothing is lost: the next run goes on.'

/** What to look at, by the system's word for the failure. */
function wayTo(host: string, code: string): string {
  if (code.startsWith('EPROXY')) return 'If it lasts, check net.proxy: the proxy did not let bxi through.'
  if (/CERT|TLS|SSL|SIGNED/.test(code))
    return 'If a proxy or an antivirus opens encrypted connections here, put its certificate authority into net.ca_file.'
  return `If it lasts, open https://${host} in a browser on this machine; behind a proxy set net.proxy.`
}

/** How the answer to a write was lost. */
const LOST = {
  timeout: 'No answer came in time.',
  connection: 'The connection broke while the answer was awaited.',
  'not-json': 'Something answered that is not the REST service: a page of the web server, or half an answer.',
  error: 'The portal reported a fault of its own in the middle of the work.',
  missing: 'The answer tells nothing about this one command.',
} as const

/** Problems of the Bitrix24 portal. `host` is the portal's address without the webhook's secret. */
export const portalProblems = {
  'portal.unreachable': row('unavailable', (p: { host: string; method: string; code?: string }) =>
    say(
      `The portal ${p.host} cannot be reached (${p.method}).`,
      p.code === undefined ? 'It is away, or the network is.' : `The network said: ${p.code}.`,
      `${NEXT_RUN} ${wayTo(p.host, p.code ?? '')}`,
    ),
  ),
  'portal.timeout': row('unavailable', (p: { host: string; method: string; ms: number }) =>
    say(
      `The portal ${p.host} did not answer ${p.method} within ${p.ms} ms.`,
      'It was only a question: nothing was changed.',
      `${NEXT_RUN} If it repeats, the portal is overloaded: ask Bitrix24 support, or run bxi at quieter hours.`,
    ),
  ),
  'portal.not-json': row('unavailable', (p: { host: string; method: string; status: number }) =>
    say(
      `${p.host} answered ${p.method} with something that is not the REST service (HTTP ${p.status}).`,
      'A page of the web server, of a proxy or of maintenance stands in front of the portal.',
      `${NEXT_RUN} If it lasts, open https://${p.host} in a browser and compare its address with portal.webhook.`,
    ),
  ),
  'portal.server-error': row('unavailable', (p: { host: string; method: string; code: string }) =>
    say(
      `The portal ${p.host} failed at ${p.method} (${p.code}).`,
      'The fault is inside the portal; it was only a question.',
      `${NEXT_RUN} If it repeats, show this message to Bitrix24 support.`,
    ),
  ),
  'portal.uncertain': row('unknown', (p: { host: string; method: string; how: keyof typeof LOST }) =>
    say(
      `Nobody knows yet whether ${p.host} carried out ${p.method}.`,
      wordsFor(LOST, p.how),
      'Nothing: bxi waits until a late commit is impossible, looks the record up, and only then writes again.',
    ),
  ),
  'portal.quota': row('quota', (p: { host: string }) =>
    say(
      `The portal ${p.host} takes no more requests for now.`,
      'Its limit of requests a second is used up, perhaps by another integration on this internet address.',
      `${NEXT_RUN} If it repeats, lower portal.per_second and portal.burst so that both fit.`,
    ),
  ),
  'portal.operating-limit': row('quota', (p: { host: string; method: string; resetsAt?: string }) =>
    say(
      `The portal ${p.host} has paused ${p.method}.`,
      `Its execution time for ten minutes is used up${p.resetsAt === undefined ? '' : `; it is free again at ${p.resetsAt}`}.`,
      `${NEXT_RUN} If it repeats, another integration uses the same webhook: give bxi one of its own.`,
    ),
  ),
  'portal.slow-method': row('quota', (p: { host: string; method: string; minutes: number }) =>
    say(
      `${p.method} rests for ${p.minutes} min at ${p.host}.`,
      'Its execution time for ten minutes is nearly used up; bxi slows down before the portal has to refuse.',
      `${NEXT_RUN} If your portal allows more, raise portal.operating_limit.`,
    ),
  ),
  'portal.blocked': row('unavailable', (p: { host: string }) =>
    say(
      `The portal ${p.host} refuses every request (OVERLOAD_LIMIT).`,
      'The vendor has blocked its REST service by hand.',
      'Ask Bitrix24 support why; bxi goes on by itself when it is unblocked.',
    ),
  ),
  'portal.credentials': row('credentials', (p: { host: string; code: string }) =>
    say(
      `The portal ${p.host} does not accept the webhook (${p.code}).`,
      'It was deleted, edited by another employee (that changes its secret), has expired, or its owner was dismissed.',
      'In the portal open Developer resources → Other → Inbound webhook, create one with the scope CRM, and put its address into portal.webhook.',
    ),
  ),
  'portal.scope': row('credentials', (p: { host: string; method: string; scope: string }) =>
    say(
      `The webhook of ${p.host} may not call ${p.method}.`,
      `Its scope ${p.scope} is not ticked.`,
      `Edit the inbound webhook and tick ${p.scope} among its rights; if its address changes, correct portal.webhook.`,
    ),
  ),
  'portal.closed': row('credentials', (p: { host: string; method: string }) =>
    say(
      `The portal ${p.host} denied ${p.method} to the webhook.`,
      'The tariff of the portal has no REST service any more, or the owner of the webhook has no such right in CRM.',
      'Check the tariff; then CRM → Settings → Access permissions: the owner of the webhook has to read, add and change contacts, leads and deals of all.',
    ),
  ),
  'portal.deleted': row('config', (p: { host: string }) =>
    say(`The portal ${p.host} is closed.`, 'It answers PORTAL_DELETED.', 'Put the webhook of the new portal into portal.webhook.'),
  ),
  'portal.moved': row('config', (p: { host: string; to: string }) =>
    say(
      `The portal ${p.host} has moved to ${p.to}.`,
      'bxi does not follow by itself: the address holds a secret.',
      `If ${p.to} is yours, change the host name in portal.webhook; the rest of it stays.`,
    ),
  ),
  'portal.no-rights': row('refused', (p: { host: string; method: string }) =>
    say(
      `The portal ${p.host} denied ${p.method} for one record.`,
      'The owner of the webhook may not change this record.',
      'In CRM → Settings → Access permissions let the owner of the webhook change records of all; the row is tried again by itself.',
    ),
  ),
  'portal.no-method': row('config', (p: { host: string; method: string }) =>
    say(
      `The portal ${p.host} has no method ${p.method}.`,
      'The CRM module is absent or too old.',
      'Check that portal.webhook names the right portal and that CRM is installed there.',
    ),
  ),
  'portal.insecure': row('config', (p: { host: string }) =>
    say(`The portal ${p.host} wants HTTPS.`, 'The address of the webhook begins with http://.', 'Write https:// in portal.webhook.'),
  ),
  'portal.refused': row('refused', (p: { host: string; method: string; code: string; detail: string }) =>
    say(
      `The portal ${p.host} refused ${p.method}${p.code === '' ? '' : ` (${p.code})`}.`,
      p.detail === '' ? 'It gave no reason.' : `The portal said: ${ended(p.detail)}`,
      'Mend what it names (a required field, a deleted stage, a deleted record); the row is tried again by itself.',
    ),
  ),
  'portal.required-field': row('refused', (p: { host: string; method: string; field: string }) =>
    say(
      `The portal ${p.host} refused ${p.method}: the field "${p.field}" is required.`,
      'An administrator made it required, and bxi has nothing to put into it.',
      `In CRM → Settings → Custom fields → Deals (or in the deal form) make "${p.field}" optional or give it a default; the row is tried again by itself.`,
    ),
  ),
  'portal.funnel-missing': row('config', (p: { wanted: string; found: string }) =>
    say(
      `The portal has no funnel "${p.wanted}" that the webhook can see.`,
      `It has: ${p.found}.`,
      'Set ident.pipeline in bxi.toml to one of them, or create it: bxi portal install',
    ),
  ),
  'portal.funnel-doubled': row('config', (p: { wanted: string; ids: string }) =>
    say(
      `The portal has several funnels "${p.wanted}".`,
      `Their ids: ${p.ids}. bxi works in the oldest one.`,
      'Set ident.pipeline in bxi.toml to the id that is meant, and delete the empty one at the portal.',
    ),
  ),
  'portal.stage-missing': row('config', (p: { stage: string; wanted: string; found: string }) =>
    say(
      `The funnel has no stage ${p.wanted} for ${p.stage}.`,
      `It has: ${p.found}.`,
      `Set ident.stages.${p.stage} in bxi.toml to one of them, or create it: bxi portal install`,
    ),
  ),
  'portal.lead-stage-missing': row('config', (p: { host: string }) =>
    say(
      `The portal ${p.host} has no lead stage that means success.`,
      'A lead is closed through that stage.',
      'In CRM → Settings → Directories → Lead statuses restore the successful status.',
    ),
  ),
  'portal.fields-missing': row('config', (p: { fields: readonly string[] }) =>
    say(
      `The portal lacks ${p.fields.length} field(s) that bxi fills: ${p.fields.join(', ')}.`,
      'The portal would silently drop what is written to them.',
      'Create them: bxi portal install; if an administrator gave them other names, write those into [ident.fields].',
    ),
  ),
  'portal.field-type': row('config', (p: { field: string; expected: string; found: string }) =>
    say(
      `The field ${p.field} of the portal has another type than bxi needs.`,
      `Needed: ${p.expected}; found: ${p.found}. The type of a field cannot be changed.`,
      'Delete that field or write another name into [ident.fields], then run: bxi portal install',
    ),
  ),
  'portal.stage-kind': row('config', (p: { stage: string; id: string; expected: 'open' | 'won' | 'lost'; found: 'open' | 'won' | 'lost' }) =>
    say(
      `The stage ${p.id} cannot be ${p.stage}.`,
      `${p.stage} has to be a stage of the kind "${p.expected}", this one is "${p.found}".`,
      `Set ident.stages.${p.stage} in bxi.toml to a stage of the kind "${p.expected}".`,
    ),
  ),
}
