import type { Contact, ContactUse, Deal, Lead } from '../../core/ports/crm.ts'
import type { LedgerEntry } from '../../core/ports/state.ts'
import type { ClientFacts } from './client.ts'
import type { Funnel } from './funnel.ts'

/** Two writers made the same client in the same moment: the older record stays, by whomever it was made. */
export interface Twins {
  /** What bxi made. */
  made: Contact
  elder: Contact
  use: ContactUse
}

/** What the portal and the ledger know about one visit. */
export interface VisitFacts extends ClientFacts {
  /** The visit's deal; of several with its origin, the oldest. */
  deal: Deal | undefined
  /** Further deals with the same origin: doubled by somebody, reported, never touched. */
  doubledDeals: readonly Deal[]
  /** The lead that the deal was made from, when it is still open: the run that made the deal did not get as far as closing it. */
  unfinishedLead: Lead | undefined
  /** The deal's contact exists, but we may not read it. */
  isContactHidden: boolean
  /** The deal of the visit that this one replaces. */
  replacedDeal: Deal | undefined
  replacedEntry: LedgerEntry | undefined
  /** Set when the contact bxi made turned out to be the younger of two. */
  twins: Twins | undefined
  funnel: Funnel
  /** False where a lead is converted by the portal itself. */
  usesLeads: boolean
}
