import { type CaseId, stepsOf } from './cases.ts'

/** Enough for any story; shrinking is a help, not the proof. */
const MOST_TRIES = 250

/**
 * A shorter case that still fails: faults are left out one by one, then steps of the story, larger pieces first.
 *
 * @param fails tells one case and says whether it fails
 */
export async function shrunk(id: CaseId, fails: (id: CaseId) => Promise<boolean>): Promise<CaseId> {
  let best = id
  let tries = 0
  const isShorter = async (candidate: CaseId): Promise<boolean> => {
    if (tries++ >= MOST_TRIES || !(await fails(candidate))) return false
    best = candidate
    return true
  }
  const faults = async (): Promise<void> => {
    for (let at = best.faults.length - 1; at >= 0; at--) await isShorter({ ...best, faults: best.faults.filter((_, index) => index !== at) })
  }
  await faults()
  const length = stepsOf(id).length
  for (let piece = Math.ceil(length / 2); piece >= 1; piece = Math.floor(piece / 2)) {
    for (let at = length - piece; at >= 0; at -= piece) {
      const gone = new Set([...(best.without ?? []), ...Array.from({ length: piece }, (_, index) => at + index)])
      if (gone.size === (best.without?.length ?? 0)) continue
      await isShorter({ ...best, without: [...gone].sort((a, b) => a - b) })
    }
  }
  await faults()
  return best
}
