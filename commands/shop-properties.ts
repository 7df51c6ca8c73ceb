import { Problem } from '../core/problem.ts'
import { surveyProperties } from '../pipelines/shop/survey.ts'
import type { CommonOptions, Io } from './io.ts'
import { openRun } from './open.ts'
import { surveyText } from './print/shop-properties.ts'

/** `bxi shop properties`: what the catalogue of the site holds and what to name in the configuration. Exit 1 when a named property is missing. */
export async function run(options: CommonOptions, io: Io): Promise<number> {
  const kit = await openRun(options, io)
  try {
    const { shopSite, shopSettings } = kit
    if (!shopSite || !shopSettings) throw new Problem('bug', { name: 'a kit without a shop' })
    const { mapping, prices } = shopSettings()
    const survey = await surveyProperties(await shopSite('live'), mapping, prices.types)
    io.out(options.json ? JSON.stringify({ schema: 1, ...survey }, undefined, 2) : surveyText(survey, kit.words.lang))
    return survey.roles.some(({ missing }) => missing.length > 0) ? 1 : 0
  } finally {
    await kit.close()
  }
}
