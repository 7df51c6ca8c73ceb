import type { PostResult } from '../http.ts'

/** What an HTTP answer of the portal says. */
export type Verdict =
  | { kind: 'ok'; body: OkBody }
  | { kind: 'error'; status: number; code: string; description: string }
  /** Not JSON, or JSON cut short: the portal's front end, not the portal. */
  | { kind: 'garbled'; status: number }
  | { kind: 'moved'; host: string }

export interface OkBody {
  result: unknown
  total?: number
  next?: number
  time?: MethodTime
}

export interface MethodTime {
  duration?: number
  operating?: number
  operating_reset_at?: number
  finish?: number
  date_start?: string
}

/**
 * Reads both envelopes: the presence of `error` decides, not the status; `error` may be empty, a number, a sentence, or an object (REST 3.0).
 * Pure.
 */
export function readAnswer({ status, body, location }: Extract<PostResult, { kind: 'answered' }>): Verdict {
  if (status >= 300 && status < 400) return { kind: 'moved', host: hostOf(location) }
  const json = parse(body)
  if (json === undefined) return { kind: 'garbled', status }
  if ('error' in json) return { kind: 'error', status, ...errorOf(json) }
  if ('result' in json) return { kind: 'ok', body: json as unknown as OkBody }
  return { kind: 'garbled', status }
}

/** `{ code, description }` of an error envelope, tags stripped. */
export function errorOf(json: Record<string, unknown>): { code: string; description: string } {
  const { error } = json
  if (typeof error === 'object' && error !== null) {
    const { code, message } = error as Record<string, unknown>
    return { code: String(code ?? ''), description: plain(String(message ?? '')) }
  }
  return { code: String(error ?? ''), description: plain(String(json.error_description ?? '')) }
}

/** A map that PHP writes as `[]` when it is empty. */
export function asMap(value: unknown): Record<string, unknown> {
  if (Array.isArray(value)) return Object.fromEntries(value.map((item, index) => [String(index), item]))
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

export function asList(value: unknown): readonly Record<string, unknown>[] {
  return Object.values(asMap(value)).filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body)
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : undefined
  } catch {
    // Telling JSON from anything else is what this function is for.
    return undefined
  }
}

function plain(text: string): string {
  return text
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function hostOf(location: string | undefined): string {
  try {
    return new URL(location ?? '').host
  } catch {
    // A redirect to nowhere is still a redirect.
    return '?'
  }
}
