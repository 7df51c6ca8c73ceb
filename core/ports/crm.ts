import type { Lang, Problem } from '../problem.ts'
import type { Instant } from './clock.ts'
import type { Phone } from '../phone.ts'

/** Ids at the CRM are opaque digits. */
export type CrmId = string

/** The fields of a visit's deal that bxi owns, in our words. The connector knows their names and types at the portal. */
export interface VisitDealFields {
  externalId: string
  patient: string | undefined
  phone: string | undefined
  card: string | undefined
  /** `<source>:<patient id>`, e.g. `main:77`. */
  patientId: string | undefined
  start: Instant | undefined
  end: Instant | undefined
  branch: string | undefined
  room: string | undefined
  doctor: string | undefined
  speciality: string | undefined
  services: string | undefined
  /** Kopecks after discounts, shown as the deal's amount in RUB. */
  sumKopecks: number | undefined
  status: string | undefined
  created: Instant | undefined
  changed: Instant | undefined
  comment: string | undefined
  cancelReason: string | undefined
}
export type VisitDealField = keyof VisitDealFields

export interface Deal {
  id: CrmId
  funnelId: CrmId
  /** The portal's stage id, e.g. `C3:NEW`. */
  stage: string
  contactId?: CrmId
  leadId?: CrmId
  originator?: string
  origin?: string
  /** The portal user who works on it. */
  responsibleId?: CrmId
  createdAt?: Instant
  fields: VisitDealFields
}

export interface ContactPhone {
  id: CrmId
  /** As people typed it. */
  raw: string
  /** Undefined when it is no number. */
  phone?: Phone
}

export interface Contact {
  id: CrmId
  lastName?: string
  name?: string
  secondName?: string
  phones: readonly ContactPhone[]
  originator?: string
  origin?: string
  /** Further patients this person is known as: `<source>:<patient id>`. */
  patients: readonly string[]
  createdAt?: Instant
  modifiedAt?: Instant
  /** Somebody else than who made it has changed it last. */
  isEditedByOther?: true
}

/** What would be lost or orphaned if a contact went away. */
export interface ContactUse {
  /** Deals whose contact it is, and leads that name it. */
  deals: readonly Deal[]
  leads: readonly CrmId[]
  /** Calls, letters, tasks, comments that people or the portal hung on it. */
  hasActivities: boolean
}

export interface Lead {
  id: CrmId
  stage: string
  isOpen: boolean
  title?: string
  lastName?: string
  name?: string
  secondName?: string
  phones: readonly ContactPhone[]
  contactId?: CrmId
  comments?: string
  source?: string
  sourceDescription?: string
  responsibleId?: CrmId
  createdAt?: Instant
}

export interface FunnelStage {
  /** The portal's id, e.g. `C3:UC_KN8KFI`. */
  id: string
  name: string
  sort: number
  kind: 'open' | 'won' | 'lost'
}

/** What the portal is like: read rarely, kept for a while. */
export interface CrmReference {
  funnel: { id: CrmId; name: string }
  stages: readonly FunnelStage[]
  /** Which lead stage means "converted". */
  leadConvertedStage: string
  mode: 'classic' | 'simple'
  /** The portal's own offset in minutes, e.g. 180. */
  offsetMinutes: number
}

/** Everything a wave wants to know, asked at once. Repetitions are harmless. */
export interface CrmQuestion {
  dealIds: readonly CrmId[]
  /** `ORIGIN_ID`s under our originator. */
  dealOrigins: readonly string[]
  contactIds: readonly CrmId[]
  contactOrigins: readonly string[]
  phones: readonly Phone[]
  /** Also read the leads that found deals were made from. */
  withLeadsOfDeals: boolean
}

