import PQueue from 'p-queue'
import { Problem } from '../../core/problem.ts'
import { BATCH_SIZE, type Command, type CommandResult, type PortalClient } from './client.ts'
import type { CommandKind, Speed } from './speed.ts'

/** A batch stays this far below the server's 60 s. */
const LONGEST_BATCH_SECONDS = 20
/** A batch that would take longer than this is worth splitting over parallel requests. */
const WORTH_SPLITTING_SECONDS = 3

export interface Splitting {
  secondsPerCommand: number
  /** Requests under way at once. */
  parallel: number
  /** Server seconds that no batch may need. */
  longestSeconds: number
}

/**
 * How many commands go into one batch: all at once on a fast server, shares for parallel requests on a slow one, never more than 50 or than
 * `longestSeconds` of server time. Pure.
 */
export function batchSize(commands: number, { secondsPerCommand, parallel, longestSeconds }: Splitting): number {
  const shares = Math.min(parallel, Math.max(1, Math.ceil((commands * secondsPerCommand) / WORTH_SPLITTING_SECONDS)))
  const longest = Math.floor(longestSeconds / Math.max(secondsPerCommand, 0.0001))
  return Math.max(1, Math.min(BATCH_SIZE, longest, Math.ceil(commands / shares)))
}

/** The commands by batches of this size; one that rides along stays in the batch of the command behind it, as far as any batch is so large. Pure. */
export function inPortions(commands: readonly Command[], size: number): (readonly Command[])[] {
  const portions: (readonly Command[])[] = []
  const mayEndAt = (at: number): boolean => at >= commands.length || !commands[at - 1]?.isAside
  for (let from = 0; from < commands.length; ) {
    const full = Math.min(from + size, commands.length)
    let to = full
    while (to > from && !mayEndAt(to)) to--
    if (to === from) for (to = full; !mayEndAt(to) && to - from < BATCH_SIZE; ) to++
    portions.push(commands.slice(from, to))
    from = to
  }
  return portions
}

export interface BatchRunner {
  /** Results in the order of the commands. Rejects, after every request has ended, when one of them got no answer. */
  read(commands: readonly Command[]): Promise<readonly CommandResult[]>
  /** Results in the order of the commands. After a batch without an answer no further one is sent: its commands are `unsent`. */
  write(commands: readonly Command[], sending: () => Promise<void>): Promise<readonly CommandResult[]>
}

/** Many commands over few requests. */
export function batchRunner(client: PortalClient, speed: Speed, { parallel, timeoutMs }: { parallel: number; timeoutMs: number }): BatchRunner {
  const longestSeconds = Math.min(LONGEST_BATCH_SECONDS, timeoutMs / 3_000)

  async function inBatches(
    kind: CommandKind,
    commands: readonly Command[],
    send: (batch: readonly Command[]) => Promise<readonly CommandResult[]>,
  ): Promise<readonly CommandResult[]> {
    const size = batchSize(commands.length, { secondsPerCommand: await speed.secondsPer(kind), parallel, longestSeconds })
    const batches = inPortions(commands, size)
    const queue = new PQueue({ concurrency: parallel })
    const ended = await Promise.allSettled(batches.map((batch) => queue.add(() => send(batch))))
    const failed = ended.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
    return ended.flatMap((end) => (end.status === 'fulfilled' ? end.value : []))
  }

  return {
    read: (commands) => inBatches('read', commands, (batch) => client.read(batch)),
    write(commands, sending) {
      let down: Problem | undefined
      return inBatches('write', commands, async (batch) => {
        if (down) return unsent(batch, down)
        const answers = await client.write(batch, sending)
        const results = answers.filter((_, index) => !batch[index]?.isAside)
        if (results.length === 0) return answers
        if (results.every(({ kind }) => kind === 'unknown'))
          down = new Problem('portal.unreachable', { host: client.host, method: batch[0]?.method ?? 'batch' })
        const [first] = results
        if (first?.kind === 'unsent' && results.every(({ kind }) => kind === 'unsent')) down = first.problem
        return answers
      })
    },
  }
}

function unsent(batch: readonly Command[], problem: Problem): CommandResult[] {
  return batch.map(() => ({ kind: 'unsent', problem }))
}
