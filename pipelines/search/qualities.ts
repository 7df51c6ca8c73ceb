import { QUALITIES, type QualityConcept } from './vocabulary/qualities.ts'

export const ALL_QUALITIES: ReadonlyMap<string, QualityConcept> = new Map(QUALITIES.map((quality) => [quality.id, quality]))

/** Properties that satisfy any of the asked qualities, and those that come near. «снятый оригинал» asks for the narrower of the two. */
export function qualitiesThatAnswer(asked: readonly string[]): { exact: ReadonlySet<string>; near: ReadonlySet<string> } {
  const exact = new Set(asked.flatMap((id) => ALL_QUALITIES.get(id)?.answers ?? [id]))
  const near = new Set(asked.flatMap((id) => ALL_QUALITIES.get(id)?.near ?? []))
  return { exact, near }
}
