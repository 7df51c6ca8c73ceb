import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import type { FaultScript } from '../../fixtures/emulators/tds/index.ts'
import { problemOf } from './clinic.testing.ts'
import { MANNERS, PEOPLE_COUNT, withSession } from './session.testing.ts'
import { statementOf } from './statement.ts'

const session = suite('a session with the database')
const SHORT = { queryTimeoutMs: 300, connectTimeoutMs: 500 }

session('several questions cost one login', async () => {
  await withSession({}, async ({ server, ask }) => {
    for (let n = 0; n < 3; n++) assert.is((await ask()).length, PEOPLE_COUNT)
    assert.is(server.stats.connections, 1)
    assert.equal(
      server.log.logins.map((login) => [login.user, login.application, login.database, login.error]),
      [['bxi', 'bxi', 'PZ', 0]],
    )
    assert.equal(server.log.unrouted, [])
  })
})

session('names of columns come in lower case, whatever case the query uses', async () => {
  await withSession({}, async ({ ask }) => assert.equal((await ask())[0], { id: 1, name: 'Пациент 1' }))
})

session('parameters travel with their types', async () => {
  await withSession({}, async ({ server, session: open }) => {
    server.route('typed', () => ({ sets: [] }))
    const statement = statementOf('typed', MANNERS, 'SELECT 1 AS a WHERE 1 = 0', [
      { name: 'since', type: 'datetime', value: '2026-01-30T10:11:12.347' as never },
      { name: 'from', type: 'rowversion', value: '0x00000000000007D1' },
      { name: 'none', type: 'rowversion', value: null },
      { name: 'p0', type: 'int', value: 7 },
      { name: 'big', type: 'bigint', value: '9007199254740993' },
    ])
    await open.ask(statement, 'typed', new AbortController().signal)
    assert.is(server.log.requests.at(-1)?.declared, '@since datetime, @from varbinary(8), @none varbinary(8), @p0 int, @big bigint')
  })
})

const FAULTS: readonly [string, (faults: FaultScript) => unknown, string][] = [
  ['a connection closed at accept', (faults) => faults.closeAtAccept(), 'ident.connection-lost'],
  ['a connection reset at accept', (faults) => faults.resetAtAccept(), 'ident.connection-lost'],
  ['a server that accepts and says nothing', (faults) => faults.silentAccept(), 'ident.silent'],
  ['a server that hangs at login', (faults) => faults.hangAtLogin(), 'ident.silent'],
  ['a refused login', (faults) => faults.loginError(18456, 'bxi'), 'ident.login-refused'],
  ['a database that cannot be opened', (faults) => faults.loginError(4060, 'PZ'), 'ident.database-refused'],
  ['an expired password', (faults) => faults.loginError(18487, 'bxi'), 'ident.password-expired'],
  ['a password that must be changed', (faults) => faults.loginError(18488, 'bxi'), 'ident.password-expired'],
  ['a lock time-out', (faults) => faults.error(1222), 'ident.locked'],
  ['two deadlocks in a row', (faults) => faults.error(1205, { times: 2 }), 'ident.deadlock'],
  ['an unknown column', (faults) => faults.error(207), 'ident.query-misfit'],
  ['an unknown table', (faults) => faults.error(208), 'ident.query-misfit'],
  ['a missing right', (faults) => faults.error(229), 'ident.permission'],
  ['a conversion that fails', (faults) => faults.error(8115), 'ident.conversion'],
  ['several errors, the first of which tells', (faults) => faults.errors([8134, 3621]), 'ident.conversion'],
  ['a fatal error', (faults) => faults.fatal(), 'ident.connection-lost'],
  ['an answer that never begins', (faults) => faults.hang(), 'ident.slow'],
  ['an answer that begins too late', (faults) => faults.delay(1_000), 'ident.slow'],
  ['an answer that stalls after its first packet', (faults) => faults.stall(1), 'ident.slow'],
  ['an answer that drips', (faults) => faults.drip(150), 'ident.slow'],
  ['an answer cut in the middle', (faults) => faults.cut(40), 'ident.connection-lost'],
  ['a reset instead of an answer', (faults) => faults.reset(), 'ident.connection-lost'],
  ['bytes that are no answer', (faults) => faults.garbage(), 'ident.garbled'],
]

for (const [title, strike, code] of FAULTS) {
  session(`${title} is ${code}, and the next question is answered`, async () => {
    // small packets, so that an answer has several
    await withSession({ server: { packetSize: 512 }, source: SHORT }, async ({ server, ask }) => {
      strike(server.faults)
      assert.is((await problemOf(ask())).code, code)
      assert.is((await ask()).length, PEOPLE_COUNT)
    })
  })
}

session('a cancel that the server ignores ends with a new connection', async () => {
  await withSession({ source: SHORT }, async ({ server, ask }) => {
    server.faults.hang()
    server.faults.ignoreAttention()
    assert.is((await problemOf(ask())).code, 'ident.slow')
    assert.is((await ask()).length, PEOPLE_COUNT)
    assert.is(server.stats.connections, 2)
  })
})

session('a deadlock is tried again at once, once', async () => {
  await withSession({}, async ({ server, ask }) => {
    server.faults.error(1205)
    assert.is((await ask()).length, PEOPLE_COUNT)
    assert.is(server.stats.byTag.people, 2)
  })
})

session('a server that is down cannot be reached, and is read again when it is back', async () => {
  await withSession({}, async ({ server, ask }) => {
    await server.down()
    assert.is((await problemOf(ask())).code, 'ident.unreachable')
    await server.up()
    assert.is((await ask()).length, PEOPLE_COUNT)
  })
})

session('an aborted run stops waiting at once with its reason', async () => {
  await withSession({}, async ({ server, ask }) => {
    server.faults.hang()
    const stop = new AbortController()
    const asking = ask(stop.signal)
    setTimeout(() => stop.abort(new Error('stopped by the operator')), 50)
    try {
      await asking
      assert.unreachable()
    } catch (error) {
      assert.is((error as Error).message, 'stopped by the operator')
    }
  })
})

session('a name that leads nowhere cannot be reached', async () => {
  await withSession({ source: { database: { server: 'no-such-host.invalid' } } }, async ({ ask }) => {
    assert.is((await problemOf(ask())).code, 'ident.unreachable')
  })
})

session.run()
