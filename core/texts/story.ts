import type { Lang } from '../problem.ts'
import { storyEn } from './en/story.ts'
import { storyRu } from './ru/story.ts'

/** Words of journal, explain, status and slo. Both languages have every one. */
export type StoryWords = typeof storyEn

export function storyWordsIn(lang: Lang): StoryWords {
  return lang === 'ru' ? storyRu : storyEn
}
