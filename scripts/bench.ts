// Side by side with what a user would pick instead, in one run, ratios first. Usage: npm run bench -- [journal|state|sync|search]
import { mkdirSync, writeFileSync } from 'node:fs'

const BENCHES: Readonly<Record<string, () => Promise<{ text: string; json: unknown }>>> = {
  journal: async () => (await import('./bench/journal.ts')).benchJournal(),
  queue: async () => (await import('./bench/queue.ts')).benchQueue(),
  search: async () => (await import('./bench/search.ts')).benchSearch(),
  state: async () => (await import('./bench/state.ts')).benchState(),
  sync: async () => (await import('./bench/sync.ts')).benchSync(),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`unknown bench: ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`)
  process.exitCode = 64
} else {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const { text, json } = await bench()
    console.log(text)
    mkdirSync('bench-results', { recursive: true })
    writeFileSync(`bench-results/${name}.json`, `${JSON.stringify(json, undefined, 2)}\n`)
    console.log(`bench-results/${name}.json`)
  }
}
