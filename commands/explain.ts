import { Problem } from '../core/problem.ts'
import type { LiveLook } from '../pipelines/flow.ts'
import { entitiesOf, type Story, storyOf } from '../jobs/explain.ts'
import { lookLive } from '../jobs/look-live.ts'
import type { CommonOptions, Io } from './io.ts'
import { zoneOf } from './moments.ts'
import { openTold } from './open.ts'
import { severalText, storyObject, storyText } from './print/explain.ts'

export interface ExplainOptions extends CommonOptions {
  key: string
  live?: boolean
  showPersonal?: boolean
}

/** Entities of one contact whose stories are told at most. */
const MOST = 50

/** `bxi explain KEY`: the whole story of a visit, or of the visit behind a deal or contact. Personal data only with `--show-personal`, read live. */
export async function run(options: ExplainOptions, io: Io): Promise<number> {
  if (options.key.trim() === '') throw new Problem('usage.wrong', { given: "''", known: 'F1_1045 | 905' })
  const kit = await openTold(options, io)
  try {
    const entities = await entitiesOf(kit.store, options.key)
    const stories: Story[] = []
    for (const { partition, key } of entities.slice(0, MOST)) stories.push(await storyOf(kit.store, partition, key))
    const asked = { names: options.showPersonal ?? false, signal: io.signal }
    const looks: (LiveLook | undefined)[] = []
    const isLive = (options.live || options.showPersonal) && stories.length === 1
    for (const story of isLive ? stories : []) looks.push(await lookLive(kit, story, asked))
    if (options.json) {
      const told = stories.map((story, at) => storyObject(story, looks[at], kit.words))
      io.out(JSON.stringify({ schema: 1, asked: options.key, entities: entities.length, stories: told }, undefined, 2))
      return 0
    }
    const [only] = stories
    io.out(stories.length === 1 && only ? storyText(only, looks[0], kit.words, zoneOf(kit.config)) : severalText(options.key, stories, kit.words))
    return 0
  } finally {
    await kit.close()
  }
}
