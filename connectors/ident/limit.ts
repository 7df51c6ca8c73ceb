import type { Clock } from '../../core/ports/clock.ts'

/** What `limited` says when time ran out first. */
export const EXPIRED: unique symbol = Symbol('expired')

/**
 * `work`, or EXPIRED when it takes longer than `ms`. The work itself goes on; whoever started it must end it.
 *
 * @throws what `work` throws, or the signal's reason once it is aborted
 */
export async function limited<T>(work: Promise<T>, ms: number, clock: Clock, signal?: AbortSignal): Promise<T | typeof EXPIRED> {
  const timer = new AbortController()
  // a rejection after the race is lost belongs to nobody
  work.catch(() => undefined)
  const expiry = clock.sleep(ms, timer.signal).then((): typeof EXPIRED => EXPIRED)
  expiry.catch(() => undefined)
  const contenders: Promise<T | typeof EXPIRED>[] = [work, expiry]
  let stopListening = (): void => undefined
  if (signal) {
    contenders.push(
      new Promise<never>((_, reject) => {
        const onAbort = (): void => reject(signal.reason)
        if (signal.aborted) onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        stopListening = () => signal.removeEventListener('abort', onAbort)
      }),
    )
  }
  try {
    return await Promise.race(contenders)
  } finally {
    timer.abort()
    stopListening()
  }
}
