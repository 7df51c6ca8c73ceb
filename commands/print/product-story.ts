import { dateTimeSeconds } from '../../core/instant.ts'
import { FIELD_WORDS, valueText } from '../../core/texts/fields.ts'
import { type Reasons, sentenceOf } from '../../core/texts/reasons.ts'
import { storyWordsIn } from '../../core/texts/story.ts'
import type { ProductsTold } from '../../jobs/explain-product.ts'
import { SHOP_PARTITION } from '../../pipelines/shop/partition.ts'
import type { ProductStory } from '../../pipelines/shop/story.ts'

/** What the last sync knows of a product, why buyers may not find it, and where to look further. Pure. */
export function productText(key: string, { stories, rejected, holder }: ProductsTold, reasons: Reasons, zone: string): string {
  const { lang } = reasons
  const words = storyWordsIn(lang)
  const at = (moment: number): string => dateTimeSeconds(moment, zone)
  const told = stories.flatMap((story) => [
    words.product.title(String(story.kept.id), SHOP_PARTITION),
    ...lines(story, lang, at).map((line) => `  ${line}`),
  ])
  return [
    ...(stories.length > 0 ? told : [words.product.notTaken(key)]),
    ...rejected.map(({ because }) => `  ${words.product.rejected(sentenceOf(reasons, because))}`),
    ...(holder ? [`  ${words.explain.holder(holder.job, holder.pid, holder.host, at(holder.since))}`] : []),
    `  ${words.product.further}`,
  ].join('\n')
}

function lines({ kept, parent, offer, seen, hindrances, readAt }: ProductStory, lang: Reasons['lang'], at: (moment: number) => string): string[] {
  const { product: words } = storyWordsIn(lang)
  const field = (name: string): string => FIELD_WORDS[name]?.[lang] ?? name
  const prices = Object.entries(offer?.prices ?? {}).map(([level, price]) => `${field(`price_${level}`)} ${price}`)
  const stock = offer === undefined ? [] : [`${field('stock')} ${valueText(lang, 'stock', offer.stock === null ? 'uncounted' : String(offer.stock))}`]
  const search = (['brand', 'models', 'part', 'quality', 'color', 'codes'] as const).flatMap((name) => {
    const value = seen[name]
    const said = value === null ? '' : typeof value === 'string' ? value : value.join(', ')
    return said === '' ? [] : [`${field(name === 'models' ? 'model' : name)} ${said}`]
  })
  const section = kept.section || parent?.section
  const head = [`«${kept.title}»`, `${field('sku')} ${kept.sku}`, ...(section ? [`${field('section')} «${section}»`] : [])]
  const read = (['full', 'changes', 'stock', 'search'] as const).flatMap((what) =>
    readAt[what] === undefined ? [] : [words.read[what](at(readAt[what]))],
  )
  return [
    head.join(', '),
    ...(parent ? [words.variation(parent.id, parent.title)] : []),
    ...(hindrances.length === 0 ? [words.found] : hindrances.map((hindrance) => words.hindrance[hindrance])),
    ...(prices.length + stock.length > 0 ? [[...prices, ...stock].join(', ')] : []),
    ...(search.length > 0 ? [words.search(search.join('; '))] : []),
    ...(kept.changedAt === undefined ? [] : [words.changed(at(kept.changedAt))]),
    ...(read.length > 0 ? [read.join('; ')] : []),
  ]
}

/** For machines: moments as ISO. */
export function productObject({ kept, parent, offer, seen, hindrances, readAt }: ProductStory): object {
  const iso = (moment: number): string => new Date(moment).toISOString()
  const { id, list, sku, title, section, active, isSold, changedAt } = kept
  return {
    key: String(id),
    partition: SHOP_PARTITION,
    sku,
    title,
    section: section || (parent?.section ?? ''),
    noun: list === 'offers' ? 'variation' : 'product',
    active,
    isSold,
    ...(kept.parentId === undefined ? {} : { parent: kept.parentId }),
    ...(offer ? { prices: offer.prices, stock: offer.stock ?? 'uncounted' } : {}),
    search: {
      brand: seen.brand,
      models: seen.models,
      part: seen.part,
      quality: seen.quality,
      color: seen.color,
      codes: seen.codes,
      shown: seen.active,
    },
    hindrances,
    ...(changedAt === undefined ? {} : { changedAt: iso(changedAt) }),
    readAt: Object.fromEntries(Object.entries(readAt).map(([what, moment]) => [what, iso(moment)])),
  }
}

export function rejectedObject({ id, because }: ProductsTold['rejected'][number], reasons: Reasons): object {
  return { key: String(id), code: because.code, because: sentenceOf(reasons, because) }
}
