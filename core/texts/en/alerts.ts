type Params = Readonly<Record<string, string | number>>

/** What a person is told when a trouble begins, and what he may do; then that it is over. */
export const alertsEn = {
  errors: {
    raised: (p: Params) =>
      `${p.where}: ${p.failed} of ${p.tried} rows (${p.percent} %) were refused or rejected within an hour (limit ${p.limit} %). See: bxi replay-queue list, bxi journal --outcome rejected`,
    over: (p: Params) => `${p.where}: rows are no longer refused or rejected more often than they may.`,
  },
  queue: {
    raised: (p: Params) =>
      `${p.where}: ${p.waiting} deliveries wait, ${p.limit} are allowed; reading stops when the queue is full. See: bxi replay-queue list`,
    over: (p: Params) => `${p.where}: the queue has drained.`,
  },
  money_buried: {
    raised: (p: Params) =>
      `${p.where}: ${p.count} money or goods event(s) were refused for good and hold what comes after them. Decide: bxi replay-queue list`,
    over: (p: Params) => `${p.where}: no money or goods event stands still any more.`,
  },
  credentials: {
    raised: (p: Params) => `${p.where ?? 'Bitrix24'} refuses the credentials of bxi: nothing is carried until they are renewed. Check: bxi doctor`,
    over: (p: Params) => `${p.where ?? 'Bitrix24'} knows bxi again.`,
  },
  source_silent: {
    raised: (p: Params) =>
      p.where === undefined
        ? `Nothing has reached Bitrix24 for ${p.minutes} min. Nothing is lost; check: bxi doctor`
        : `${p.where} has been silent for ${p.minutes} min: it could not be read. Check: bxi doctor`,
    over: (p: Params) => (p.where === undefined ? 'Bitrix24 is reached again.' : `${p.where} speaks again.`),
  },
  agent_silent: {
    raised: (p: Params) =>
      `${p.where} has been silent for ${p.minutes} min: bxi there does not report. Check that machine, its network and its schedule.`,
    over: (p: Params) => `${p.where} reports again.`,
  },
}
