import * as assert from 'uvu/assert'
import type { Beat } from '../../core/ports/alerts.ts'
import { silentLog } from '../../core/log.ts'
import { Problem } from '../../core/problem.ts'
import { SIGNATURE_HEADER, signatureOf } from '../../core/signature.ts'
import { heartbeatTo } from '../../connectors/notify/index.ts'
import { suite } from '../../fixtures/suite.ts'
import { agentRoutes } from './agents.ts'
import { startHttpServer } from './server.ts'

const route = suite('the address that listens for other machines')
const SECRET = 'invented-secret'
const BEAT: Beat = { schema: 1, agent: 'f3', name: 'Филиал 3', job: 'sync-ident', run: 'r', at: 1, exit: 0, totals: { read: 3 }, parts: [] }

async function withRoute(use: (url: string, heard: Beat[]) => Promise<void>, onBeat?: () => Promise<void>, isNow = true): Promise<void> {
  const heard: Beat[] = []
  const routes = [
    agentRoutes(new Map([['f3', SECRET]]), async (beat) => {
      await onBeat?.()
      heard.push(beat)
      return isNow
    }),
  ]
  const server = await startHttpServer({ listen: '127.0.0.1:0', log: silentLog, routes })
  try {
    await use(server.url, heard)
  } finally {
    await server.close()
  }
}

async function post(url: string, body: string, signature?: string): Promise<number> {
  const headers = { 'content-type': 'application/json', ...(signature === undefined ? {} : { [SIGNATURE_HEADER]: signature }) }
  const answer = await fetch(url, { method: 'POST', body, headers })
  await answer.text()
  return answer.status
}

route('a heartbeat of the real sender is taken as it was sent', async () => {
  await withRoute(async (url, heard) => {
    const beat: Beat = { ...BEAT, parts: [{ partition: 'ident-visits@main', label: 'Мира', readAt: 5, waiting: 1, buried: 0 }] }
    await heartbeatTo({ url: `${url}/agents/f3`, secret: SECRET }, {}).ping(beat)
    assert.equal(heard, [beat])
  })
})

route('whoever cannot sign for this agent is refused, and nothing is heard', async () => {
  await withRoute(async (url, heard) => {
    const body = JSON.stringify(BEAT)
    assert.is(await post(`${url}/agents/f3`, body), 401)
    assert.is(await post(`${url}/agents/f3`, body, signatureOf(body, 'other')), 401)
    assert.is(await post(`${url}/agents/f3`, `${body} `, signatureOf(body, SECRET)), 401, 'another body')
    assert.is(await post(`${url}/agents/f9`, body, signatureOf(body, SECRET)), 404)
    assert.equal(heard, [])
  })
})

route('garbage, signed or not, is refused and the next heartbeat is taken', async () => {
  await withRoute(async (url, heard) => {
    for (const body of ['', '[]', '{', 'null', '{"schema":1}', JSON.stringify({ ...BEAT, agent: 'f4' }), JSON.stringify({ ...BEAT, at: 'soon' })])
      assert.is(await post(`${url}/agents/f3`, body, signatureOf(body, SECRET)), 422, body)
    const huge = JSON.stringify({ ...BEAT, name: 'x'.repeat(100_000) })
    assert.is(await post(`${url}/agents/f3`, huge, signatureOf(huge, SECRET)), 413)
    const body = JSON.stringify(BEAT)
    assert.is(await post(`${url}/agents/f3`, body, signatureOf(body, SECRET)), 200)
    assert.is(heard.length, 1)
  })
})

route('a heartbeat that is signed and none of now is told so', async () => {
  await withRoute(
    async (url) => {
      const body = JSON.stringify(BEAT)
      assert.is(await post(`${url}/agents/f3`, body, signatureOf(body, SECRET)), 409)
    },
    undefined,
    false,
  )
})

route('a heartbeat that cannot be written down is not acknowledged', async () => {
  const fullDisk = async (): Promise<void> => {
    throw new Problem('state.no-space', { path: 'agents-heard' })
  }
  await withRoute(async (url) => {
    const body = JSON.stringify(BEAT)
    assert.is(await post(`${url}/agents/f3`, body, signatureOf(body, SECRET)), 503)
  }, fullDisk)
})

route.run()
