import type { LiveLook } from '../pipelines/flow.ts'
import { flowOf } from './catalog.ts'
import type { Story } from './explain.ts'
import type { Kit } from './wiring.ts'

/** How an entity stands at the other systems now; undefined when its flow cannot look, or nothing is known of it that could be looked up. */
export async function lookLive(
  kit: Kit,
  { ledger, partition }: Story,
  asked: { names: boolean; signal: AbortSignal },
): Promise<LiveLook | undefined> {
  const [name = '', scope = ''] = partition.split('@')
  const flow = await flowOf(name)
  if (!ledger || !flow?.lookLive) return undefined
  const { config, clock } = kit
  return await flow.lookLive(scope, ledger, { config, clock, crm: await kit.crm(), clinicSource: (id) => kit.clinicSource(id) }, asked)
}
