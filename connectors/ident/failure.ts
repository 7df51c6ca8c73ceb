/**
 * A failure as the driver door reports it: everything the table of problems asks for, taken out of mssql's error classes.
 *
 * `codes` and `details` run from the outermost error to its innermost cause.
 */
export interface Failure {
  during: 'connecting' | 'asking'
  codes: readonly string[]
  details: readonly string[]
  /** Errors of the server, first to last; at login the driver itself hides the numbers. */
  server: readonly { number: number; severity: number; message: string }[]
  /** The driver could not understand the answer. */
  garbledBy?: string
}

export class DriverFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure, cause: unknown) {
    super(failure.details[0] ?? 'the driver failed', { cause })
    this.name = 'DriverFailure'
    this.failure = failure
  }
}

interface ServerMessage {
  number: number
  class: number
  message: string
}

/** Reads an error of mssql or tedious with its causes. */
export function failureOf(error: unknown, during: Failure['during'], atLogin: readonly ServerMessage[], garbledBy: string | undefined): Failure {
  const chain = [...chainOf(error)]
  const answered = during === 'connecting' ? atLogin : chain.length > 0 ? serverErrors(error) : []
  return {
    during,
    codes: chain.map((one) => one.code).filter((code): code is string => typeof code === 'string'),
    details: chain.map((one) => String(one.message ?? '')).filter((message) => message !== ''),
    server: answered.map((one) => ({ number: one.number, severity: one.class, message: one.message })),
    ...(garbledBy === undefined ? {} : { garbledBy }),
  }
}

interface Link {
  code?: unknown
  message?: unknown
  originalError?: unknown
  cause?: unknown
  errors?: unknown
}

/** mssql keeps the driver's error in `originalError`, tedious the socket's in `cause`, and Node a failed try per address in `errors`. */
function* chainOf(error: unknown, depth = 0): Generator<Link> {
  if (error === null || typeof error !== 'object' || depth > 5) return
  const link = error as Link
  yield link
  yield* chainOf(link.originalError, depth + 1)
  yield* chainOf(link.cause, depth + 1)
  if (Array.isArray(link.errors)) yield* chainOf(link.errors[0], depth + 1)
}

function serverErrors(error: unknown): ServerMessage[] {
  const last = error as Partial<ServerMessage> & { precedingErrors?: unknown[] }
  const earlier = Array.isArray(last.precedingErrors) ? last.precedingErrors : []
  return [...earlier, last].filter((one): one is ServerMessage => typeof (one as ServerMessage).number === 'number')
}
