import type { LeaseHolder } from '../core/ports/state.ts'
import type { ReportedProblem, RunReport } from '../core/report.ts'
import { SHOP_PARTITION } from '../pipelines/shop/partition.ts'
import { type ProductStory, productStories } from '../pipelines/shop/story.ts'
import type { Kit } from './wiring.ts'

export interface ProductsTold {
  stories: readonly ProductStory[]
  /** What the last runs said of it, when they could not take it. */
  problems: readonly ReportedProblem[]
  /** Who reads the catalogue just now. */
  holder?: LeaseHolder
}

/** What is known of a product of the shop by its id or article. Undefined without a shop, or when nothing is known. */
export async function explainProduct({ config, store }: Pick<Kit, 'config' | 'store'>, key: string): Promise<ProductsTold | undefined> {
  if (!config.shop || !(await store.partitions()).includes(SHOP_PARTITION)) return undefined
  const state = await store.peek(SHOP_PARTITION)
  try {
    const stories = await productStories(state, key)
    const ids = new Set([key.trim(), ...stories.map(({ kept }) => String(kept.id))])
    const problems: ReportedProblem[] = []
    for (const job of ['sync-shop', 'sync-shop-full']) {
      const report = await store.documents.read<RunReport>(`last-run-${job}`)
      const said = report?.pipelines.flatMap(({ problems: all }) => all.filter((problem) => ids.has(problem.key))) ?? []
      problems.push(...said.filter(({ what }) => !problems.some((known) => known.what === what)))
    }
    if (stories.length === 0 && problems.length === 0) return undefined
    const holder = await store.leases.holder(SHOP_PARTITION)
    return { stories, problems, ...(holder ? { holder } : {}) }
  } finally {
    await state.close()
  }
}
