import * as assert from 'uvu/assert'
import type { AlertMessage } from '../../core/ports/alerts.ts'
import { suite } from '../../fixtures/suite.ts'
import { problemIn, withCrm } from './crm.testing.ts'

const bell = suite('the bell of a portal user')
const MESSAGE: AlertMessage = { id: 'queue:main', state: 'raised', kind: 'queue', subject: 'main', text: 'Филиал 3: ждут доставки 900', at: 1 }

bell('a message about the same trouble replaces the earlier one, another trouble stands beside it', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const notifier = crm.notifier(1)
    await notifier.send(MESSAGE)
    await notifier.send({ ...MESSAGE, state: 'over', text: 'Филиал 3: очередь разобрана.' })
    await notifier.send({ ...MESSAGE, id: 'errors:main', text: 'Филиал 3: ошибки' })
    assert.equal(
      portal.store.notifications.map(({ userId, message }) => [userId, message]),
      [
        [1, 'Филиал 3: очередь разобрана.'],
        [1, 'Филиал 3: ошибки'],
      ],
    )
  })
})

bell('a portal that says no is a problem of this channel', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    portal.faults.commandRefused('im.notify.system.add', 'The request requires higher privileges', { code: 'insufficient_scope', status: 403 })
    const problem = await problemIn(crm.notifier(1).send(MESSAGE))
    assert.equal([problem.code, problem.params], ['alerts.undelivered', { channel: 'bitrix24:1', why: 'portal.scope' }])
  })
})

bell.run()
