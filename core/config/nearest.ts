/** The one of `known` that a mistyped name most likely means, or undefined when none is near. Pure. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(name.length / 3))
  const ranked = known.map((candidate) => ({ candidate, edits: editsBetween(name, candidate) })).sort((a, b) => a.edits - b.edits)
  const [best] = ranked
  return best && best.edits <= allowed ? best.candidate : undefined
}

/** Levenshtein distance. */
export function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, place) => place)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
