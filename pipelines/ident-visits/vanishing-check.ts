import type { Clock } from '../../core/ports/clock.ts'
import type { Because, Documents } from '../../core/ports/state.ts'
import type { Vanishing } from './vanished.ts'

/** How often deleted visits are looked for, and how far back; from the configuration. */
export interface VanishingRules {
  /** Undefined: never. */
  everyMs: number | undefined
  windowMs: number
}

/** The check for deleted visits of one source: with `--full`, else when the last one is long enough ago. Without documents (a dry run) only with `--full`. */
export function vanishingCheck(
  { everyMs, windowMs }: VanishingRules,
  { documents, clock, source }: { documents: Documents | undefined; clock: Clock; source: string },
): Vanishing & { notes(): readonly Because[] } {
  const name = `ident-alive-${source}`
  const notes: Because[] = []
  return {
    windowMs,
    now: () => clock.now(),
    async isDue(full) {
      if (everyMs === undefined) return false
      if (full || !documents) return full
      const last = (await documents.recall<{ at: number }>(name))?.at ?? Number.NEGATIVE_INFINITY
      // a clock that was set back must not keep the check away for long
      return clock.now() - last >= everyMs || last > clock.now()
    },
    async done() {
      await documents?.write(name, { at: clock.now() })
    },
    noticed: (because) => void notes.push(because),
    notes: () => notes,
  }
}
