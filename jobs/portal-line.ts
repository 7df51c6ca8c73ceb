import PQueue from 'p-queue'
import type { Clock } from '../core/ports/clock.ts'
import type { BacklogCrm, Crm, RequestCounts } from '../core/ports/crm.ts'
import type { BacklogLane } from '../pipelines/engine-options.ts'

/** One portal as the partitions of a run share it. */
export interface PortalLine {
  /** What one partition speaks to, and how it gives way once it works off a backlog. */
  forPartition(): { crm: Crm; backlog: BacklogLane }
  /** Resolves when a backlog next waits for its turn or has had it, or when somebody calls `pulse`. */
  nextPulse(): Promise<void>
  pulse(): void
}

/** A backlog that waits looks again after this: others may have used up what it waits for. */
const LOOK_AGAIN_MS = 10_000

type Opened = Crm & { backlog(): BacklogCrm }

/**
 * Opens the portal when somebody first asks it something: an idle cycle does not even load its connector.
 *
 * A partition speaks as live traffic until it enters its backlog. Backlogs of several partitions take turns, so that each turn's wave is over before
 * the next one asks for room.
 */
export function portalLine(open: () => Promise<Opened>, clock: Clock): PortalLine {
  const turns = new PQueue({ concurrency: 1 })
  let live: Promise<Opened> | undefined
  let waiting: Promise<BacklogCrm> | undefined
  const liveCrm = (): Promise<Opened> => (live ??= open())
  const backlogCrm = (): Promise<BacklogCrm> => (waiting ??= liveCrm().then((crm) => crm.backlog()))
  const used = new Set<Crm>()
  let listeners: (() => void)[] = []
  const pulse = (): void => {
    const told = listeners
    listeners = []
    for (const tell of told) tell()
  }
  const awaitTurn = async (signal: AbortSignal): Promise<void> => {
    const crm = await backlogCrm()
    for (let ms = crm.turnIn(); ms > 0; ms = crm.turnIn()) {
      pulse()
      // Who stops the run says why; the timer that is cut short does not know.
      await clock.sleep(Math.min(ms, LOOK_AGAIN_MS), signal).catch(() => signal.throwIfAborted())
    }
  }
  const known = async (crm: Promise<Crm>): Promise<Crm> => {
    const opened = await crm
    used.add(opened)
    return opened
  }

  return {
    pulse,
    nextPulse: () => new Promise((resolve) => listeners.push(resolve)),
    forPartition() {
      let isBacklog = false
      const crm = (): Promise<Crm> => known(isBacklog ? backlogCrm() : liveCrm())
      return {
        crm: {
          reference: async (options) => (await crm()).reference(options),
          find: async (question) => (await crm()).find(question),
          usesOfContacts: async (ids) => (await crm()).usesOfContacts(ids),
          perform: async (rows, sending) => (await crm()).perform(rows, sending),
          // Waves are applied one after another, so the difference over a wave is that wave's, whoever else has asked before.
          requestCounts: () => [...used].map((one) => one.requestCounts()).reduce(sumOf, { http: 0, commands: 0, refused: 0 }),
        },
        backlog: {
          enter: () => {
            isBacklog = true
          },
          inTurn: (wave, signal) =>
            turns.add(async () => {
              await awaitTurn(signal)
              try {
                return await wave()
              } finally {
                pulse()
              }
            }),
        },
      }
    },
  }
}

function sumOf(a: RequestCounts, b: RequestCounts): RequestCounts {
  return { http: a.http + b.http, commands: a.commands + b.commands, refused: a.refused + b.refused }
}
