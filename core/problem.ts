import { en } from './texts/en/problems.ts'
import { ru } from './texts/ru/problems.ts'

/**
 * What went wrong, by what the program must do about it.
 *
 * `refused` the other side said no to this one row · `unknown` a write may or may not have happened · `unavailable` nobody answered ·
 * `quota` the other side asks us to slow down · `credentials` the other side does not know us · `busy` another run holds the work ·
 * `state` our own disk or state folder · `data` a file or a row that cannot be used · `verdict` the honest answer is "no".
 */
export type ProblemKind =
  | 'usage'
  | 'data'
  | 'refused'
  | 'unknown'
  | 'unavailable'
  | 'quota'
  | 'credentials'
  | 'config'
  | 'state'
  | 'busy'
  | 'verdict'
  | 'bug'

/** sysexits.h numbers of design §7. `refused` and `unknown` rows wait in the queue, so a run that ends with them says "busy". */
export const EXIT_CODE = {
  usage: 64,
  data: 65,
  refused: 75,
  unknown: 75,
  unavailable: 69,
  quota: 75,
  credentials: 77,
  config: 78,
  state: 74,
  busy: 75,
  verdict: 1,
  bug: 70,
} as const satisfies Record<ProblemKind, number>

/** What an HTTP route of the daemon answers. */
export const HTTP_STATUS = {
  usage: 400,
  data: 422,
  refused: 409,
  unknown: 202,
  unavailable: 503,
  quota: 429,
  credentials: 401,
  config: 500,
  state: 503,
  busy: 409,
  verdict: 409,
  bug: 500,
} as const satisfies Record<ProblemKind, number>

/**
 * What the engine does when a row or a call ends so.
 *
 * `row` only this row is concerned: it is tried again, then buried · `target` the run stops for that target, no attempt is counted ·
 * `unknown` the row's lanes are held until `settle` has passed and it was looked up · `run` the whole run ends.
 */
export const ENGINE_REACTION = {
  usage: 'run',
  data: 'row',
  refused: 'row',
  unknown: 'unknown',
  unavailable: 'target',
  quota: 'target',
  credentials: 'target',
  config: 'run',
  state: 'run',
  busy: 'run',
  verdict: 'run',
  bug: 'row',
} as const satisfies Record<ProblemKind, 'row' | 'target' | 'unknown' | 'run'>

export type Lang = 'ru' | 'en'
export type ProblemTexts = typeof en
export type ProblemCode = keyof ProblemTexts
export type ProblemParams<C extends ProblemCode> = Parameters<ProblemTexts[C]['text']>[0]

/** What a person reads: the event, its cause, and the next thing to do. Holds no secret and no personal data. */
export interface ProblemText {
  what: string
  why: string
  next: string
}

/**
 * The one error of bxi. The code names a row of the text tables (`core/texts`), which also fix its kind; the parameters fill that text.
 * The original error, when there is one, stays in `cause` and is never shown to people unmasked.
 */
export class Problem<C extends ProblemCode = ProblemCode> extends Error {
  readonly code: C
  readonly kind: ProblemKind
  readonly params: ProblemParams<C>

  constructor(code: C, params: ProblemParams<C>, options?: { cause?: unknown }) {
    super(`${code}`, options)
    this.name = 'Problem'
    this.code = code
    this.kind = en[code].kind
    this.params = params
    this.message = this.text('en').what
  }

  text(lang: Lang): ProblemText {
    const row = (lang === 'ru' ? ru : en)[this.code] as { text: (params: unknown) => ProblemText }
    return row.text(this.params)
  }

  get exitCode(): number {
    return EXIT_CODE[this.kind]
  }
}

/** True for a code of the problem tables, as reports and histories keep it. */
export function isProblemCode(code: string | undefined): code is ProblemCode {
  return code !== undefined && Object.hasOwn(en, code)
}

/** What a problem of this code is. */
export function problemKind(code: ProblemCode): ProblemKind {
  return en[code].kind
}

/** A problem as it is kept beside what it stopped: its parameters, masked, tell its text again in any language. */
export interface KeptProblem {
  code: ProblemCode
  /** Absent where it was kept by an older bxi. */
  params?: unknown
}

/** The text of a kept problem; undefined when its parameters were not kept, or are not those of today's table. */
export function keptProblemText({ code, params }: KeptProblem, lang: Lang): ProblemText | undefined {
  if (params === undefined || !isProblemCode(code)) return undefined
  try {
    return new Problem(code, params as ProblemParams<typeof code>).text(lang)
  } catch {
    // Of another version: the code alone still tells.
    return undefined
  }
}

/** True for our own errors; with a code, for that one. */
export function isProblem<C extends ProblemCode>(error: unknown, code?: C): error is Problem<C> {
  return error instanceof Problem && (code === undefined || error.code === code)
}

/** Our error as it is, anything else as a bug that keeps its cause. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem('bug', { name: error instanceof Error ? error.name : typeof error }, { cause: error })
}
