import { compareRuns } from '../pipelines/golden/compare.ts'
import { DEFAULT_GOLDEN, scoreResults } from './golden-set-eval.ts'
import { openGolden } from './golden-set-run.ts'
import type { CommonOptions, Io } from './io.ts'
import { comparisonText } from './print/golden-comparison.ts'

export interface GoldenDiffOptions extends CommonOptions {
  /** Results files of two runs. */
  before: string
  after: string
  golden?: readonly string[]
}

/** `bxi golden-set diff A B`: which queries got better or worse. Exit 1 when the loss is significant. */
export async function run(options: GoldenDiffOptions, io: Io): Promise<number> {
  const golden = await Promise.all((options.golden?.length ? options.golden : [DEFAULT_GOLDEN]).map(openGolden))
  const comparison = compareRuns(await scoreResults(options.before, golden), await scoreResults(options.after, golden))
  io.out(options.json ? JSON.stringify({ schema: 1, ...comparison }) : comparisonText(comparison, io.lang, Number.POSITIVE_INFINITY).join('\n'))
  return comparison.isSignificantLoss ? 1 : 0
}
