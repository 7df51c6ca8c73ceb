type Params = Readonly<Record<string, string | number>>

/** What the responsible of a deal reads in the bell of the portal. No patient, no doctor, nothing medical: visit, deal and stages only. */
export const noticesEn = {
  'stage-manual': (p: Params) =>
    `Visit ${p.visit}: deal ${p.deal} stands in the manual stage "${p.stage}", the visit now asks for "${p.wanted}". bxi leaves manual stages to people: please move the deal yourself, or leave it where it is.`,
  'stage-foreign-final': (p: Params) =>
    `Visit ${p.visit}: deal ${p.deal} was closed by hand ("${p.stage}"), the visit now asks for "${p.wanted}". bxi does not reopen what people closed: please move the deal yourself, or leave it where it is.`,
  'stage-other-funnel': (p: Params) =>
    `Visit ${p.visit}: deal ${p.deal} was moved to another funnel (${p.stage}), the visit now asks for "${p.wanted}". bxi moves no deals between funnels: please see to it yourself, or leave it where it is.`,
}
