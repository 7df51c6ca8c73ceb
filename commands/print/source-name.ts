interface Source {
  job: string
  partition: string
}

/** How a line of a report calls a source: by its partition, and by the job as well where several jobs share one. Pure. */
export function sourceName({ job, partition }: Source, all: readonly Source[]): string {
  const isShared = all.some((other) => other.partition === partition && other.job !== job)
  return isShared ? `${partition} (${job})` : partition
}
