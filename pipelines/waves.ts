/**
 * Splits rows into waves so that no two rows of a wave share a lane, keeping the order of rows that do. Nothing is dropped.
 *
 * A row goes into the first wave after the last one that holds any of its lanes; nearly always that is one or two waves.
 * Pure. Source: design §2.2.
 */
export function splitIntoWaves<T>(rows: readonly T[], lanesOf: (row: T) => readonly string[]): T[][] {
  const waves: T[][] = []
  const lastWaveOfLane = new Map<string, number>()
  for (const row of rows) {
    const lanes = lanesOf(row)
    const wave = Math.max(-1, ...lanes.map((lane) => lastWaveOfLane.get(lane) ?? -1)) + 1
    for (const lane of lanes) lastWaveOfLane.set(lane, wave)
    const members = waves[wave]
    if (members) members.push(row)
    else waves.push([row])
  }
  return waves
}
