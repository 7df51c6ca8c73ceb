import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import * as assert from 'uvu/assert'
import type { AlertMessage, Notifier } from '../../core/ports/alerts.ts'
import { isProblem } from '../../core/problem.ts'
import { isSignedBy, SIGNATURE_HEADER } from '../../core/signature.ts'
import { suite } from '../../fixtures/suite.ts'
import { mailNotifier, telegramNotifier, webhookNotifier } from './index.ts'

const channels = suite('channels that reach a person')
const MESSAGE: AlertMessage = { id: 'queue:main', state: 'raised', kind: 'queue', subject: 'main', text: 'Филиал 3: ждут доставки 900', at: 1 }

interface Post {
  path: string
  body: string
  signature: string | undefined
}

async function withReceiver(status: number, use: (url: string, posts: Post[]) => Promise<void>): Promise<void> {
  const posts: Post[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      posts.push({ path: request.url ?? '', body, signature: request.headers[SIGNATURE_HEADER] as string | undefined })
      response.writeHead(status).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, posts)
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

async function refusalOf(notifier: Notifier): Promise<string> {
  try {
    await notifier.send(MESSAGE)
  } catch (error) {
    if (isProblem(error, 'alerts.undelivered')) return JSON.stringify([error.text('ru'), error.text('en'), error.params])
    throw error
  }
  return ''
}

channels('Telegram gets the text by its Bot API', async () => {
  await withReceiver(200, async (url, posts) => {
    await telegramNotifier({ chatId: -100, token: '1:invented', apiRoot: url }, {}).send(MESSAGE)
    assert.equal(
      posts.map(({ path, body }) => [path, JSON.parse(body)]),
      [['/bot1:invented/sendMessage', { chat_id: -100, text: MESSAGE.text }]],
    )
  })
})

channels('a webhook gets the whole message, signed with its secret', async () => {
  await withReceiver(204, async (url, posts) => {
    await webhookNotifier({ url: `${url}/in`, secret: 'invented' }, {}).send(MESSAGE)
    const [post] = posts
    assert.equal(JSON.parse(post?.body ?? ''), { schema: 1, ...MESSAGE })
    assert.ok(isSignedBy(post?.body ?? '', 'invented', post?.signature))
  })
})

channels('a channel that says no is a problem without addresses and tokens', async () => {
  await withReceiver(401, async (url) => {
    for (const notifier of [
      telegramNotifier({ chatId: 1, token: '1:invented', apiRoot: url }, {}),
      webhookNotifier({ url: `${url}/in/secret-path` }, {}),
    ]) {
      const refusal = await refusalOf(notifier)
      assert.match(refusal, 'HTTP 401')
      assert.not.match(refusal, /invented|secret-path/)
    }
  })
  assert.match(await refusalOf(webhookNotifier({ url: 'http://127.0.0.1:9/in' }, {})), 'ECONNREFUSED')
})

channels('a letter arrives at a real mail server with Russian text and a stable message id', async () => {
  const letters: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) => (password === 'invented' ? done(null, { user: username }) : done(new Error('no'))),
    onData: (stream, _session, done) => {
      let letter = ''
      stream.on('data', (chunk) => (letter += chunk))
      stream.on('end', () => {
        letters.push(letter)
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const target = { address: 'admin@clinic.example', from: 'bxi@clinic.example', lang: 'ru' } as const
  try {
    await mailNotifier({ ...target, smtp: `smtp://bxi:invented@127.0.0.1:${port}` }).send(MESSAGE)
    assert.is(letters.length, 1)
    assert.match(letters[0] ?? '', /Message-ID: <queue-main\.raised\.1@bxi>/)
    assert.match(letters[0] ?? '', /To: admin@clinic\.example/)
    const refusal = await refusalOf(mailNotifier({ ...target, smtp: `smtp://bxi:wrong@127.0.0.1:${port}` }))
    assert.match(refusal, 'EAUTH')
    assert.not.match(refusal, /wrong|admin@/)
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
})

channels.run()
