import type { CrmId, NewContact } from '../../core/ports/crm.ts'
import { BATCH_SIZE, type Command, type CommandResult } from './client.ts'
import { asList, asMap } from './envelope.ts'
import { portions } from './lists.ts'
import { SEARCH_LIMIT } from './phones.ts'

export interface Made {
  key: string
  id: CrmId
  contact: NewContact
}

export interface TwinHints {
  /** Questions that ride along with the next writes at no further request; none when the batch is full. */
  commands: readonly Command[]
  /** The rows beside whose contact another one was seen. */
  doubted(results: readonly (CommandResult | undefined)[]): ReadonlySet<string>
}

/** One less than the search returns at most: a full answer then means that somebody else is there. */
const PHONES_PER_SEARCH = SEARCH_LIMIT - 1

/**
 * Whether somebody else made a contact with the same phone or origin in the same moment, asked beside the writes that follow the creation. A hint
 * only: an answer that is missing, or a twin that commits later, is found by the look that comes after the settle time.
 *
 * @param room commands that still fit into the batch of those writes
 */
export function twinHints(made: readonly Made[], room: number, originator: string): TwinHints {
  const ours = new Set(made.map(({ id }) => id))
  const searches = made.filter(({ contact }) => contact.phones.length > 0)
  const origins = made.filter(({ contact }) => contact.origin !== undefined)
  const packs = portions(
    searches.flatMap(({ key, contact }) => contact.phones.map((phone) => ({ key, phone }))),
    PHONES_PER_SEARCH,
  )
  const questions: { keys: readonly string[]; command: Command; ids: (answer: unknown) => readonly string[] }[] = [
    ...packs.map((pack) => ({
      keys: pack.map(({ key }) => key),
      command: { method: 'crm.duplicate.findbycomm', params: { entity_type: 'CONTACT', type: 'PHONE', values: pack.map(({ phone }) => phone) } },
      ids: (answer: unknown) => Object.values(asMap(asMap(answer).CONTACT)).map(String),
    })),
    ...portions(origins, PHONES_PER_SEARCH).map((pack) => ({
      keys: pack.map(({ key }) => key),
      command: {
        method: 'crm.contact.list',
        params: {
          filter: { '=ORIGINATOR_ID': originator, '@ORIGIN_ID': pack.map(({ contact }) => contact.origin ?? '') },
          select: ['ID'],
          order: { ID: 'ASC' },
          start: -1,
        },
      },
      ids: (answer: unknown) => asList(answer).map(({ ID }) => String(ID)),
    })),
  ]
  const fits = questions.length <= Math.min(room, BATCH_SIZE)
  return {
    commands: fits ? questions.map(({ command }) => command) : [],
    doubted: (results) =>
      new Set(
        questions.flatMap(({ keys, ids }, place) => {
          const answer = results[place]
          return answer?.kind === 'ok' && ids(answer.result).some((id) => !ours.has(id)) ? keys : []
        }),
      ),
  }
}
