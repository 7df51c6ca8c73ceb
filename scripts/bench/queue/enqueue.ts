import { countFlushes, flushedLowdb, lowdb, ours, type Place, rawFsync, sqlite } from './places.ts'
import { ticket } from './tickets.ts'

export const LENGTHS = [10, 1_000, 10_000, 100_000]
/** Tickets put one by one at each length; the median is shown. */
const SAMPLES = 40
/** Of a place that writes its whole file. */
const EVERY = 5
const FILL = 500

export interface Figure {
  who: string
  note: string
  /** Median milliseconds of one enqueue at each length. */
  ms: number[]
  /** Flushes asked for, one enqueue; absent for what counts its own. */
  flushes?: number[]
}

/** The places grow together and take turns, so that a busy disk is busy for all of them. */
export async function enqueues(folder: string, tell: (what: string) => void): Promise<{ figures: Figure[]; sqlite: string | undefined }> {
  const other = await sqlite(folder)
  const places = [await rawFsync(folder), await ours(folder), ...(other ? [other] : []), await lowdb(folder), await flushedLowdb(folder)]
  const flushes = await countFlushes()
  const figures = places.map(({ who, note }): Figure => ({ who, note, ms: [], ...(who === other?.who ? {} : { flushes: [] }) }))
  let next = 0
  for (const length of LENGTHS) {
    tell(`enqueue at ${length.toLocaleString('en')} waiting`)
    for (; next < length; next += FILL) {
      const some = Array.from({ length: Math.min(FILL, length - next) }, (_, at) => ticket(next + at))
      for (const place of places) await place.fill(some)
    }
    next = length
    const samples = places.map(() => ({ ms: [] as number[], flushes: 0 }))
    for (let sample = 0; sample < SAMPLES; sample++, next++) await putOne(places, samples, sample, next, flushes)
    for (const [at, { ms, flushes: total }] of samples.entries()) {
      figures[at]?.ms.push(median(ms))
      figures[at]?.flushes?.push(total / ms.length)
    }
  }
  for (const place of places) await place.close()
  return { figures, sqlite: other?.who }
}

async function putOne(
  places: readonly Place[],
  samples: readonly { ms: number[]; flushes: number }[],
  sample: number,
  n: number,
  flushes: { count: number },
): Promise<void> {
  for (const [at, place] of places.entries()) {
    if (place.isSlow && sample % EVERY !== 0) continue
    const before = flushes.count
    const startedAt = performance.now()
    await place.put(ticket(n))
    samples[at]?.ms.push(performance.now() - startedAt)
    samples[at]!.flushes += flushes.count - before
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
