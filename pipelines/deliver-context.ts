import type { Clock, Random } from '../core/ports/clock.ts'
import type { PartitionState } from '../core/ports/state.ts'
import type { Pipeline } from './pipeline.ts'
import type { Expected } from './plan.ts'
import type { Planned } from './planned.ts'
import type { Tally } from './tally.ts'

/** What every part of a delivery needs. */
export interface DeliverContext<Row, Facts, Step> {
  pipeline: Pipeline<Row, Facts, Step>
  state: PartitionState
  /** Every partition that writes to the same target, this one included: their unknown outcomes hold lanes here too. */
  neighbours: readonly PartitionState[]
  clock: Clock
  random: Random
  settleMs: number
  run: string
  job: string
  tally: Tally
  /** Something was done that a watcher may want to see. */
  tick(): void
  /** Set for `--dry-run`: decisions are handed over, nothing is carried out or written down. */
  onPlanned?: (planned: Planned<Row, Facts, Step>) => void
  /** Set for `bxi apply`: what each entity must still be like. */
  expected?: Expected
}
