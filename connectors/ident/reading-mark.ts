import type { Documents } from '../../core/ports/state.ts'

const nameOf = (source: string): string => `ident-reading-${source}`

/**
 * Remembers that a source is being read, so that a process killed by its answer leaves a trace. Call the result when the reading has
 * ended, well or badly.
 */
export async function markReading(documents: Documents, source: string): Promise<() => Promise<void>> {
  await documents.write(nameOf(source), { reading: source })
  return () => documents.remove(nameOf(source))
}

/** The sources in their order, but those whose last reading ended with the process come last: they must not keep the others from being read. */
export async function readLastFirst(documents: Documents, sources: readonly string[]): Promise<readonly string[]> {
  const crashed = new Set<string>()
  for (const source of sources) if ((await documents.read(nameOf(source))) !== undefined) crashed.add(source)
  return [...sources.filter((source) => !crashed.has(source)), ...sources.filter((source) => crashed.has(source))]
}
