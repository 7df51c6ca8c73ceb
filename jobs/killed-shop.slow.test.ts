import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { openStore } from '../connectors/files/index.ts'
import { systemClock } from '../core/clock.ts'
import { systemRandom } from '../core/random.ts'
import { startPortal } from '../fixtures/emulators/portal/index.ts'
import { stockSite } from '../fixtures/emulators/portal/shop/golden.ts'
import { suite } from '../fixtures/suite.ts'
import { indexFrom } from '../pipelines/search/index-file.ts'
import { INDEX_TEXT, openOfferBook, SHOP_PARTITION } from '../pipelines/shop/index.ts'
import { part } from './shop.testing.ts'

const killed = suite('a reading of the catalogue that is killed')
const PROGRAM = fileURLToPath(new URL('./killed-shop.testing.js', import.meta.url))

function runProcess(args: readonly string[]): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code, signal) => resolve({ code, signal, output }))
  })
}

/** SKU → price at retail, as the search would answer from this folder. */
async function shelfIn(dir: string): Promise<Map<string, number | undefined>> {
  const store = await openStore({ dir, clock: systemClock, random: systemRandom, keepDays: 30 })
  const state = await store.peek(SHOP_PARTITION)
  const offers = await openOfferBook(state)
  const index = indexFrom((await state.text(INDEX_TEXT)) ?? '')
  const shelf = new Map(index?.rowsInUse().map(({ sku }) => [sku, offers.offerOf(sku)?.prices.retail] as const))
  await state.close()
  await store.close()
  return shelf
}

killed.slow('with kill -9 at durable writes all over it ends, after one clean run, with exactly what the site has', async () => {
  let points = 0
  for (let dieAt = 1; ; dieAt += 8) {
    const portal = await startPortal({ kind: 'site' })
    const dir = mkdtempSync(join(tmpdir(), 'bxi-killed-shop-'))
    try {
      stockSite(
        portal.shop,
        Array.from({ length: 420 }, (_, index) => part(1_001 + index)),
        { offersEvery: 7 },
      )
      const state = join(dir, 'state')
      const first = await runProcess([portal.url, state, String(dieAt)])
      portal.shop.delete(1_005)
      portal.shop.setPrice(1_002, 13, 77)
      portal.shop.add({ id: 9_001, name: 'Дисплей для Nomu S5 новый' })
      const last = await runProcess([portal.url, state, '0'])
      const where = `killed at durable write ${dieAt}: ${last.output}`
      assert.is(last.code, 0, where)
      const sold = portal.shop.elements.all().filter(({ type }) => type !== 3)
      const expected = sold.map(
        ({ id }) => [String(id), portal.shop.pricesOf(id).find(({ catalogGroupId }) => catalogGroupId === 13)?.price] as const,
      )
      const shelf = await shelfIn(state)
      const wrong = expected.filter(([sku, price]) => !shelf.has(sku) || shelf.get(sku) !== price).map(([sku]) => sku)
      assert.equal([shelf.size, wrong], [expected.length, []], where)
      if (first.signal !== 'SIGKILL') break
      points++
    } finally {
      await portal.close()
      rmSync(dir, { recursive: true, force: true })
    }
  }
  assert.ok(points >= 5, `${points} durable writes were tried`)
})

killed.run()
