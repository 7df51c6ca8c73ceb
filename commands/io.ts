import type { Lang } from '../core/problem.ts'

/** Where a command's words go: the result to stdout and nothing else there, the rest to stderr. */
export interface Io {
  out(text: string): void
  err(text: string): void
  isTty: boolean
  lang: Lang
  environment: Readonly<Record<string, string | undefined>>
  /** Aborted by SIGINT and SIGTERM. */
  signal: AbortSignal
}

/** Flags that every command takes. */
export interface CommonOptions {
  config?: string
  state?: string
  json?: boolean
  quiet?: boolean
  verbose?: boolean
  color?: boolean
}
