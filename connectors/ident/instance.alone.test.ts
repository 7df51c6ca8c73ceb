import * as assert from 'uvu/assert'
import { type BrowserInstance, startSqlBrowser, startTdsServer } from '../../fixtures/emulators/tds/index.ts'
import { suite } from '../../fixtures/suite.ts'
import { LOGIN, problemOf, sourceOptions } from './clinic.testing.ts'
import { openSession } from './session.ts'
import { answerPeople, PEOPLE, PEOPLE_COUNT } from './session.testing.ts'

const instances = suite('named instances')

/** Asks the instance through a Browser that tells of what is `listed`. */
async function askInstance(instance: string, listed: (port: number) => readonly BrowserInstance[]): Promise<number> {
  const server = await startTdsServer({ databases: ['PZ'], users: { [LOGIN.user]: LOGIN.password } })
  answerPeople(server)
  const browser = await startSqlBrowser(listed(server.port))
  // port 1 of the configuration is not the one to be used
  const session = openSession(sourceOptions(1, { database: { instance }, connectTimeoutMs: 1_000 }))
  try {
    return (await session.ask(PEOPLE, 'people.sql', new AbortController().signal)).rows.length
  } finally {
    await session.close()
    await browser.close()
    await server.close()
  }
}

const both = (port: number): BrowserInstance[] => [
  { name: 'OTHER', port: 1 },
  { name: 'PZSQLSERVER', port },
]

const isFree = await startSqlBrowser([]).then(
  async (browser) => {
    await browser.close()
    return true
  },
  () => false,
)

if (isFree) {
  instances('the port of a named instance is asked from SQL Server Browser', async () => {
    assert.is(await askInstance('PZSQLSERVER', both), PEOPLE_COUNT)
  })

  instances('an instance that the Browser does not list is a matter of configuration', async () => {
    const problem = await problemOf(askInstance('NOBODY', both))
    assert.is(problem.code, 'ident.instance-unknown')
    assert.match(problem.text('en').what, /127\.0\.0\.1\\NOBODY/)
  })

  instances('a Browser that is silent is told as such', async () => {
    assert.is((await problemOf(askInstance('PZSQLSERVER', () => []))).code, 'ident.instance-silent')
  })
} else {
  instances.skip('the port of a named instance is asked from SQL Server Browser', 'UDP port 1434 is taken')
}

instances.run()
