import { spawnSync } from 'node:child_process'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import * as assert from 'uvu/assert'
import { seededRandom } from '../core/random.ts'
import { selfSigned } from '../fixtures/certificate.testing.ts'
import { manualClock } from '../fixtures/fakes/manual-clock.ts'
import { suite } from '../fixtures/suite.ts'
import { type PostOptions, pauseMs, postJson, repeated } from './http.ts'

const http = suite('one POST')

const OPTIONS: PostOptions = { timeoutMs: 2_000, connectTimeoutMs: 500, userAgent: 'bxi-test' }

/** A server on loopback for the time of the body. */
async function listening(server: Server | ReturnType<typeof createTcpServer>, body: (port: number) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await body((server.address() as AddressInfo).port)
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

http('an answer of any status is an answer, and a redirect is not followed', async () => {
  const seen: string[] = []
  const server = createServer(async (request, response) => {
    seen.push(`${request.method} ${request.headers['content-type']} ${request.headers['user-agent']} ${await bodyOf(request)}`)
    response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end('moved')
  })
  await listening(server, async (port) => {
    const answer = await postJson(`http://127.0.0.1:${port}/x`, { имя: 'Анна' }, OPTIONS)
    assert.equal(answer, { kind: 'answered', status: 302, body: 'moved', location: 'http://127.0.0.1:1/elsewhere' })
  })
  assert.equal(seen, ['POST application/json bxi-test {"имя":"Анна"}'])
})

http('an answer of 500 or 503 is not asked for again', async () => {
  for (const status of [500, 503]) {
    let hits = 0
    const server = createServer((_, response) => {
      hits++
      response.writeHead(status).end('{}')
    })
    await listening(server, async (port) => {
      const answer = await postJson(`http://127.0.0.1:${port}/`, {}, OPTIONS)
      assert.is(answer.kind, 'answered')
    })
    assert.is(hits, 1)
  }
})

http('where nobody listens nothing was sent', async () => {
  let closed = 0
  await listening(createServer(), (port) => Promise.resolve(void (closed = port)))
  assert.equal(await postJson(`http://127.0.0.1:${closed}/`, {}, OPTIONS), { kind: 'not_sent', code: 'ECONNREFUSED' })
})

http('to a host that has no address nothing was sent', async () => {
  const answer = await postJson('http://no-such-host.invalid/', {}, OPTIONS)
  assert.is(answer.kind, 'not_sent')
})

http('a connection that breaks before encryption stands has carried nothing', async () => {
  const server = createTcpServer((socket) => {
    socket.once('data', () => socket.resetAndDestroy())
  })
  await listening(server, async (port) => {
    const answer = await postJson(`https://127.0.0.1:${port}/`, {}, OPTIONS)
    assert.equal(answer, { kind: 'not_sent', code: 'ECONNRESET' })
  })
})

http('encryption that is never agreed is given up, and nothing was sent', async () => {
  await listening(createTcpServer(), async (port) => {
    const answer = await postJson(`https://127.0.0.1:${port}/`, {}, OPTIONS)
    assert.equal(answer, { kind: 'not_sent', code: 'ETIMEDOUT' })
  })
})

http('a connection that breaks while the answer is awaited may have carried the request out', async () => {
  await listening(
    createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    async (port) => {
      const answer = await postJson(`http://127.0.0.1:${port}/`, {}, OPTIONS)
      assert.equal(answer, { kind: 'lost', code: 'ECONNRESET', isTimeout: false })
    },
  )
})

http('an answer that breaks off in the middle is lost', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"result":'))
  })
  await listening(server, async (port) => {
    const answer = await postJson(`http://127.0.0.1:${port}/`, {}, OPTIONS)
    assert.is(answer.kind, 'lost')
  })
})

http('silence is a time-out, and the request may have been carried out', async () => {
  await listening(createServer(), async (port) => {
    const answer = await postJson(`http://127.0.0.1:${port}/`, {}, { ...OPTIONS, timeoutMs: 200 })
    assert.equal(answer, { kind: 'lost', code: 'ETIMEDOUT', isTimeout: true })
  })
})

http.run()

