/** The counts of a partition, in the order in which they are shown. */
export const COUNTS = [
  'read',
  'applied',
  'unchanged',
  'skipped',
  'rejected',
  'waiting',
  'deferred',
  'buried',
  'redelivered',
  'tried',
  'failed',
] as const

/** What rows came to in one run of one partition; the words are those of `PartitionReport`. */
export type RunCounts = Record<(typeof COUNTS)[number], number>

export const NO_COUNTS: Readonly<RunCounts> = {
  read: 0,
  applied: 0,
  unchanged: 0,
  skipped: 0,
  rejected: 0,
  waiting: 0,
  deferred: 0,
  buried: 0,
  redelivered: 0,
  tried: 0,
  failed: 0,
}
