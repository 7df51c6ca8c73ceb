import type { JournalEntry, JournalQuery, OnDamage } from '../core/ports/state.ts'
import { isProblem, Problem } from '../core/problem.ts'
import { storyWordsIn } from '../core/texts/story.ts'
import { wordsFor } from '../core/texts/text.ts'
import { JOBS } from '../jobs/catalog.ts'
import { Damage } from '../jobs/damage.ts'
import { entitiesOf, spelledKey } from '../jobs/explain.ts'
import type { Kit } from '../jobs/wiring.ts'
import type { CommonOptions, Io } from './io.ts'
import { countOf, momentOf, zoneOf } from './moments.ts'
import { openTold } from './open.ts'
import { damageLine, tellDamage } from './print/damage.ts'
import { entryLine } from './print/entry-text.ts'
import { type JournalPage, journalCsv, journalJson, journalObject, journalText } from './print/journal.ts'
import { problemText } from './print/problem.ts'

export interface JournalOptions extends CommonOptions {
  since?: string
  until?: string
  job?: string
  entity?: string
  outcome?: string
  follow?: boolean
  limit?: string
  csv?: boolean
}

/** What writes into the journal besides the jobs. */
const COMMANDS_OF_THE_JOURNAL = ['replay-queue', 'apply', 'state-restore']
const DEFAULT_SINCE = '24h'
const DEFAULT_LIMIT = '200'

/**
 * `bxi journal`: what happened to entities, the newest `--limit` of what was asked for; with `--follow` also what happens from now on.
 * Exit 0; 74 when a file that may hold an answer is damaged.
 */
export async function run(options: JournalOptions, io: Io): Promise<number> {
  if (options.csv && options.json) throw new Problem('usage.wrong', { given: '--json --csv', known: '--json | --csv' })
  const kit = await openTold(options, io)
  const damage = new Damage()
  try {
    const query = await queryOf(options, kit, damage)
    const zone = zoneOf(kit.config)
    if (!options.follow) {
      const found = await newest(kit.store.journal(query, damage.note), countOf('--limit', options.limit ?? DEFAULT_LIMIT))
      const page = { ...found, damaged: damage.files }
      if (options.csv) io.out(journalCsv(page, kit.words, zone))
      else io.out(options.json ? journalJson(page, kit.words) : journalText(page, kit.words, zone))
      return tellDamage(damage, kit.words.lang, io)
    }
    await follow(kit, query, options, io, zone, damage)
    return damage.exit
  } catch (error) {
    if (!isProblem(error, 'explain.unknown') || !damage.isFound) throw error
    // Whose number that is may have stood in what cannot be read.
    io.err(problemText(error, kit.words.lang))
    return tellDamage(damage, kit.words.lang, io)
  } finally {
    await kit.close()
  }
}

/** The last entries before now, then each new one as it becomes durable; ends with the signal. */
async function follow(kit: Kit, query: JournalQuery, options: JournalOptions, io: Io, zone: string, damage: Damage): Promise<void> {
  const line = (entry: JournalEntry): string => (options.json ? JSON.stringify(journalObject(entry, kit.words)) : entryLine(entry, kit.words, zone))
  const { since: _since, until: _until, ...always } = query
  const seen = new Set<string>()
  const told = new Set<string>()
  const tellNewDamage: OnDamage = (met) => {
    damage.note(met)
    for (const file of damage.files) if (!told.has(file.file)) io.err(damageLine(file, kit.words.lang))
    for (const { file } of damage.files) told.add(file)
  }
  // Following starts before the past is read, so that nothing falls in between; what both tell is told once.
  const following = kit.store.followJournal(always, io.signal, tellNewDamage)[Symbol.asyncIterator]()
  let next = following.next()
  const page = await newest(kit.store.journal(query, tellNewDamage), countOf('--limit', options.limit ?? (options.since ? DEFAULT_LIMIT : '10')))
  for (const entry of page.entries) {
    seen.add(JSON.stringify(entry))
    io.out(line(entry))
  }
  if (io.isTty && !options.json) io.err(storyWordsIn(kit.words.lang).journal.following)
  for (let fresh = await next; !fresh.done; fresh = await next) {
    if (!seen.delete(JSON.stringify(fresh.value))) io.out(line(fresh.value))
    next = following.next()
  }
}

async function queryOf({ since, until, job, entity, outcome }: JournalOptions, kit: Kit, damage: Damage): Promise<JournalQuery> {
  const zone = zoneOf(kit.config)
  const now = kit.clock.now()
  const from = momentOf('--since', since ?? DEFAULT_SINCE, now, zone)
  const to = until === undefined ? undefined : momentOf('--until', until, now, zone)
  if (to !== undefined && to <= from)
    throw new Problem('usage.wrong', { given: `--since ${since ?? DEFAULT_SINCE} --until ${until}`, known: '--since < --until' })
  return {
    since: from,
    ...(to === undefined ? {} : { until: to }),
    ...(job === undefined ? {} : { job: jobOf(job) }),
    ...(entity === undefined ? {} : { key: await keyOf(entity, kit, damage) }),
    ...(outcome === undefined ? {} : { event: eventOf(outcome, kit) }),
  }
}

/** By its name (`sync-ident`), as it is typed (`sync ident`), or by its word in either language. */
function jobOf(said: string): string {
  const wanted = said.trim().toLowerCase()
  const names = [...JOBS.map(({ name }) => name), ...COMMANDS_OF_THE_JOURNAL]
  const spelled = (name: string): string[] => {
    const words = (['ru', 'en'] as const).map((lang) => wordsFor(storyWordsIn(lang).job as Record<string, string>, name).toLowerCase())
    return [name, name.replaceAll('-', ' '), ...words]
  }
  const found = names.find((name) => spelled(name).includes(wanted))
  if (!found) throw new Problem('usage.wrong', { given: `--job ${said}`, known: names.join(' | ') })
  return found
}

/** As `explain` takes it: a key in any spelling, or the number of a deal that stands for one entity. */
async function keyOf(entity: string, { store }: Kit, damage: Damage): Promise<string> {
  const wanted = spelledKey(entity)
  if (!/^(?:[a-z]+ )?\d+$/.test(wanted)) return wanted
  const keys = [...new Set((await entitiesOf(store, wanted, damage)).map(({ key }) => key))]
  if (keys.length > 1) throw new Problem('usage.wrong', { given: `--entity ${entity}`, known: keys.join(' | ') })
  return keys[0] ?? wanted
}

/** By its code (`refused`) or by its word in either language. */
function eventOf(outcome: string, kit: Kit): JournalEntry['event'] {
  const said = outcome.trim().toLowerCase().replaceAll('-', '_')
  const codes = Object.keys(storyWordsIn('en').event) as JournalEntry['event'][]
  const found = codes.find((code) => [code, storyWordsIn('en').event[code], storyWordsIn('ru').event[code]].includes(said))
  if (!found) {
    const known = codes.map((code) => (kit.words.lang === 'ru' ? `${code} (${storyWordsIn('ru').event[code]})` : code)).join(' | ')
    throw new Problem('usage.wrong', { given: `--outcome ${outcome}`, known })
  }
  return found
}

/** Keeps the last `limit` of a stream, and counts the others. */
async function newest(entries: AsyncIterable<JournalEntry>, limit: number): Promise<JournalPage> {
  let kept: JournalEntry[] = []
  let count = 0
  for await (const entry of entries) {
    count++
    kept.push(entry)
    if (kept.length >= 2 * limit) kept = kept.slice(-limit)
  }
  return { entries: kept.slice(-limit), notShown: Math.max(0, count - limit) }
}
