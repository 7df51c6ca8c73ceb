import { sqlType, startTdsServer, type TdsOptions, type TdsServer } from '../../fixtures/emulators/tds/index.ts'
import { LOGIN, sourceOptions } from './clinic.testing.ts'
import { openSession, type Session } from './session.ts'
import { statementOf } from './statement.ts'

export const MANNERS = { lockTimeoutMs: 5_000, readUncommitted: false }
/** Enough for several small packets. */
export const PEOPLE_COUNT = 60
export const PEOPLE = statementOf('people', MANNERS, 'SELECT ID, Name FROM dbo.People')

interface Peers {
  server: TdsServer
  session: Session
  /** Asks for the people. */
  ask(signal?: AbortSignal): Promise<readonly unknown[]>
}

/** A server that knows some people and a session with it; both closed afterwards. */
export async function withSession(
  given: { server?: Partial<TdsOptions>; source?: Parameters<typeof sourceOptions>[1] },
  run: (peers: Peers) => Promise<void>,
): Promise<void> {
  const server = await startTdsServer({ databases: ['PZ'], users: { [LOGIN.user]: LOGIN.password }, ...given.server })
  answerPeople(server)
  const session = openSession(sourceOptions(server.port, given.source))
  try {
    await run({ server, session, ask: async (signal) => (await session.ask(PEOPLE, 'people.sql', signal ?? new AbortController().signal)).rows })
  } finally {
    await session.close()
    await server.close()
  }
}

export function answerPeople(server: TdsServer): void {
  server.route('people', () => ({
    sets: [
      {
        columns: [
          { name: 'ID', type: sqlType('int') },
          { name: 'Name', type: sqlType('nvarchar(50)') },
        ],
        rows: Array.from({ length: PEOPLE_COUNT }, (_, index) => [index + 1, `Пациент ${index + 1}`]),
      },
    ],
  }))
}
