import type { Log } from '../../core/ports/log.ts'
import type { Documents } from '../../core/ports/state.ts'

export type CommandKind = 'read' | 'write'

/** Server seconds of one command, as measured; what the size of batches follows from. */
export interface Speed {
  secondsPer(kind: CommandKind): Promise<number>
  /** Seconds of each command of an answered batch. */
  saw(kind: CommandKind, seconds: readonly number[]): void
  /** A batch that got no answer was at least this slow. */
  sawLost(kind: CommandKind, commands: number, elapsedMs: number): void
}

const DEFAULT_READ_SECONDS = 0.05
/** Until the first write was measured. */
const WRITE_PER_READ = 3
/** How much the newest batch counts. */
const NEWEST_SHARE = 0.4
/** A change smaller than this is not worth a write to the disk. */
const TOLD_CHANGE = 0.2

interface Kept {
  host: string
  seconds: Partial<Record<CommandKind, number>>
}

export interface SpeedOptions {
  host: string
  documents: Documents
  log: Log
  /** Where it is kept. */
  document?: string
}

/** Measured speed, kept in memory and in a small document, so that the next run starts with what this one learnt. Never rejects. */
export function openSpeed({ host, documents, log, document = 'portal-speed' }: SpeedOptions): Speed {
  const seconds: Partial<Record<CommandKind, number>> = {}
  const told: Partial<Record<CommandKind, number>> = {}
  let loading: Promise<void> | undefined
  let saving: Promise<void> = Promise.resolve()

  const load = async (): Promise<void> => {
    try {
      const kept = await documents.recall<Kept>(document)
      if (kept?.host !== host) return
      for (const kind of ['read', 'write'] as const) {
        const known = kept.seconds[kind]
        if (typeof known !== 'number' || !(known > 0)) continue
        told[kind] = known
        seconds[kind] ??= known
      }
    } catch (error) {
      log.warn({ name: error instanceof Error ? error.name : typeof error }, 'the measured speed of the portal could not be read')
    }
  }
  const save = (): void => {
    const isNews = (['read', 'write'] as const).some((kind) => Math.abs((seconds[kind] ?? 0) - (told[kind] ?? 0)) > (told[kind] ?? 0) * TOLD_CHANGE)
    if (!isNews) return
    Object.assign(told, seconds)
    const kept: Kept = { host, seconds: { ...seconds } }
    saving = saving
      .then(() => documents.write(document, kept))
      .catch((error: unknown) =>
        log.warn({ name: error instanceof Error ? error.name : typeof error }, 'the measured speed of the portal could not be kept'),
      )
  }
  return {
    async secondsPer(kind) {
      loading ??= load()
      await loading
      const read = seconds.read ?? DEFAULT_READ_SECONDS
      return kind === 'read' ? read : (seconds.write ?? read * WRITE_PER_READ)
    },
    saw(kind, spent) {
      if (spent.length === 0) return
      const mean = spent.reduce((sum, one) => sum + one, 0) / spent.length
      const before = seconds[kind]
      seconds[kind] = before === undefined ? mean : before * (1 - NEWEST_SHARE) + mean * NEWEST_SHARE
      save()
    },
    sawLost(kind, commands, elapsedMs) {
      seconds[kind] = Math.max(seconds[kind] ?? 0, elapsedMs / 1_000 / Math.max(1, commands))
      save()
    },
  }
}
