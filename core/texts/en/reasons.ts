import type { ReasonTable } from '../reasons.ts'

/** Why a row was skipped, rejected or waits, and what was noticed on the way. */
export const reasonsEn = {
  'second-look': () => 'the first look found nothing; one more follows before anything is created',
  'visit-no-patient': () => 'rejected: the visit has no patient card; choose a patient in iDENT',
  'visit-no-start': () => 'rejected: the visit has no planned time; set it in iDENT',
  'visit-impossible-start': (p) => `rejected: the visit starts in the year ${p.year}; correct its date in iDENT`,
  'visit-unknown-branch': (p) => `rejected: branch ${p.branch} is not in ident.sources.branches; add it there or set unknown_branch`,
  'visit-unreadable': (p) => `rejected: the database could not give this row (${p.why}); check the query file`,
  'visit-impossible-date': (p) => `the date "${p.field}" in the year ${p.year} was left out`,
  'visit-end-before-start': () => 'the end lies before the start and was left out',
  'visit-negative-sum': () => 'the sum is negative and was not written; check the discounts in iDENT',
  'visit-unreadable-sum': () => 'the sum could not be read and was not written',
  'visit-text-shortened': (p) => `the text "${p.field}" of ${p.length} characters was shortened`,
  'visit-no-phone': () => 'the patient has no usable phone: the contact is found by the card only',
  'visit-doubled-deal': (p) => `several deals carry this visit: ${p.kept} is kept up to date, look at ${p.others}`,
  'visit-deal-was-deleted': (p) => `deal ${p.deal} was deleted at the portal; the visit still exists, so a new deal was made`,
  'client-found': (p) => `client found by: ${p.by}`,
  'client-several-contacts': (p) => `several contacts have this phone: ${p.chosen} was taken, look at ${p.others}`,
  'client-several-leads': (p) => `several open leads have this phone: ${p.chosen} was taken, look at ${p.others}`,
  'client-crowded-phone': () => 'twenty or more contacts have this phone; the portal shows no more than the oldest',
  'stage-new': (p) => `new deal in ${p.stage} (${p.kind}, ${p.status})`,
  'stage-manual': (p) => `waits for a person: deal ${p.deal} stands in ${p.stage}, the visit now asks for ${p.wanted}; move it by hand`,
  'stage-foreign-final': (p) => `waits for a person: deal ${p.deal} was closed by hand (${p.stage}), the visit now asks for ${p.wanted}`,
  'stage-other-funnel': (p) => `waits for a person: deal ${p.deal} was moved to another funnel (${p.stage}), the visit asks for ${p.wanted}`,
  'stage-rule-same': (p) => `stage ${p.stage} (${p.kind}, ${p.status}): already there`,
  'stage-rule-move': (p) => `stage ${p.stage} (${p.kind}, ${p.status}): moved`,
  'stage-rule-manual': (p) => `stage ${p.stage} (${p.kind}, ${p.status}): a manual stage stands`,
  'stage-rule-foreign-final': (p) => `stage ${p.stage} (${p.kind}, ${p.status}): a person closed the deal`,
  'stage-rule-other-funnel': (p) => `stage ${p.stage} (${p.kind}, ${p.status}): the deal is in another funnel`,
  'stage-rule-moved-by-person': (p) => `stage ${p.stage} (${p.kind}, ${p.status}): a person moved the deal`,
  'stage-rule-unknown-stage': (p) => `stage ${p.stage} (${p.kind}, ${p.status}): the deal is in a stage bxi does not know`,
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
