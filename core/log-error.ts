import { isProblem } from './problem.ts'

/** What a line tells about an error. */
export interface ErrorView {
  type: string
  code?: string
  kind?: string
  message: string
  /** Frames only: the first line of a stack repeats the message. */
  stack?: string
  cause?: unknown
  errors?: readonly unknown[]
}

const DEPTH = 5
const INNER_ERRORS = 5

/**
 * The fields as they go into a line: errors, wherever they stand, as type, code, message, frames and cause; BigInts as text.
 *
 * Other properties of an error (requests, settings, rows) are left out. The words of errors that are not ours lose everything in Cyrillic:
 * drivers and servers quote the row they failed on, and that is how a patient's name gets into a log.
 */
export function loggable(value: unknown, depth = DEPTH): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Error) return viewOf(value, depth)
  if (value === null || typeof value !== 'object' || depth === 0 || !isPlain(value)) return value
  if (Array.isArray(value)) return value.map((item) => loggable(item, depth - 1))
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, loggable(inside, depth - 1)]))
}

function viewOf(error: Error, depth: number): ErrorView {
  const words = isProblem(error) ? String : withoutForeignNames
  const { code, kind, errors, cause } = error as Error & { code?: unknown; kind?: unknown; errors?: unknown }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: withoutForeignNames(error.name),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: withoutForeignNames(String(code)) } : {}),
    ...(isProblem(error) && typeof kind === 'string' ? { kind } : {}),
    message: words(error.message),
    ...(frames.length > 0 ? { stack: frames.map(withoutForeignNames).join('\n') } : {}),
    ...(cause === undefined || depth === 0 ? {} : { cause: causeView(cause, depth - 1) }),
    ...(Array.isArray(errors) && depth > 0 ? { errors: errors.slice(0, INNER_ERRORS).map((inner) => causeView(inner, depth - 1)) } : {}),
  }
}

/** A cause may be anything that was thrown; what is no error is told by its type only. */
function causeView(cause: unknown, depth: number): unknown {
  if (cause instanceof Error) return viewOf(cause, depth)
  return typeof cause === 'string' ? withoutForeignNames(cause) : typeof cause
}

function withoutForeignNames(text: string): string {
  return text.replace(/[\p{Script=Cyrillic}]+/gu, '***')
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
