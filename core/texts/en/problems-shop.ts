import { row, say } from '../text.ts'

const NEXT_RUN = 'Nothing is lost: the next run goes on where this one stopped.'

/** Problems of the shop's site. `host` is its address without the webhook's secret. */
export const shopProblems = {
  'shop.unreachable': row('unavailable', (p: { host: string; method: string; detail: string }) =>
    say(
      `The site ${p.host} did not answer ${p.method}.`,
      p.detail === '' ? 'It is away, or the network is.' : `What was seen: ${p.detail}.`,
      `${NEXT_RUN} If it lasts, open https://${p.host} in a browser on this machine and ask the host of the site for its error log.`,
    ),
  ),
  'shop.quota': row('quota', (p: { host: string; method: string }) =>
    say(
      `The site ${p.host} takes no more requests for now (${p.method}).`,
      'Its limit of requests, or of execution time, is used up.',
      `${NEXT_RUN} If it repeats, lower shop.per_second and shop.parallel, or raise shop.stock_every.`,
    ),
  ),
  'shop.credentials': row('credentials', (p: { host: string; code: string }) =>
    say(
      `The site ${p.host} does not accept the webhook (${p.code}).`,
      'It was deleted, edited, or its owner may not log in any more.',
      'On the site create an inbound webhook with the scope catalog and put its address into shop.webhook.',
    ),
  ),
  'shop.scope': row('credentials', (p: { host: string; method: string }) =>
    say(
      `The webhook of ${p.host} may not call ${p.method}.`,
      'The scope catalog is not ticked.',
      'Edit the inbound webhook and tick catalog; if its address changes, correct shop.webhook.',
    ),
  ),
  'shop.closed': row('credentials', (p: { host: string; method: string }) =>
    say(
      `The site ${p.host} denied ${p.method}.`,
      'The owner of the webhook may not look at this catalogue.',
      'On the site give him the right to view the trade catalogue and to read the information block, then run the command again.',
    ),
  ),
  'shop.no-method': row('config', (p: { host: string; method: string }) =>
    say(
      `The site ${p.host} has no method ${p.method}.`,
      'The module rest or catalog is not installed, or too old.',
      'Install or update both modules on the site; check that shop.webhook names the right site.',
    ),
  ),
  'shop.moved': row('config', (p: { host: string; to: string }) =>
    say(
      `The site ${p.host} answers from ${p.to}.`,
      'bxi does not follow by itself: the address holds a secret.',
      `If ${p.to} is yours, write it into shop.webhook; the rest of the address stays.`,
    ),
  ),
  'shop.refused': row('refused', (p: { host: string; method: string; code: string; detail: string }) =>
    say(
      `The site ${p.host} refused ${p.method}${p.code === '' ? '' : ` (${p.code})`}.`,
      p.detail === '' ? 'It gave no reason.' : `The site said: ${p.detail}`,
      'Check shop.iblock_id and the names in [shop.properties] with: bxi shop properties',
    ),
  ),
  'shop.ignores-filter': row('unavailable', (p: { host: string; method: string }) =>
    say(
      `The site ${p.host} answered ${p.method} with rows that were not asked for.`,
      'It ignored a filter, so that reading on could never end; what was read before is kept.',
      'Update the module catalog on the site; if that does not help, send this message to support.',
    ),
  ),
  'shop.no-iblock': row('config', (p: { host: string; iblock: number; found: string }) =>
    say(
      `The site ${p.host} has no trade catalogue ${p.iblock} that the webhook can see.`,
      p.found === '' ? 'It shows no catalogue at all: rights, or the module catalog.' : `It has: ${p.found}.`,
      'Set shop.iblock_id to the block of the goods; the block of their variations is found by itself.',
    ),
  ),
  'shop.no-property': row('config', (p: { setting: string; name: string; known: readonly string[] }) =>
    say(
      `${p.setting} names the property ${p.name}, which the catalogue does not have.`,
      `It has: ${p.known.slice(0, 40).join(', ')}.`,
      `Correct ${p.setting}; what the properties hold shows: bxi shop properties`,
    ),
  ),
  'shop.no-price-types': row('config', (_: object) =>
    say(
      'No price type is named.',
      'The section [shop] has no price_types, so that no product would have a price.',
      'Write shop.price_types = { retail = 13, … }; the numbers shows: bxi shop properties',
    ),
  ),
  'shop.too-many-gone': row('verdict', (p: { host: string; gone: number; known: number }) =>
    say(
      `The site ${p.host} no longer shows ${p.gone} of ${p.known} products; none of them was taken out.`,
      'Lost rights or another block look the same as a mass deletion.',
      'Look at the catalogue on the site; which ones, shows: bxi sync shop --full --accept-deletions --dry-run. If they really are gone, run the same without --dry-run.',
    ),
  ),
  'shop.no-plan': row('usage', (_: object) =>
    say(
      'The catalogue of the site has no plan that could be saved and applied.',
      'It is taken from the site as the site has it: a saved plan would only be an older copy.',
      'To see what would change: bxi sync shop --dry-run (all of it: --json). To take it over: bxi sync shop',
    ),
  ),
  'shop.never-synced': row('config', (p: { command: string }) =>
    say('There is no catalogue to search yet.', 'The catalogue of the site was never read to the end.', `Run: ${p.command}`),
  ),
}
