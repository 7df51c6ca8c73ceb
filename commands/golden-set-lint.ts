import { type Finding, lintGolden } from '../pipelines/golden/lint.ts'
import { openGolden } from './golden-set-run.ts'
import type { CommonOptions, Io } from './io.ts'
import { parseCatalog } from '../pipelines/search/catalog-file.ts'
import { readTextFile } from './shop-catalog.ts'

export interface GoldenLintOptions extends CommonOptions {
  file: string
  catalog: string
}

const WORDS: Readonly<Record<Finding['kind'], { ru: string; en: string }>> = {
  'unknown-sku': { ru: 'товара нет в каталоге', en: 'the catalogue has no such product' },
  'inactive-sku': { ru: 'товар не продаётся', en: 'the product is not sold' },
  'same-question': { ru: 'тот же вопрос', en: 'the same question' },
  contradiction: { ru: 'оценки расходятся', en: 'the grades differ' },
  'none-with-answer': { ru: 'здесь ответа быть не должно, а там он есть', en: 'no answer here, an answer there' },
}

/** `bxi golden-set lint F CATALOG`: judgements that do not hold. Exit 1 when there are any. */
export async function run(options: GoldenLintOptions, io: Io): Promise<number> {
  const { queries } = await openGolden(options.file)
  const { products } = parseCatalog(await readTextFile(options.catalog))
  const findings = lintGolden(queries, new Map(products.map((product) => [product.sku, product.active])))
  if (options.json) io.out(JSON.stringify({ schema: 1, queries: queries.length, findings }))
  else if (findings.length === 0)
    io.out(io.lang === 'ru' ? `Замечаний нет, вопросов: ${queries.length}.` : `Nothing found in ${queries.length} queries.`)
  else
    for (const finding of findings)
      io.out(`${options.file}: ${finding.id}: ${WORDS[finding.kind][io.lang]}: ${'sku' in finding ? finding.sku : finding.other}`)
  return findings.length > 0 ? 1 : 0
}
