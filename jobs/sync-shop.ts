import type { Config } from '../core/config.ts'
import { emptyReport, type PartitionReport } from '../core/report.ts'
import { Problem } from '../core/problem.ts'
import { keptIndex } from '../pipelines/search/kept-index.ts'
import { SHOP, SHOP_PARTITION, syncShop } from '../pipelines/shop/index.ts'
import type { JobRun } from './job.ts'

export function partitionsOf(_: Config): readonly { partition: string; scope: string }[] {
  return [{ partition: SHOP_PARTITION, scope: 'site' }]
}

/** One cycle of the site's catalogue. The lease of the partition keeps two of them apart, the nightly one included. */
export async function run({
  kit,
  partitions,
  full,
  dryRun,
  acceptDeletions,
  queue,
  signal,
  onProgress,
  onPlannedProduct,
}: JobRun): Promise<PartitionReport[]> {
  const state = partitions.get(SHOP_PARTITION)
  if (!state) throw new Error(`partition ${SHOP_PARTITION} is not open`)
  // Reading has no queue.
  if (queue !== undefined) return [emptyReport(SHOP, 'site')]
  const { shopSite, shopSettings } = kit
  if (!shopSite || !shopSettings) throw new Problem('bug', { name: 'a kit without a shop' })
  const settings = shopSettings()
  return [
    await syncShop({
      site: await shopSite(full ? 'backfill' : 'live'),
      state,
      indexer: keptIndex,
      settings,
      clock: kit.clock,
      log: kit.log,
      words: kit.words,
      signal,
      ...(full ? { full } : {}),
      ...(dryRun ? { dryRun } : {}),
      ...(acceptDeletions ? { acceptDeletions } : {}),
      ...(onProgress ? { onProgress } : {}),
      ...(onPlannedProduct ? { onPlanned: onPlannedProduct } : {}),
    }),
  ]
}
