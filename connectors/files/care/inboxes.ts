import { join } from 'node:path'
import type { RestoreResult } from '../../../core/ports/care.ts'
import { isProblem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { ensureFolder, namesIn, readIfPresent, replaceFile } from '../disk/disk.ts'
import { readLog } from '../log/read-log.ts'

/**
 * Orders and events that came in since the backup were promised to be acted upon: they go on in the restored state. What was acted upon meanwhile is
 * acted upon once more, after a look. Twice is harmless.
 */
export async function carryInboxes(from: string, to: string, context: FilesContext): Promise<RestoreResult['inboxes']> {
  const unreadable: string[] = []
  let carried = 0
  for (const partition of await namesIn(join(from, 'partitions'))) {
    const inbox = join('partitions', partition, 'inbox')
    for (const segment of (await namesIn(join(from, inbox))).filter((name) => name.endsWith('.log'))) {
      const [source, target] = [join(from, inbox, segment), join(to, inbox, segment)]
      const bytes = await wholeSegment(source)
      if (!bytes) unreadable.push(source)
      else if (bytes.length > ((await readIfPresent(target))?.length ?? 0)) {
        await ensureFolder(join(to, inbox))
        await replaceFile(target, bytes, `${target}.${context.random.id()}.tmp`)
        carried++
      }
    }
  }
  return { carried, unreadable }
}

/** The whole lines of a segment; undefined when one of them is damaged. */
async function wholeSegment(path: string): Promise<Buffer | undefined> {
  try {
    const content = await readLog(path, 0, Infinity)
    return (await readIfPresent(path))?.subarray(0, content?.end ?? 0)
  } catch (error) {
    if (isProblem(error, 'state.damaged')) return undefined
    throw error
  }
}
