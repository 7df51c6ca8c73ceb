import { isProblem, Problem } from '../core/problem.ts'
import type { LiveLook } from '../pipelines/flow.ts'
import { entitiesOf, type Story, storyOf } from '../jobs/explain.ts'
import { explainProduct } from '../jobs/explain-product.ts'
import { lookLive } from '../jobs/look-live.ts'
import type { CommonOptions, Io } from './io.ts'
import { zoneOf } from './moments.ts'
import { openTold } from './open.ts'
import { severalText, storyObject, storyText } from './print/explain.ts'
import { productObject, productText, rejectedObject } from './print/product-story.ts'

export interface ExplainOptions extends CommonOptions {
  key: string
  live?: boolean
  showPersonal?: boolean
}

/** Entities of one contact whose stories are told at most. */
const MOST = 50

/** `bxi explain KEY`: the whole story of a visit, or of the visit behind a deal or contact; how a product of the shop stands. Personal data only with `--show-personal`, read live. */
export async function run(options: ExplainOptions, io: Io): Promise<number> {
  if (options.key.trim() === '') throw new Problem('usage.wrong', { given: "''", known: 'F1_1045 | 905' })
  const kit = await openTold(options, io)
  try {
    const products = await explainProduct(kit, options.key)
    const entities = await entitiesOf(kit.store, options.key).catch((error: unknown) => {
      if (products && isProblem(error, 'explain.unknown')) return []
      throw error
    })
    const stories: Story[] = []
    for (const { partition, key } of entities.slice(0, MOST)) stories.push(await storyOf(kit.store, partition, key))
    const asked = { names: options.showPersonal ?? false, signal: io.signal }
    const looks: (LiveLook | undefined)[] = []
    const isLive = (options.live || options.showPersonal) && stories.length === 1
    for (const story of isLive ? stories : []) looks.push(await lookLive(kit, story, asked))
    if (options.json) {
      const told = stories.map((story, at) => storyObject(story, looks[at], kit.words))
      const ofShop = products
        ? { products: products.stories.map(productObject), rejected: products.rejected.map((one) => rejectedObject(one, kit.words)) }
        : {}
      io.out(JSON.stringify({ schema: 1, asked: options.key, entities: entities.length, stories: told, ...ofShop }, undefined, 2))
      return 0
    }
    const [only] = stories
    const zone = zoneOf(kit.config)
    const texts = [
      ...(stories.length === 1 && only ? [storyText(only, looks[0], kit.words, zone)] : []),
      ...(stories.length > 1 ? [severalText(options.key, stories, kit.words)] : []),
      ...(products ? [productText(options.key, products, kit.words, zone)] : []),
    ]
    io.out(texts.join('\n\n'))
    return 0
  } finally {
    await kit.close()
  }
}
