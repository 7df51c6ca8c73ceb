import type { Because, LeaseHolder } from '../core/ports/state.ts'
import { SHOP_PARTITION } from '../pipelines/shop/partition.ts'
import { ID, productKey, type ProductStory, productStories, rejectedBecause } from '../pipelines/shop/story.ts'
import type { Kit } from './wiring.ts'

export interface ProductsTold {
  stories: readonly ProductStory[]
  /** Records that could not be taken as the site has them now, and why; what stands of them is older. */
  rejected: readonly { id: number; because: Because }[]
  /** Who reads the catalogue just now. */
  holder?: LeaseHolder
}

/** What is known of a product of the shop by its id, SKU or code. Undefined without a shop, or when nothing is known. */
export async function explainProduct({ config, store }: Pick<Kit, 'config' | 'store'>, key: string): Promise<ProductsTold | undefined> {
  if (!config.shop || !(await store.partitions()).includes(SHOP_PARTITION)) return undefined
  const state = await store.peek(SHOP_PARTITION)
  try {
    const stories = await productStories(state, key)
    const asked = productKey(key)
    const rejected: { id: number; because: Because }[] = []
    for (const id of new Set([...(ID.test(asked) ? [Number(asked)] : []), ...stories.map(({ kept }) => kept.id)])) {
      const because = await rejectedBecause(state, id)
      if (because) rejected.push({ id, because })
    }
    if (stories.length === 0 && rejected.length === 0) return undefined
    const holder = await store.leases.holder(SHOP_PARTITION)
    return { stories, rejected, ...(holder ? { holder } : {}) }
  } finally {
    await state.close()
  }
}
