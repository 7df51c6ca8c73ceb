import { isProblem, Problem } from '../core/problem.ts'
import type { LiveLook } from '../pipelines/flow.ts'
import { Damage, readable } from '../jobs/damage.ts'
import { entitiesOf, spelledKey, type Story, storyOf } from '../jobs/explain.ts'
import { explainProduct } from '../jobs/explain-product.ts'
import { lookLive } from '../jobs/look-live.ts'
import type { CommonOptions, Io } from './io.ts'
import { zoneOf } from './moments.ts'
import { openTold } from './open.ts'
import { tellDamage } from './print/damage.ts'
import { severalText, storyObject, storyText } from './print/explain.ts'
import { problemText } from './print/problem.ts'
import { productObject, productText, rejectedObject } from './print/product-story.ts'

export interface ExplainOptions extends CommonOptions {
  key: string
  live?: boolean
  showPersonal?: boolean
}

/** Entities of one contact whose stories are told at most. */
const MOST = 50

/**
 * `bxi explain KEY`: the whole story of a visit, or of the visit behind a deal or contact; how a product of the shop stands. Personal data only with
 * `--show-personal`, read live. Exit 0; 1 when nothing is known of it; 74 when what is known of it may have stood in a file that is damaged.
 */
export async function run(options: ExplainOptions, io: Io): Promise<number> {
  if (options.key.trim() === '') throw new Problem('usage.wrong', { given: "''", known: 'F1_1045 | 905' })
  const kit = await openTold(options, io)
  const damage = new Damage()
  const { lang } = kit.words
  try {
    const products = await readable(damage, undefined, () => explainProduct(kit, options.key))
    const entities = await entitiesOf(kit.store, options.key, damage).catch((error: unknown) => {
      if (products && isProblem(error, 'explain.unknown')) return []
      throw error
    })
    const stories: Story[] = []
    for (const { partition, key, former } of entities.slice(0, MOST)) {
      stories.push({ ...(await storyOf(kit.store, partition, key, damage)), ...(former ? { former: formerName(former, options.key) } : {}) })
    }
    const asked = { names: options.showPersonal ?? false, signal: io.signal }
    const looks: (LiveLook | undefined)[] = []
    const isLive = (options.live || options.showPersonal) && stories.length === 1
    for (const story of isLive ? stories : []) looks.push(await lookLive(kit, story, asked))
    const [only] = stories
    if (options.json) {
      const told = stories.map((story, at) => storyObject(story, looks[at], kit.words))
      const ofShop = products
        ? { products: products.stories.map(productObject), rejected: products.rejected.map((one) => rejectedObject(one, kit.words)) }
        : {}
      io.out(explainJson(options.key, entities.length, { stories: told, ...ofShop }, damage))
      return tellDamage(damage, lang, io)
    }
    const zone = zoneOf(kit.config)
    const texts = [
      ...(stories.length === 1 && only ? [storyText(only, looks[0], kit.words, zone)] : []),
      ...(stories.length > 1 ? [severalText(options.key, stories, kit.words)] : []),
      ...(products ? [productText(options.key, products, kit.words, zone)] : []),
    ]
    io.out(texts.join('\n\n'))
    return tellDamage(damage, lang, io)
  } catch (error) {
    if (!isProblem(error, 'explain.unknown') || !damage.isFound) throw error
    // It may be known all the same: that cannot be told just now, and "unknown" would be wrong.
    if (options.json) io.out(explainJson(options.key, 0, { stories: [] }, damage))
    io.err(problemText(error, lang))
    return tellDamage(damage, lang, io)
  } finally {
    await kit.close()
  }
}

function explainJson(asked: string, entities: number, told: { stories: readonly object[] }, damage: Damage): string {
  return JSON.stringify({ schema: 1, asked, entities, ...told, damaged: damage.files }, undefined, 2)
}

function formerName(noun: string, key: string): NonNullable<Story['former']> {
  return { noun, id: /\d+$/.exec(spelledKey(key))?.[0] ?? key }
}
