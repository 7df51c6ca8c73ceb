import type { Config } from '../core/config.ts'
import type { ClinicSource } from '../core/ports/clinic.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Crm, ImaginedCrm } from '../core/ports/crm.ts'
import type { Because, Documents, LedgerEntry, PartitionState } from '../core/ports/state.ts'
import type { Pipeline } from './pipeline.ts'

/** What a flow may ask of the world outside: ports that are built when they are first used. */
export interface FlowPorts {
  config: Config
  clock: Clock
  crm: Crm
  /** In a dry run: the portal after what was planned before. */
  imagined?: ImaginedCrm
  clinicSource(id: string): Promise<ClinicSource>
  /** Where a flow keeps what is no part of a partition; absent when nothing may be kept (a dry run, a look). */
  documents?: Documents
}

/** A pipeline joined to its ports for one run. */
export interface OpenFlow {
  pipeline: Pipeline<unknown, unknown, unknown>
  /** What the source noticed about itself, known after reading. */
  notes?(): readonly Because[]
  /** Called once, whatever became of the run. */
  close(): Promise<void>
}

/** One kind of row on its way from one system to another: how the configuration becomes pipelines. */
export interface Flow {
  /** First part of the names of its partitions: `name@scope`. */
  readonly name: string
  /** The scopes (sources, targets) the configuration asks for; none: the flow is off. */
  scopesOf(config: Config): readonly string[]
  settingsOf(config: Config): { pageRows: number; settleMs: number }
  open(scope: string, memory: PartitionState, ports: FlowPorts): Promise<OpenFlow>
  /** How an entity of this scope stands at its target (and, for names, in its source) right now; asked for by a person. */
  lookLive?(scope: string, entry: LedgerEntry, ports: FlowPorts, asked: { names: boolean; signal: AbortSignal }): Promise<LiveLook>
}

/** What a person sees of one entity at the other systems. Never written down anywhere. */
export interface LiveLook {
  /** Kinds of records that bxi knows of and the target has no more. */
  gone: readonly string[]
  stage?: string
  /** Fields that are not as bxi wrote them. */
  changedFields: readonly string[]
  /** Personal data, only when asked for. */
  names: readonly { where: 'source' | 'portal'; noun: 'patient' | 'phone' | 'contact'; value: string }[]
}

/**
 * What schedules, help and the command line must know of a flow without loading it. `pipelines/catalog.ts` lists the cards; each becomes a job, a
 * line of every schedule and a command of its own.
 */
export interface FlowCard {
  /** Name of the job, e.g. `sync-ident`. */
  name: string
  /** Arguments of `bxi` that start it, e.g. `['sync', 'ident']`: its command. */
  argv: readonly [string, string]
  /** Five-field cron expression in the machine's local time. */
  every: string
  /** One line for help and for rendered schedules. */
  purpose: { ru: string; en: string }
  /** The section of the configuration that switches it on. */
  section: keyof Config
  /** What one scope is called on the command line: `source` gives `--source <id>`. */
  scopeFlag: string
  /** A run longer than this is worth a look; schedulers stop it then. */
  budgetMinutes: number
  load(): Promise<{ flow: Flow }>
}
