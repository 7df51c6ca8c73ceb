import PQueue from 'p-queue'
import { Problem } from '../../core/problem.ts'
import { BATCH_SIZE, type Command, type CommandResult, type PortalClient } from './client.ts'

/** A batch stays this far below the server's 60 s. */
const MAX_BATCH_SECONDS = 20
/** A batch that would take longer than this is worth splitting over parallel requests. */
const WORTH_SPLITTING_SECONDS = 3

/**
 * How many commands go into one batch: everything at once on a fast server, shares for parallel requests on a slow one, never more than 50 or than
 * 20 s of server time. Pure.
 */
export function batchSize(commands: number, secondsPerCommand: number, parallel: number): number {
  const whole = commands * secondsPerCommand
  const shares = Math.min(parallel, Math.max(1, Math.ceil(whole / WORTH_SPLITTING_SECONDS)))
  const longest = Math.max(1, Math.floor(MAX_BATCH_SECONDS / Math.max(secondsPerCommand, 0.0001)))
  return Math.max(1, Math.min(BATCH_SIZE, longest, Math.ceil(commands / shares)))
}

export interface BatchRunner {
  read(commands: readonly Command[]): Promise<readonly CommandResult[]>
  write(commands: readonly Command[], sending: () => Promise<void>): Promise<readonly CommandResult[]>
}

/** Many commands over few requests, results in the order of the commands. After a write batch without an answer no further one is sent. */
export function batchRunner(client: PortalClient, secondsPer: (kind: 'read' | 'write') => number, parallel: number): BatchRunner {
  const split = (commands: readonly Command[], kind: 'read' | 'write'): Command[][] => {
    const size = batchSize(commands.length, secondsPer(kind), parallel)
    return Array.from({ length: Math.ceil(commands.length / size) }, (_, index) => commands.slice(index * size, (index + 1) * size))
  }
  return {
    async read(commands) {
      if (commands.length === 0) return []
      const queue = new PQueue({ concurrency: parallel })
      return (await Promise.all(split(commands, 'read').map((batch) => queue.add(() => client.read(batch))))).flat()
    },
    async write(commands, sending) {
      const queue = new PQueue({ concurrency: parallel })
      let isDown = false
      const send = async (batch: Command[]): Promise<readonly CommandResult[]> => {
        if (isDown) return batch.map(({ method }) => ({ kind: 'unsent', problem: new Problem('portal.unreachable', { host: client.host, method }) }))
        const results = await client.write(batch, sending)
        if (results.every(({ kind }) => kind === 'unknown' || kind === 'unsent')) isDown = true
        return results
      }
      return (await Promise.all(split(commands, 'write').map((batch) => queue.add(() => send(batch))))).flat()
    },
  }
}
