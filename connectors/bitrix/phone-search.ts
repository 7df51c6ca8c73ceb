import type { CrmId } from '../../core/ports/crm.ts'
import type { Phone } from '../../core/phone.ts'
import type { Command } from './client.ts'
import { asMap } from './envelope.ts'
import { SEARCH_LIMIT, searchForms } from './phones.ts'

type Entity = 'contact' | 'lead'

interface Search {
  entity: Entity
  phones: readonly Phone[]
}

/** Rounds of duplicate searches. After `answered` was told every answer of a round, `commands` are those of the next one. */
export interface PhoneSearch {
  commands(): readonly Command[]
  answered(results: readonly unknown[]): void
  hits(entity: Entity): ReadonlySet<CrmId>
  /** Phones for which even a call of their own was cut at the limit. */
  readonly crowded: ReadonlySet<Phone>
}

/**
 * The portal's duplicate search, several people to a call: fifty calls would not fit into the first batch. Which phone a hit belongs to is not told
 * and is seen from the records themselves. A call that returns the portal's limit may have lost somebody: its phones are asked again one by one.
 */
export function phoneSearch(phones: readonly Phone[]): PhoneSearch {
  const hits = { contact: new Set<CrmId>(), lead: new Set<CrmId>() }
  const crowded = new Set<Phone>()
  let round: Search[] = packed([...new Set(phones)]).flatMap((pack) => [
    { entity: 'contact', phones: pack },
    { entity: 'lead', phones: pack },
  ])
  return {
    crowded,
    hits: (entity) => hits[entity],
    commands: () => round.map(commandOf),
    answered(results) {
      const asked = round
      round = asked.flatMap(({ entity, phones: some }, index) => {
        const ids = Object.values(asMap(asMap(results[index])[entity.toUpperCase()])).map(String)
        for (const id of ids) hits[entity].add(id)
        if (ids.length < SEARCH_LIMIT) return []
        const [only] = some
        if (some.length > 1) return some.map((phone) => ({ entity, phones: [phone] }))
        if (only !== undefined) crowded.add(only)
        return []
      })
    },
  }
}

/**
 * Which of the phones belong to one of these contacts, asked one by one: for contacts that may not be read, so that their phones cannot be seen.
 *
 * @param ask one round of commands, answers in their order
 */
export async function phonesOfContacts(
  phones: readonly Phone[],
  contacts: ReadonlySet<CrmId>,
  ask: (commands: readonly Command[]) => Promise<readonly unknown[]>,
): Promise<ReadonlySet<Phone>> {
  const answers = await ask(phones.map((phone) => commandOf({ entity: 'contact', phones: [phone] })))
  const idsOf = (answer: unknown): string[] => Object.values(asMap(asMap(answer).CONTACT)).map(String)
  return new Set(phones.filter((_, index) => idsOf(answers[index]).some((id) => contacts.has(id))))
}

function commandOf({ entity, phones }: Search): Command {
  return { method: 'crm.duplicate.findbycomm', params: { entity_type: entity.toUpperCase(), type: 'PHONE', values: phones.flatMap(searchForms) } }
}

/** Phones in groups whose forms fit one call. */
function packed(phones: readonly Phone[]): Phone[][] {
  const groups: Phone[][] = []
  let size = SEARCH_LIMIT
  for (const phone of phones) {
    const forms = searchForms(phone).length
    if (size + forms > SEARCH_LIMIT) {
      groups.push([])
      size = 0
    }
    groups.at(-1)?.push(phone)
    size += forms
  }
  return groups
}
