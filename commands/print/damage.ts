import type { Lang } from '../../core/problem.ts'
import { storyWordsIn } from '../../core/texts/story.ts'
import { type Damage, damageParams, type DamagedFile } from '../../jobs/damage.ts'
import type { Io } from '../io.ts'

/** One line a damaged file: where, and what to type. Pure. */
export function damageLine(place: DamagedFile, lang: Lang): string {
  return `! ${storyWordsIn(lang).damaged(damageParams(place))}`
}

/** Says beside a result what it may lack, and returns the exit code: 0 when everything could be read. */
export function tellDamage(damage: Damage, lang: Lang, io: Io): number {
  for (const file of damage.files) io.err(damageLine(file, lang))
  return damage.exit
}
