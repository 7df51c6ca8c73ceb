import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { onDisk } from '../disk/errors.ts'
import { writeFlushed } from '../disk/disk.ts'
import { checksumOf, encodeLine } from '../disk/line.ts'
import type { Row } from './row.ts'
import { indexPath, type RunMeta, runPath } from './run.ts'
import type { RunIndex } from './run-index.ts'

const BLOCK_BYTES = 12_000
const CHUNK_BYTES = 256_000

/**
 * Writes sorted rows as a run: rows, index, both flushed. The folder is not: the checkpoint that names the run sees to it. A left-over of the same
 * name is overwritten. An empty run leaves its files, with no rows.
 */
export async function writeRun(folder: string, name: string, rows: AsyncIterable<readonly Row[]>): Promise<RunMeta> {
  const path = runPath(folder, name)
  const file = await onDisk(path, () => open(path, 'w', 0o600))
  try {
    const { index, count } = await onDisk(path, () => writeBlocks(file, rows))
    await writeFlushed(indexPath(folder, name), encodeLine(index))
    return { name, rows: count, bytes: index.bytes }
  } finally {
    await file.close()
  }
}

async function writeBlocks(file: FileHandle, groups: AsyncIterable<readonly Row[]>): Promise<{ index: RunIndex; count: number }> {
  const index: RunIndex = { keys: [], at: [], sums: [], last: '', bytes: 0 }
  let count = 0
  let block: Buffer[] = []
  let blockBytes = 0
  let chunk: Buffer[] = []
  let chunkBytes = 0
  const endBlock = (): void => {
    if (block.length === 0) return
    const bytes = Buffer.concat(block, blockBytes)
    index.sums.push(checksumOf(bytes))
    chunk.push(bytes)
    chunkBytes += blockBytes
    block = []
    blockBytes = 0
  }
  const writeChunk = async (): Promise<void> => {
    if (chunk.length > 0) await file.appendFile(Buffer.concat(chunk, chunkBytes))
    chunk = []
    chunkBytes = 0
  }
  for await (const rows of groups) {
    for (const { key, line } of rows) {
      if (block.length === 0) {
        index.keys.push(key)
        index.at.push(index.bytes)
      }
      block.push(line)
      blockBytes += line.length
      index.bytes += line.length
      index.last = key
      count++
      if (blockBytes >= BLOCK_BYTES) endBlock()
    }
    if (chunkBytes >= CHUNK_BYTES) await writeChunk()
  }
  endBlock()
  await writeChunk()
  await file.sync()
  return { index, count }
}
