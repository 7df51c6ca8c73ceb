import type { ProblemKind, ProblemText } from '../problem.ts'

/** One row of the English table: kind and words together. */
export function row<K extends ProblemKind, P>(kind: K, text: (params: P) => ProblemText): { kind: K; text: (params: P) => ProblemText } {
  return { kind, text }
}

/** One row of the Russian table: words only, the kind stands in the English one. */
export function words<P>(text: (params: P) => ProblemText): { text: (params: P) => ProblemText } {
  return { text }
}

/** What, why, next: the three sentences of a problem, in this order. */
export function say(what: string, why: string, next: string): ProblemText {
  return { what, why, next }
}

/** The words for one of a few cases; a case that the table does not know (an older state folder) is shown as it is. */
export function wordsFor<K extends string>(table: Readonly<Record<K, string>>, key: K): string {
  return table[key] ?? String(key)
}

/** Another system's words as a sentence of ours. Pure. */
export function ended(words: string): string {
  return /[.!?…]$/.test(words.trimEnd()) ? words.trimEnd() : `${words.trimEnd()}.`
}
