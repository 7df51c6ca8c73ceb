import { row, say } from '../text.ts'

/** Problems of the Bitrix24 portal. */
export const portalProblems = {
  'portal.unreachable': row('unavailable', (p: { host: string; method: string }) =>
    say(`The portal ${p.host} did not answer ${p.method}.`, 'It is away, or the network is.', 'Nothing is lost: the next run goes on. If it lasts, open the portal in a browser from this machine.'),
  ),
  'portal.uncertain': row('unknown', (p: { host: string; method: string }) =>
    say(`The answer of ${p.host} to ${p.method} was lost.`, 'The portal may have carried it out.', 'Nothing: bxi looks it up before it writes again.'),
  ),
  'portal.quota': row('quota', (p: { host: string }) =>
    say(`The portal ${p.host} takes no more requests for now.`, 'Its request limit is used up, perhaps by another integration on this address.', 'Nothing: the next run goes on. If it repeats, lower portal.per_second.'),
  ),
  'portal.operating-limit': row('quota', (p: { host: string; method: string }) =>
    say(`The portal ${p.host} has paused ${p.method}.`, 'Its execution time for ten minutes is used up.', 'Nothing: a later run goes on.'),
  ),
  'portal.blocked': row('unavailable', (p: { host: string }) =>
    say(`The portal ${p.host} refuses every request (OVERLOAD_LIMIT).`, 'The vendor has blocked it by hand.', 'Ask Bitrix24 support why the portal is blocked.'),
  ),
  'portal.credentials': row('credentials', (p: { host: string; code: string }) =>
    say(`The portal ${p.host} does not accept the webhook (${p.code}).`, 'It was deleted or changed, or its owner lost access.', 'Create an inbound webhook and put it into portal.webhook.'),
  ),
  'portal.scope': row('credentials', (p: { host: string; method: string }) =>
    say(`The webhook of ${p.host} may not call ${p.method}.`, 'Its scope does not include it.', 'Edit the webhook and tick the scope CRM (crm).'),
  ),
  'portal.deleted': row('unavailable', (p: { host: string }) => say(`The portal ${p.host} is closed.`, 'It answers PORTAL_DELETED.', 'Put the address of the new portal into portal.webhook.')),
  'portal.moved': row('config', (p: { host: string; to: string }) =>
    say(`The portal ${p.host} has moved to ${p.to}.`, 'bxi does not follow by itself: the webhook is a secret.', `If ${p.to} is yours, change the address in portal.webhook.`),
  ),
  'portal.no-rights': row('refused', (p: { host: string; method: string }) =>
    say(`The portal ${p.host} denied ${p.method}.`, "The webhook's owner has no right to this record.", 'Give the owner of the webhook the CRM rights, then run: bxi sync ident'),
  ),
  'portal.no-method': row('config', (p: { host: string; method: string }) =>
    say(`The portal ${p.host} has no method ${p.method}.`, 'The CRM module is absent or too old.', 'Check that this is the right portal and that CRM is installed there.'),
  ),
  'portal.refused': row('refused', (p: { host: string; method: string; code: string; detail: string }) =>
    say(`The portal ${p.host} refused ${p.method} (${p.code}).`, p.detail || 'It gave no reason.', 'Mend what it names; the row is tried again by itself.'),
  ),
  'portal.funnel-missing': row('config', (p: { wanted: string; found: string }) =>
    say(`The portal has no funnel "${p.wanted}".`, `It has: ${p.found}.`, 'Set ident.pipeline in bxi.toml, or run: bxi portal install'),
  ),
  'portal.slow-method': row('quota', (p: { host: string; method: string; minutes: number }) =>
    say(`${p.method} rests for ${p.minutes} min at ${p.host}.`, 'Its execution time is nearly used up; bxi slows down before the portal has to refuse.', 'Nothing: a later run goes on.'),
  ),
}
