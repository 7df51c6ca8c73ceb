import type { Params, ReasonTable } from '../reasons.ts'
import { fieldNames, VISIT_STATUS } from '../fields.ts'
import { wordsFor } from '../text.ts'

const KIND: Readonly<Record<string, string>> = { consultation: 'consultation', treatment: 'treatment' }
const FOUND: Readonly<Record<string, (contact: string) => string>> = {
  deal: (contact) => `client: contact ${contact} of the visit's deal`,
  origin: (contact) => `client found by the patient card of iDENT: contact ${contact}`,
  phone: (contact) => `client found by the phone: contact ${contact}`,
  twin: (contact) => `client: contact ${contact}, which is older than the one that bxi made`,
  none: () => 'no contact has this card or phone: a new one is made',
}
/** Why a contact that bxi made was not deleted. */
const IN_USE: Readonly<Record<string, string>> = {
  origin: 'its card is another one now',
  deal: 'it has a deal of somebody else',
  lead: 'it has a lead',
  activity: 'it has activities or comments',
  edit: 'a person edited it',
}

const visitWords = (p: Params): string => `a visit that is "${wordsFor(VISIT_STATUS.en, String(p.status))}" (${wordsFor(KIND, String(p.kind))})`
const from = (p: Params): string => (p.from === undefined ? '' : ` from ${p.from}`)
const at = (p: Params): string => (p.from === undefined ? '' : ` (${p.from})`)

