import { createSocket, type Socket } from 'node:dgram'
import * as assert from 'uvu/assert'
import { startTdsServer } from '../../fixtures/emulators/tds/index.ts'
import { suite } from '../../fixtures/suite.ts'
import { LOGIN, problemOf, sourceOptions } from './clinic.testing.ts'
import { openSession } from './session.ts'
import { answerPeople, PEOPLE, PEOPLE_COUNT } from './session.testing.ts'

const instances = suite('named instances')
const BROWSER_PORT = 1434

/** SQL Server Browser on loopback, or undefined when somebody else holds its port. */
function browser(list: string | undefined): Promise<Socket | undefined> {
  const socket = createSocket('udp4')
  const text = Buffer.from(list ?? '', 'ascii')
  const header = Buffer.from([5, text.length & 0xff, text.length >> 8])
  socket.on('message', (_, from) => {
    if (list !== undefined) socket.send(Buffer.concat([header, text]), from.port, from.address)
  })
  return new Promise((resolve) => {
    socket.once('error', () => resolve(undefined))
    socket.bind(BROWSER_PORT, '127.0.0.1', () => resolve(socket))
  })
}

const probe = await browser(undefined)
probe?.close()

async function askInstance(instance: string, listed: (port: number) => string | undefined): Promise<number> {
  const server = await startTdsServer({ databases: ['PZ'], users: { [LOGIN.user]: LOGIN.password } })
  answerPeople(server)
  const socket = await browser(listed(server.port))
  // the port of the configuration is not the one to be used
  const session = openSession(sourceOptions(1, { database: { instance }, connectTimeoutMs: 1_000 }))
  try {
    return (await session.ask(PEOPLE, 'people.sql', new AbortController().signal)).rows.length
  } finally {
    await session.close()
    await new Promise<void>((resolve) => (socket ? socket.close(resolve) : resolve()))
    await server.close()
  }
}

const listing = (port: number): string =>
  `ServerName;CLINIC;InstanceName;OTHER;IsClustered;No;Version;10.50.1600.1;tcp;1;;ServerName;CLINIC;InstanceName;PZSQLSERVER;IsClustered;No;Version;12.0.2000.8;tcp;${port};;`

if (probe) {
  instances('the port of a named instance is asked from SQL Server Browser', async () => {
    assert.is(await askInstance('PZSQLSERVER', listing), PEOPLE_COUNT)
  })

  instances('an instance that the Browser does not list is a matter of configuration', async () => {
    const problem = await problemOf(askInstance('NOBODY', listing))
    assert.is(problem.code, 'ident.instance-unknown')
    assert.match(problem.text('en').what, /127\.0\.0\.1\\NOBODY/)
  })

  instances('a Browser that is silent is told as such', async () => {
    assert.is((await problemOf(askInstance('PZSQLSERVER', () => undefined))).code, 'ident.instance-silent')
  })
} else {
  instances.skip('the port of a named instance is asked from SQL Server Browser', `UDP port ${BROWSER_PORT} is taken`)
}

instances.run()