/** Absent means "the CRM has none"; an answer that did not come is a rejected promise. Lists are oldest first (by id). */
export interface CrmFound {
  dealsById: ReadonlyMap<CrmId, Deal>
  dealsByOrigin: ReadonlyMap<string, readonly Deal[]>
  /** Asked contacts and the contacts of found deals. */
  contactsById: ReadonlyMap<CrmId, Contact>
  contactsByOrigin: ReadonlyMap<string, readonly Contact[]>
  contactsByPhone: ReadonlyMap<Phone, readonly Contact[]>
  leadsByPhone: ReadonlyMap<Phone, readonly Lead[]>
  leadsById: ReadonlyMap<CrmId, Lead>
  /** Of open leads: our own deals that name them. The run that made such a deal did not get as far as closing the lead, or a person opened it again. */
  dealsByLead: ReadonlyMap<CrmId, readonly Deal[]>
  /** Phones for which the portal's duplicate search was cut at its limit: more people may have them. */
  crowdedPhones: ReadonlySet<Phone>
  /** Records asked for, or named by what was found, that exist but that we may not read: never to be taken for deleted ones. */
  hidden: {
    deals: ReadonlySet<CrmId>
    contacts: ReadonlySet<CrmId>
    /** Asked phones that only contacts which we may not read have. */
    phones: ReadonlySet<Phone>
  }
}

export interface NewContact {
  lastName?: string
  name?: string
  secondName?: string
  phones: readonly Phone[]
  origin?: string
  /** Set instead of `origin` when that is taken. */
  patients?: readonly string[]
  responsibleId?: CrmId
  leadId?: CrmId
}

export interface NewDeal {
  title: string
  responsibleId?: CrmId
  stage: string
  origin: string
  fields: Partial<VisitDealFields>
  leadId?: CrmId
  /** Kept from a lead. */
  comments?: string
  source?: string
  sourceDescription?: string
}

/** `'created'`: the contact that an earlier step of the same row made. */
export type ContactRef = CrmId | 'created'

/**
 * One change at the CRM. A patch holds only differences and only fields bxi owns: title and responsible can be given at creation and never again.
 * A name is never patched. `add_phone` appends one value. `unlink` names the contact whose place `contact` takes.
 */
export type CrmStep =
  | { do: 'create_contact'; contact: NewContact }
  | { do: 'add_phone'; contactId: CrmId; phone: Phone }
  | { do: 'claim_contact'; contactId: CrmId; origin: string }
  | { do: 'set_contact_patients'; contactId: CrmId; patients: readonly string[] }
  | { do: 'create_deal'; contact: ContactRef | undefined; deal: NewDeal }
  | { do: 'patch_deal'; dealId: CrmId; fields: Partial<VisitDealFields>; stage?: string; contact?: ContactRef; unlink?: CrmId }
  | { do: 'convert_lead'; leadId: CrmId; contact: ContactRef }
  /** Only ever of a contact that bxi itself made a moment ago and that nobody uses. Done when it is gone already. */
  | { do: 'delete_contact'; contactId: CrmId }
  /**
   * One line in the bell of a portal user, with a link to the deal; a later one with the same `tag` takes its place. Leaves before the other steps of
   * its row, and whatever becomes of it, the row goes on (`StepsOutcome.asides`).
   */
  | { do: 'notify_responsible'; dealId: CrmId; userId: CrmId; tag: string; text: string }

/** Steps that must not be carried out twice: after an unknown outcome they wait for two looks that found nothing. */
export const ONCE_ONLY = {
  create_contact: true,
  add_phone: true,
  claim_contact: false,
  set_contact_patients: false,
  create_deal: true,
  patch_deal: false,
  convert_lead: false,
  delete_contact: false,
  notify_responsible: false,
} as const satisfies Record<CrmStep['do'], boolean>

export interface RequestTrace {
  method: string
  outcome: 'done' | 'refused' | 'unknown' | 'unsent'
  code?: string
}

/**
 * `done` every step · `refused` the portal said no to one step (earlier ones stay done, later ones were not sent) ·
 * `unknown` a write may or may not have happened · `unsent` the system is down and it is proven that nothing more of this row left.
 */