const encrypted = suite('encrypted POSTs')
const NEEDS_OPENSSL = 'needs the Debian package openssl'
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** A proxy that counts its tunnels, or refuses them. */
function proxyServer(seen: string[], status = 200): Server {
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    seen.push(`${request.url} ${request.headers['proxy-authorization'] ?? 'nobody'}`)
    client.on('error', () => undefined)
    if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`)
    const [host = '', port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      target.pipe(client).pipe(target)
    })
    target.on('error', () => client.destroy())
    client.on('close', () => target.destroy())
    return undefined
  })
  return server
}

const withTls = (title: string, body: (url: string, ca: string) => Promise<void>): void => {
  if (!hasOpenssl) return encrypted.skip(title, NEEDS_OPENSSL)
  encrypted(title, async () => {
    const { key, cert } = selfSigned()
    const server = createTlsServer({ key, cert }, async (request, response) => response.end(await bodyOf(request)))
    await listening(server, (port) => body(`https://127.0.0.1:${port}/`, cert))
  })
}

withTls('an unknown certificate is refused before anything is sent', async (url) => {
  assert.equal(await postJson(url, {}, OPTIONS), { kind: 'not_sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
})

withTls('a certificate of a named authority is trusted', async (url, ca) => {
  assert.equal(await postJson(url, { a: 1 }, { ...OPTIONS, ca }), { kind: 'answered', status: 200, body: '{"a":1}' })
})

withTls('through a proxy goes a tunnel', async (url, ca) => {
  const seen: string[] = []
  await listening(proxyServer(seen), async (port) => {
    const answer = await postJson(url, { a: 1 }, { ...OPTIONS, ca, proxy: `http://ann:p%40ss@127.0.0.1:${port}` })
    assert.equal(answer, { kind: 'answered', status: 200, body: '{"a":1}' })
  })
  assert.equal(seen, [`${new URL(url).host} Basic ${Buffer.from('ann:p@ss').toString('base64')}`])
})

withTls('a proxy that says no, or is not there, has carried nothing', async (url, ca) => {
  await listening(proxyServer([], 407), async (port) => {
    assert.equal(await postJson(url, {}, { ...OPTIONS, ca, proxy: `http://127.0.0.1:${port}` }), { kind: 'not_sent', code: 'EPROXY407' })
  })
  assert.equal(await postJson(url, {}, { ...OPTIONS, ca, proxy: 'http://127.0.0.1:9' }), { kind: 'not_sent', code: 'ECONNREFUSED' })
  await listening(createTcpServer(), async (port) => {
    assert.equal(await postJson(url, {}, { ...OPTIONS, ca, proxy: `http://127.0.0.1:${port}` }), { kind: 'not_sent', code: 'EPROXYTIMEOUT' })
  })
})

withTls('a tunnel that breaks while the answer is awaited may have carried the request out', async (_, ca) => {
  const { key, cert } = selfSigned()
  const silent = createTlsServer({ key, cert }, (request) => void request.once('data', () => request.socket.destroy()))
  await listening(silent, async (target) => {
    await listening(proxyServer([]), async (port) => {
      const answer = await postJson(`https://127.0.0.1:${target}/`, {}, { ...OPTIONS, ca, proxy: `http://127.0.0.1:${port}` })
      assert.is(answer.kind, 'lost')
    })
  })
})

encrypted.run()

const patience = suite('patience')

patience('pauses double up to the longest, half of it less or more', () => {
  const policy = { attempts: 9, firstMs: 500, mostMs: 3_000 }
  assert.equal(
    [1, 2, 3, 4, 5].map((attempt) => pauseMs(policy, attempt, 0.5)),
    [500, 1_000, 2_000, 3_000, 3_000],
  )
  assert.equal([pauseMs(policy, 1, 0), pauseMs(policy, 1, 0.999)], [250, 750])
})

patience('what is final is not repeated, what may pass is repeated as often as allowed', async () => {
  const clock = manualClock()
  const startedAt = clock.now()
  const tries = (last: string): Promise<string> => {
    const outcomes = ['busy', 'busy', last]
    return repeated(
      () => Promise.resolve(outcomes.shift() ?? 'asked too often'),
      (outcome) => (outcome === 'busy' ? { attempts: 3, firstMs: 100, mostMs: 100 } : undefined),
      { clock, random: seededRandom(1) },
    )
  }
  assert.is(await tries('fine'), 'fine')
  assert.ok(clock.now() > startedAt)
  assert.is(await tries('busy'), 'busy')
})

patience.run()
