import type { ContactUse, CrmId } from '../../core/ports/crm.ts'
import type { BatchRunner } from './batches.ts'
import type { Command } from './client.ts'
import { asList } from './envelope.ts'
import type { Raw } from './lists.ts'
import { dealSelect, decodeDeal } from './records.ts'
import { valueOf } from './reference.ts'
import type { FieldNames } from './visit-fields.ts'

const CONTACT_TYPE_ID = 3
const QUESTIONS = 4

/**
 * Deals and leads that name these contacts, and whether anything hangs on them. Rejects when any part of the answer is missing: a contact of which
 * something is unknown must not look unused.
 */
export async function usesOfContacts(
  ids: readonly CrmId[],
  { batches, names }: { batches: BatchRunner; names: FieldNames },
): Promise<ReadonlyMap<CrmId, ContactUse>> {
  const asked = [...new Set(ids)]
  const answers = (await batches.read(asked.flatMap((id) => questionsAbout(id, names)))).map(valueOf)
  return new Map(
    asked.map((id, place) => {
      const [deals, leads, activities, comments] = answers.slice(place * QUESTIONS, (place + 1) * QUESTIONS).map((answer) => asList(answer) as Raw[])
      // The portal ignores a filter it does not understand: only rows that name this contact count.
      const naming = (rows: readonly Raw[] = []): Raw[] => rows.filter((raw) => String(raw.CONTACT_ID) === id)
      const use: ContactUse = {
        deals: naming(deals).map((raw) => decodeDeal(raw, names)),
        leads: naming(leads).map((raw) => String(raw.ID)),
        hasActivities: (activities ?? []).length + (comments ?? []).length > 0,
      }
      return [id, use]
    }),
  )
}

function questionsAbout(id: CrmId, names: FieldNames): readonly Command[] {
  const byId = { order: { ID: 'ASC' }, start: -1 }
  return [
    { method: 'crm.deal.list', params: { ...byId, filter: { CONTACT_ID: id }, select: dealSelect(names) } },
    { method: 'crm.lead.list', params: { ...byId, filter: { CONTACT_ID: id }, select: ['ID', 'CONTACT_ID'] } },
    { method: 'crm.activity.list', params: { ...byId, filter: { OWNER_TYPE_ID: CONTACT_TYPE_ID, OWNER_ID: id }, select: ['ID'] } },
    { method: 'crm.timeline.comment.list', params: { filter: { ENTITY_TYPE: 'contact', ENTITY_ID: id }, select: ['ID'] } },
  ]
}
