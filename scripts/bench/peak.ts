import { readFileSync } from 'node:fs'

/** Peak memory of this program alone: `maxRSS` starts with what the parent had when it began us, so it is asked for only where there is nothing better. */
export function peakKb(): number {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : ''
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
}
