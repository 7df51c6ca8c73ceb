import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const OWNER_ONLY = 0o700
/** Somebody may move a parent away between two looks, as a restore does. */
const ATTEMPTS = 3

/**
 * Makes a folder and its parents, for their owner only. Twice is harmless. Unlike Node's own recursive mkdir it ends where the system lets nobody make
 * a folder (`/proc/x`, a mount that lies): Node asks again forever there.
 *
 * @returns the topmost folder that was made; undefined when all were there
 * @throws what the file system says; `ENOTDIR` when a file stands in the way
 */
export function makeFolder(path: string): string | undefined {
  for (let attempt = 1; ; attempt++) {
    try {
      return makeFrom(path)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error
    }
  }
}

function makeFrom(path: string): string | undefined {
  const missing: string[] = []
  let first: string | undefined
  for (let at = path; ; at = dirname(at)) {
    const made = madeHere(at)
    if (made === 'made') first = at
    if (made !== 'no parent') break
    if (dirname(at) === at) throw Object.assign(new Error(`no such folder: ${at}`), { code: 'ENOENT' })
    missing.unshift(at)
  }
  for (const folder of missing) {
    const made = madeHere(folder)
    if (made === 'no parent') throw Object.assign(new Error(`no folder can be made here: ${folder}`), { code: 'ENOENT' })
    if (made === 'made') first ??= folder
  }
  return first
}

function madeHere(path: string): 'made' | 'there' | 'no parent' {
  try {
    mkdirSync(path, { mode: OWNER_ONLY })
    return 'made'
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return 'no parent'
    // The root of a drive answers EPERM, EACCES or EISDIR although it is there.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'there'
    throw code === 'EEXIST' ? Object.assign(new Error(`not a folder: ${path}`), { code: 'ENOTDIR' }) : error
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code
}