export interface StepsOutcome {
  key: string
  result: 'done' | 'refused' | 'unknown' | 'unsent'
  problem?: Problem
  ids: { contact?: CrmId; deal?: CrmId; lead?: CrmId }
  /** Beside the contact that was made stands another one with its phone or origin. Only ever a hint: its absence proves nothing. */
  hasTwin?: boolean
  /** How the steps ended that the row does not depend on. */
  asides?: readonly AsideOutcome[]
  requests: readonly RequestTrace[]
}

/** A step that the row goes on without. No problem: it was carried out. */
export interface AsideOutcome {
  step: CrmStep
  problem?: Problem
  /** It may have been carried out after all, or may be a little later: worth another try. */
  isPassing?: true
}

/** The records that the steps of one row were decided from, and the funnel that its deal stands in. */
export interface CrmSeen {
  contacts: readonly Contact[]
  deals: readonly Deal[]
  leads: readonly Lead[]
  funnelId: CrmId
}

/** Counters of what went over the wire, for reports. */
export interface RequestCounts {
  http: number
  commands: number
  refused: number
}

/** A Bitrix24 portal as the clinic world needs it. */
export interface Crm {
  /** Kept up to 15 minutes in a document; `fresh` asks the portal again. Rejects with `portal.…` problems that name the setting to change. */
  reference(options?: { fresh?: boolean }): Promise<CrmReference>
  find(question: CrmQuestion): Promise<CrmFound>
  /** Who and what leans on these contacts. Every asked id has an answer. */
  usesOfContacts(ids: readonly CrmId[]): Promise<ReadonlyMap<CrmId, ContactUse>>
  /**
   * Carries out the steps of many rows in as few requests as the portal's speed allows. Rows are independent of each other; the steps of one row
   * run in order (contacts, then deals, then leads). Never rejects for a row; rejects only for faults of our own.
   *
   * @param sending awaited directly before every request that writes, so that the intent on disk is never older than the bytes on the wire
   */
  perform(rows: readonly { key: string; steps: readonly CrmStep[] }[], sending: () => Promise<void>): Promise<readonly StepsOutcome[]>
  requestCounts(): RequestCounts
}

/** The portal as it will be once everything that was decided so far is carried out. Writes nothing. */
export interface ImaginedCrm {
  find(question: CrmQuestion): Promise<CrmFound>
  /** From now on `find` answers as if these steps of this row had been carried out. */
  imagine(key: string, steps: readonly CrmStep[], seen: CrmSeen): void
}

/** The same portal for work that can wait: what just changed elsewhere goes first. */
export interface BacklogCrm extends Crm {
  /** In how many ms the portal has room for one more wave of a backlog; 0: it may begin now, and is taken to. Ask again after a while. */
  turnIn(): number
}

/** What is left of the portal's quotas for all bxi processes of this host, as they told each other. */
export interface PortalQuota {
  host: string
  /** Requests that could leave at once, of `burst`. */
  free: number
  burst: number
  /** Methods that used much (or as much as was asked for) of their operating time within ten minutes: the share of the limit, and when the oldest minute drops out. */
  methods: readonly { method: string; usedShare: number; resetAt: Instant }[]
}

/**
 * One thing bxi needs at the portal, and what became of it. `differs` it is there in another form, and bxi changes nothing that exists ·
 * `refused` the portal did not create it, for the reason in `problem`. `next` says in words what to change by hand.
 */
export interface InstalledItem {
  kind: 'funnel' | 'stage' | 'deal field' | 'contact field'
  name: string
  state: 'exists' | 'created' | 'would_create' | 'differs' | 'refused'
  next?: string
  problem?: Problem
}

export interface InstallRequest {
  dryRun: boolean
  /** Language of `next`, default `ru`. */
  lang?: Lang
  /** An answer was lost: for so long the installer waits until a late commit is impossible. */
  onWait?: (ms: number) => void
}

export interface PortalInstaller {
  /**
   * Creates what is missing, re-runnably; with `dryRun` only says so. Never changes what exists. A creation whose answer was lost is looked up before
   * it is repeated, also by the next run after a crash. Rejects when the portal cannot be asked.
   */
  installIdent(request: InstallRequest): Promise<readonly InstalledItem[]>
}
