import type { OnDamage } from '../core/ports/state.ts'
import { isProblem, Problem } from '../core/problem.ts'

/** A file of the state that could not be read whole while a question was answered. */
export interface DamagedFile {
  file: string
  /** The first line; absent when it is no matter of lines. */
  line?: number
  /** It is not damaged but missing. */
  isGone?: boolean
  /** Further lines of it. */
  more: number
}

/** As the texts take it. Pure. */
export function damageParams({ file, line, isGone, more }: DamagedFile): Readonly<Record<string, string | number>> {
  return { file, more, ...(line === undefined ? {} : { line }), ...(isGone ? { isGone: 1 } : {}) }
}

/** Damage that a question met and went on: each file once. What its answer lacks may have stood there. */
export class Damage {
  readonly #files = new Map<string, { lines: Set<number>; isGone: boolean }>()

  /** For readers that pass by what is damaged. */
  readonly note: OnDamage = ({ params: { file, line, isGone } }) => {
    const known = this.#files.get(file) ?? { lines: new Set<number>(), isGone: isGone ?? false }
    this.#files.set(file, known)
    if (line !== undefined) known.lines.add(line)
  }

  get isFound(): boolean {
    return this.#files.size > 0
  }

  /** By name. */
  get files(): readonly DamagedFile[] {
    const files = [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1))
    return files.map(([file, { lines, isGone }]) => ({
      file,
      ...(lines.size > 0 ? { line: Math.min(...lines) } : {}),
      ...(isGone ? { isGone } : {}),
      more: Math.max(0, lines.size - 1),
    }))
  }

  /** That of a command whose answer may lack something: of the state folder. 0 when all could be read. */
  get exit(): number {
    const [first] = this.files
    return first === undefined ? 0 : new Problem('state.damaged', first).exitCode
  }

  /** Takes over what another look met. */
  add(other: Damage): void {
    for (const { file, line, isGone } of other.#all()) {
      this.note(new Problem('state.damaged', { file, ...(line === undefined ? {} : { line }), ...(isGone ? { isGone } : {}) }))
    }
  }

  *#all(): Iterable<Omit<DamagedFile, 'more'>> {
    for (const [file, { lines, isGone }] of this.#files) {
      yield { file, isGone }
      for (const line of lines) yield { file, line, isGone }
    }
  }
}

/** What the work gives; where it meets damage, that is noted and `instead` is what can be shown. Without a collector damage rejects. */
export async function readable<T, U>(damage: Damage | undefined, instead: U, work: () => Promise<T>): Promise<T | U> {
  try {
    return await work()
  } catch (error) {
    if (!damage || !isProblem(error, 'state.damaged')) throw error
    damage.note(error)
    return instead
  }
}
