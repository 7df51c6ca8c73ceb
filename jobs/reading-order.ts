import type { Documents } from '../core/ports/state.ts'

const alone = (source: string): string => `ident-reading-alone-${source}`
const shared = (source: string): string => `ident-reading-${source}`

export interface ReadingOrder {
  /** Read side by side. */
  trusted: readonly string[]
  /** Read one by one afterwards, the surest culprit last. */
  suspects: readonly string[]
}

/**
 * A source whose answer ended a process must not keep the others from being read. Marks that a dead run left behind tell who was being read: side by
 * side (any of them may be the culprit) or alone (it was this one).
 */
export async function readingOrder(documents: Documents, sources: readonly string[]): Promise<ReadingOrder> {
  const present = async (name: string): Promise<boolean> => (await documents.read(name)) !== undefined
  const guilt = new Map<string, number>()
  for (const source of sources) guilt.set(source, (await present(alone(source))) ? 2 : (await present(shared(source))) ? 1 : 0)
  const suspects = sources.filter((source) => guilt.get(source) !== 0).sort((a, b) => (guilt.get(a) ?? 0) - (guilt.get(b) ?? 0))
  return { trusted: sources.filter((source) => guilt.get(source) === 0), suspects }
}

/** Reads a suspect with nobody beside it; the mark stays if the process dies of it. */
export async function readAlone<T>(documents: Documents, source: string, read: () => Promise<T>): Promise<T> {
  await documents.write(alone(source), { source })
  const result = await read()
  await documents.remove(alone(source))
  return result
}