/** Why a row was skipped, rejected or waits, and what was noticed on the way. */
export const reasonsEn = {
  'second-look': () => 'the first look found nothing; one more follows before anything is created',
  'by-operator': () => 'by order of an operator',
  'state-restored': (p) => `state restore: the state of ${p.madeAt} was put in place; deliveries that are looked up first: ${p.lookFirst}`,
  'buried-by-operator': () => 'given up by an operator; a newer version of its row is tried again',
  'write-uncertain': (p) => `its last write is not certain yet; it is looked up after ${p.until}`,
  'waits-in-queue': (p) => `waits in the queue (${p.cause}) until ${p.until}`,
  'waits-buried': (p) => `given up (${p.cause}); release it, or change it at its source`,
  'buried-next': () => 'It had its chances and is not tried again by itself. Mend the cause, then run: bxi replay-queue release KEY',
  'plan-target-moved': () => 'not applied: the portal has changed since the plan was made',
  'plan-rules-changed': () => 'not applied: the rules of bxi have changed since the plan was made',
  'plan-row-gone': () => 'not applied: its source no longer has this row, or cannot give it',
  'plan-row-moved': () => 'not applied: its row in the source, or the configuration that reads it, has changed since the plan was made',
  'plan-ledger-moved': () => 'not applied: bxi has worked on it since the plan was made',
  'plan-queued': () => 'not applied: it waits in the queue, which will deliver it',
  'plan-ticket-gone': () => 'not applied: it no longer waits in the queue',
  'order-uncertain': (p) => `${p.key}: the order was not carried out: its last write is not certain yet, bxi looks it up first`,
  'order-no-ticket': (p) => `an order for ${p.key} found nothing that waits`,
  'visit-no-patient': () => 'rejected: the visit has no patient card; choose a patient in iDENT',
  'visit-no-start': () => 'rejected: the visit has no planned time; set it in iDENT',
  'visit-impossible-start': (p) => `rejected: the visit starts in the year ${p.year}; correct its date in iDENT`,
  'visit-unknown-branch': (p) =>
    p.branch === '—'
      ? 'rejected: the visit has no branch (its chair has none); set it in iDENT or set unknown_branch of the source'
      : `rejected: branch ${p.branch} is not in ident.sources.branches; add it there or set unknown_branch`,
  'visit-unreadable': (p) => `rejected: the database could not give this row (${p.why}); check the query file`,
  'visit-impossible-date': (p) => `the date "${p.field}" in the year ${p.year} was left out`,
  'visit-end-before-start': () => 'the end lies before the start and was left out',
  'visit-negative-sum': () => 'the sum is negative and was not written; check the discounts in iDENT',
  'visit-unreadable-sum': () => 'the sum could not be read and was not written',
  'visit-text-shortened': (p) => `the text "${p.field}" of ${p.length} characters was shortened`,
  'visit-no-phone': () => 'the patient has no usable phone: the contact is found by the card only',
  'visit-doubled-deal': (p) => `several deals carry this visit: ${p.kept} is kept up to date, look at ${p.others}`,
  'visit-deal-was-deleted': (p) => `deal ${p.deal} was deleted at the portal; the visit still exists, so a new deal was made`,
  'visit-vanished': (p) =>
    `waits for a person: the visit was deleted in iDENT, deal ${p.deal} stands in ${p.stage}; close it by hand, or set ident.deleted_stage`,
  'visit-vanished-protected': (p) =>
    `waits for a person: the visit was deleted in iDENT, but deal ${p.deal} stands in ${p.stage}, which bxi does not leave`,
  'visit-vanished-moved': (p) => `the visit was deleted in iDENT: deal ${p.deal} was moved to ${p.stage}`,
  'visit-absent': (p) => `the visit is not in iDENT any more; deal ${p.deal} is left to the check for deleted visits`,
  'visit-vanished-closed': (p) => `the visit was deleted in iDENT; deal ${p.deal} was closed before (${p.stage})`,
  'visit-vanished-no-deal': () => 'the visit was deleted in iDENT and has no deal',
  'source-many-vanished': (p) =>
    `${p.vanished} of ${p.known} visits are gone from the database at once: it looks restored or exchanged, so none of their deals was touched`,
  'source-alive-failed': (p) => `deleted visits could not be looked for (${p.problem}): check the query file alive.sql and the rights of the account`,
  'client-found': (p) => FOUND[String(p.by)]?.(String(p.contact ?? '')) ?? `client found by: ${p.by}`,
  'client-several-contacts': (p) => `several contacts have this phone: ${p.chosen} was taken, look at ${p.others}`,
  'client-several-leads': (p) => `several open leads have this phone: ${p.chosen} was taken, look at ${p.others}`,
  'client-crowded-phone': () => 'twenty or more contacts have this phone; the portal shows no more than the oldest',
  'client-twin': (p) => `another writer made the same client in the same moment: contact ${p.kept} stays, contact ${p.made} of bxi gave way`,
  'client-doubled': (p) =>
    `the client is doubled: contact ${p.kept} is used; contact ${p.other} was left (${wordsFor(IN_USE, String(p.why))}), merge them at the portal`,
  'client-relinked': (p) =>
    `the visit belongs to another patient card now (cards merged, or rebooked): deal ${p.deal} was linked to contact ${p.to || 'a new one'} instead of ${p.contact}; merge the two if they are one person`,
  'client-link-kept': (p) =>
    `the visit belongs to another patient card now, but a person chose contact ${p.contact} of deal ${p.deal}: the link stays, check it`,
  'fields-written': (p) => `fields to write: ${fieldNames('en', p.fields)}`,
  'stage-new': (p) => `new deal in ${p.stage}: ${visitWords(p)}`,
  'stage-manual': (p) => `waits for a person: deal ${p.deal} stands in ${p.stage}, the visit now asks for ${p.wanted}; move it by hand`,
  'stage-foreign-final': (p) => `waits for a person: deal ${p.deal} was closed by hand (${p.stage}), the visit now asks for ${p.wanted}`,
  'stage-other-funnel': (p) => `waits for a person: deal ${p.deal} was moved to another funnel (${p.stage}), the visit asks for ${p.wanted}`,
  'responsible-told': (p) => `user ${p.user}, responsible for deal ${p.deal}, was notified at the portal`,
  'responsible-untold': (p) =>
    `user ${p.user}, responsible for deal ${p.deal}, could not be notified (${p.why}); the visit itself is not affected. Does the webhook have the scope im? See: bxi doctor`,
  'responsible-none': (p) => `nobody could be notified: deal ${p.deal} has no responsible`,
  'stage-rule-same': (p) => `stage ${p.stage} stays: ${visitWords(p)} asks for it`,
  'stage-rule-move': (p) => `stage moved${from(p)} to ${p.stage}: ${visitWords(p)} asks for it`,
  'stage-rule-manual': (p) => `stage not moved: the deal stands in a manual stage${at(p)}; ${visitWords(p)} would ask for ${p.stage}`,
  'stage-rule-foreign-final': (p) => `stage not moved: a person closed the deal${at(p)}; ${visitWords(p)} would ask for ${p.stage}`,
  'stage-rule-other-funnel': (p) => `stage not moved: the deal is in another funnel${at(p)}; ${visitWords(p)} would ask for ${p.stage}`,
  'stage-rule-moved-by-person': (p) => `stage not moved: a person moved the deal${at(p)}; ${visitWords(p)} would ask for ${p.stage}`,
  'stage-rule-unknown-stage': (p) => `stage not moved: bxi does not know the deal's stage${at(p)}; ${visitWords(p)} would ask for ${p.stage}`,
  'source-cursor-void': (p) => `the database was restored or replaced (${p.why ?? 'other identity'}): its cursor is void, the window is read again`,
  'source-cursor-frozen': (p) =>
    `an open transaction in the database holds back new changes (${p.minutes ?? '?'} min): this cycle reads by time stamps`,
  'source-clock-skew': (p) => `the database's clock differs from this machine's by ${p.seconds} s`,
  'source-account-can-write': () => 'the database account may write: give bxi a read-only one',
  'shop-no-title': () => 'rejected: the product has no name; give it one on the site',
  'shop-no-sku': () => 'rejected: what shop.sku names is empty here; fill it in on the site, or set shop.sku = "id"',
  'shop-double-sku': (p) => `rejected: product ${p.other} has the same SKU; change one of them on the site, or set shop.sku = "id"`,
  'shop-garbled-property': (p) =>
    `property ${p.property} holds something that is no word and was left out (${p.times} product(s), this is the first)`,
  'shop-other-currency': (p) =>
    `price type ${p.type} is in ${p.currency}, not in shop.currency, and was left out (${p.times} product(s), this is the first)`,
  'shop-unreadable-row': (p) => `${p.times} answer(s) of the site held rows without an id; they were left out`,
  'shop-keys-only': (p) =>
    `the site tells only keys of property ${p.property}, not words, so it was left out; write the words into [shop.directories.${p.property}], see: bxi shop properties`,
  'shop-unmapped': (p) =>
    `no property is named for: ${p.roles}; the search reads these from titles. Choose in [shop.properties], see: bxi shop properties`,
} as const satisfies ReasonTable
