import { Problem } from '../../../core/problem.ts'

const NAMED = {
  ENOSPC: 'state.no-space',
  EDQUOT: 'state.no-space',
  EROFS: 'state.read-only',
  EACCES: 'state.not-writable',
  EPERM: 'state.not-writable',
  ENOTDIR: 'state.no-folder',
} as const

/** The error code of the operating system, when the error is one of its own. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return error instanceof Error && typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined
}

/** What the disk refused, in our words; anything that is not the operating system's stays as it is. Pure. */
export function diskProblem(error: unknown, path: string): unknown {
  const code = errnoOf(error)
  if (error instanceof Problem || code === undefined) return error
  const named = NAMED[code as keyof typeof NAMED]
  return named ? new Problem(named, { path, code }, { cause: error }) : new Problem('state.io', { path, code }, { cause: error })
}

/** Runs one piece of disk work; what the operating system refuses becomes a Problem that names `path`. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw diskProblem(error, path)
  }
}

/** Runs disk work for which "no such file" is an answer. */
export async function ifPresent<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw diskProblem(error, path)
  }
}
