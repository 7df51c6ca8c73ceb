import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { systemClock } from '../core/clock.ts'
import { silentLog } from '../core/log.ts'
import { systemRandom } from '../core/random.ts'
import type { RunReport } from '../core/report.ts'
import { openPortal } from '../connectors/bitrix/index.ts'
import { type Portal, startPortal } from '../fixtures/emulators/portal/index.ts'
import { memoryStore } from '../fixtures/fakes/memory-state.ts'
import { suite } from '../fixtures/suite.ts'

const agents = suite('two agents on two machines, one portal')
const PROGRAM = fileURLToPath(new URL('./two-agents.testing.js', import.meta.url))
const HOUR_MS = 3_600_000
const CREATING_SECONDS = 0.2
const SOURCES = ['main', 'north'] as const

interface Agents {
  portal: Portal
  /** Both at the same moment, each a process with its own state folder. */
  together(aheadMs?: number): Promise<RunReport[]>
  one(source: (typeof SOURCES)[number], aheadMs?: number): Promise<RunReport>
}

/** The portal lets nobody's first contact be created before both agents have asked for theirs: neither can see the other's in its first look. */
function meetingPoint(): { now(): number; sleep(ms: number): Promise<void> } {
  let open: () => void = () => {}
  const met = new Promise<void>((resolve) => (open = resolve))
  let arrived = 0
  return {
    now: () => Date.now(),
    sleep: async () => {
      if (++arrived === 2) open()
      await Promise.race([met, new Promise((resolve) => setTimeout(resolve, 10_000).unref())])
    },
  }
}

async function withAgents(use: (world: Agents) => Promise<void>): Promise<void> {
  const serverSeconds = (method: string): number => (method === 'crm.contact.add' ? CREATING_SECONDS : 0)
  const portal = await startPortal({ limits: 'off', operatingLimitSeconds: 'off', serverCutoffMs: 1_000, clock: meetingPoint(), serverSeconds })
  const dir = mkdtempSync(join(tmpdir(), 'bxi-agents-'))
  const run = (source: string, startAt: number, aheadMs = 0): Promise<RunReport> =>
    new Promise((resolve, reject) => {
      const args = [PROGRAM, portal.url, join(dir, source), source, String(startAt), String(aheadMs)]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      let output = ''
      child.stdout.on('data', (chunk) => (output += chunk))
      child.on('close', (code) => (output === '' ? reject(new Error(`${source} ended with ${code}`)) : resolve(JSON.parse(output) as RunReport)))
    })
  try {
    const set = { webhook: portal.url, funnel: 'Ident', stages: {}, perSecond: 1_000, burst: 5_000, parallel: 3, operatingLimitSeconds: 100_000 }
    const { documents } = memoryStore({ clock: systemClock })
    const ports = { documents, clock: systemClock, random: systemRandom, log: silentLog }
    const installer = openPortal({ ...set, ...ports, timeoutMs: 1_500, sharedDir: join(dir, 'installer'), trafficClass: 'live' })
    await installer.installIdent({ dryRun: false })
    await use({
      portal,
      together: (aheadMs) => Promise.all(SOURCES.map((source) => run(source, Date.now() + 2_500, aheadMs))),
      one: (source, aheadMs) => run(source, 0, aheadMs),
    })
  } finally {
    await portal.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

const codesOf = (reports: readonly RunReport[]): string[] =>
  reports.flatMap(({ pipelines }) => pipelines.flatMap(({ problems }) => problems.map(({ code }) => code)))
const linked = (portal: Portal): Record<string, string[]> =>
  Object.fromEntries(portal.store.deals.all().map((deal) => [String(deal.ORIGIN_ID), deal.CONTACT_IDS.map(String)]))

agents.slow('the same new patient in the same second is one contact with every deal: the lowest id wins', async () => {
  await withAgents(async ({ portal, together, one }) => {
    const first = await together()
    assert.equal(
      first.map(({ exit }) => exit),
      [0, 0],
      JSON.stringify(first),
    )
    const later = [await one('main', HOUR_MS), await one('north', HOUR_MS)]
    const [kept, ...others] = portal.store.contacts.all()
    assert.equal(others, [], `two contacts stayed: ${codesOf([...first, ...later])}`)
    assert.equal(linked(portal), Object.fromEntries(['F1_1', 'F1_2', 'F2_1', 'F2_2'].map((origin) => [origin, [kept?.ID ?? '']])))
    assert.is(codesOf([...first, ...later]).filter((code) => code === 'client-twin').length, 1, 'told once')
    assert.equal(
      [await one('main', 2 * HOUR_MS), await one('north', 2 * HOUR_MS)].map(({ exit, pipelines }) => [exit, pipelines[0]?.requests.http]),
      [
        [0, 0],
        [0, 0],
      ],
    )
  })
})

agents.slow('a twin that people already work with stays, is reported, and its deals go over', async () => {
  await withAgents(async ({ portal, together, one }) => {
    const called = new Set<string>()
    const calls = setInterval(() => {
      for (const { ID } of portal.store.contacts.all().filter((contact) => !called.has(contact.ID))) {
        portal.store.addActivity('contact', ID, 'Позвонить')
        called.add(ID)
      }
    }, 5)
    await together().finally(() => clearInterval(calls))
    const later = [await one('main', HOUR_MS), await one('north', HOUR_MS)]
    const contacts = portal.store.contacts.all().map(({ ID }) => ID)
    assert.is(contacts.length, 2)
    assert.ok(codesOf(later).includes('client-doubled'), codesOf(later).join())
    assert.equal([...new Set(Object.values(linked(portal)).flat())], [contacts[0] ?? ''])
  })
})

agents.run()
