import { z } from 'zod'
import { digestOf } from '../../core/keys.ts'
import type { Documents } from '../../core/ports/state.ts'
import type { DatabaseMoment } from './identity.ts'
import type { Session } from './session.ts'
import type { Manners } from './statement.ts'
import { accountStatement } from './statements.ts'

const shape = z.object({ can_insert: z.number(), can_update: z.number(), can_delete: z.number(), can_update_receptions: z.number() })
const remembered = z.object({ of: z.string(), rights: z.string() })

/**
 * What the account may do beyond reading, e.g. `INSERT, UPDATE`; empty when it is read-only, as it should be. Asked once a day and kept in
 * a Document, so that an idle cycle makes no extra round trips.
 */
export async function rightsBeyondReading(
  session: Session,
  moment: DatabaseMoment,
  options: { id: string; documents: Documents; manners: Manners; database: { user: string } },
  signal: AbortSignal,
): Promise<string> {
  const document = `ident-account-${options.id}`
  const of = digestOf([moment.identity, options.database.user, moment.nowLocal.slice(0, 10)])
  const stored = remembered.safeParse(await options.documents.recall(document))
  if (stored.success && stored.data.of === of) return stored.data.rights
  const rights = await askRights(session, options.manners, signal)
  await options.documents.write(document, { of, rights })
  return rights
}

export async function askRights(session: Session, manners: Manners, signal: AbortSignal): Promise<string> {
  const { rows } = await session.ask(accountStatement(manners), 'account', signal)
  const { success, data } = shape.safeParse(rows[0])
  if (!success) return ''
  const rights = [
    ...(data.can_insert ? ['INSERT'] : []),
    ...(data.can_update || data.can_update_receptions ? ['UPDATE'] : []),
    ...(data.can_delete ? ['DELETE'] : []),
  ]
  return rights.join(', ')
}
