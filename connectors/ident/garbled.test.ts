import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { startTdsServer, type TdsServer } from '../../fixtures/emulators/tds/index.ts'
import { suite } from '../../fixtures/suite.ts'
import { isProblem } from '../../core/problem.ts'
import { LOGIN, problemOf, sourceOptions } from './clinic.testing.ts'
import { openSession } from './session.ts'
import { answerPeople, PEOPLE } from './session.testing.ts'

const garbled = suite('answers that are not the language of SQL Server')
const HEADER_BYTES = 8
type Change = (packet: Buffer, index: number) => Buffer

let server: TdsServer
garbled.before(async () => {
  server = await startTdsServer({ databases: ['PZ'], users: { [LOGIN.user]: LOGIN.password } })
  answerPeople(server)
})
garbled.after(() => server.close())

/** Asks for the people through a wire on which packets of the server are changed; the first is the answer to PRELOGIN. */
async function askThrough(change: Change): Promise<number> {
  const sockets: Socket[] = []
  const wire = createServer((client) => {
    const upstream = connect(server.port, '127.0.0.1')
    sockets.push(client, upstream)
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
    client.pipe(upstream)
    changing(upstream, client, change)
  })
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve))
  const session = openSession(sourceOptions((wire.address() as AddressInfo).port, { queryTimeoutMs: 150, connectTimeoutMs: 150 }), 50)
  try {
    return (await session.ask(PEOPLE, 'people.sql', new AbortController().signal)).rows.length
  } finally {
    await session.close()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => wire.close(resolve))
  }
}

function changing(from: Socket, to: Socket, change: Change): void {
  let waiting = Buffer.alloc(0)
  let index = 0
  from.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk])
    while (waiting.length >= HEADER_BYTES && waiting.length >= waiting.readUInt16BE(2)) {
      const length = waiting.readUInt16BE(2)
      to.write(change(Buffer.from(waiting.subarray(0, length)), ++index))
      waiting = waiting.subarray(length)
    }
  })
}

/** An unknown token in place of the first of packet `nth`. */
const unknownToken =
  (nth: number): Change =>
  (packet, index) => {
    if (index === nth) packet[HEADER_BYTES] = 0x42
    return packet
  }

/** COLMETADATA of no column: a known token, out of place everywhere but in an answer. */
const misplacedToken =
  (nth: number): Change =>
  (packet, index) =>
    index === nth ? Buffer.concat([Buffer.from([4, 1, 0, 11, 0, 0, 1, 0]), Buffer.from([0xad, 0x00, 0x00])]) : packet

for (const [place, nth] of [
  ['the answer to the login', 2],
  ['the answer to the session settings', 3],
  ['an answer with rows', 4],
] as const) {
  garbled(`an unknown token in ${place} is a problem of that source, and the process lives`, async () => {
    assert.is((await problemOf(askThrough(unknownToken(nth)))).code, 'ident.garbled')
  })
}

garbled('a known token out of place is a problem too', async () => {
  for (const nth of [3, 4])
    assert.ok(['ident.garbled', 'ident.slow', 'ident.silent'].includes((await problemOf(askThrough(misplacedToken(nth)))).code))
})

garbled('a web server behind the port is a problem, not a crash', async () => {
  const web = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'))
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const session = openSession(sourceOptions((web.address() as AddressInfo).port, { connectTimeoutMs: 300 }))
  assert.ok(
    ['ident.connection-lost', 'ident.silent'].includes((await problemOf(session.ask(PEOPLE, 'people.sql', new AbortController().signal))).code),
  )
  await session.close()
  await new Promise((resolve) => web.close(resolve))
})

garbled.slow('whatever bytes change on the way, rows or a problem come, and the process lives', async () => {
  const damage = fc.record({
    packet: fc.integer({ min: 1, max: 4 }),
    bytes: fc.array(fc.record({ at: fc.nat(400), value: fc.nat(255) }), { minLength: 1, maxLength: 6 }),
  })
  await fc.assert(
    fc.asyncProperty(damage, async ({ packet: nth, bytes }) => {
      const change: Change = (packet, index) => {
        if (index === nth) for (const { at, value } of bytes) packet[HEADER_BYTES + (at % Math.max(1, packet.length - HEADER_BYTES))] = value
        return packet
      }
      try {
        assert.type(await askThrough(change), 'number')
      } catch (error) {
        if (!isProblem(error)) throw error
      }
    }),
    { numRuns: 80 },
  )
})

garbled.run()
