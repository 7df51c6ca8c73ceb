/** The process's environment variables: the only place that reads them. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env
}
