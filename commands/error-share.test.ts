import * as assert from 'uvu/assert'
import type { AlertMessage } from '../core/ports/alerts.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { suite } from '../fixtures/suite.ts'
import { type Bench, withBench } from '../jobs/clinic.testing.ts'
import { runJob } from '../jobs/run-job.ts'
import { readServiceLevels } from '../jobs/service-levels.ts'
import { readStanding } from '../jobs/standing.ts'
import { sloText } from './print/slo.ts'
import { statusText } from './print/status.ts'

const errors = suite('the share of errors')

const ZONE = 'Europe/Moscow'
const HOUR = 3_600_000
const NO_CARD = { patientSurname: undefined as never, patientName: undefined as never, patientId: undefined as never }

/** Visits `from`..`to`, each of a patient of its own. */
function change(bench: Bench, from: number, to: number, more: object = {}): void {
  for (let id = from; id <= to; id++)
    bench.clinics[0]?.change(String(id), {
      patientId: `p${id}`,
      patientPhone: `8 (900) 200-${String(1_000 + id).slice(0, 2)}-${String(id).padStart(2, '0')}`,
      ...more,
    })
}

errors('an operator who is told of an error share sees the same one in status and in slo, whoever delivered', async () => {
  await withBench(async (bench) => {
    const told: AlertMessage[] = []
    const kit = () => ({
      ...bench.kit(),
      words: reasonsIn('ru'),
      notifiers: async () => [{ name: 'bell', send: async (message: AlertMessage) => void told.push(message) }],
    })
    const run = (more: object = {}) => runJob('sync-ident', kit(), { only: [], signal: new AbortController().signal, ...more })
    change(bench, 1, 37)
    change(bench, 38, 40, NO_CARD)
    bench.portal.faults.commandRefused('crm.deal.add', 'нет', { times: 4 })
    await run()
    // The queue is replayed, a part is read again: runs of other kinds, with errors of their own.
    for (const wait of [31_000, 61_000, 301_000]) {
      bench.clock.advance(wait)
      bench.portal.faults.commandRefused('crm.deal.add', 'нет', { times: 4 })
      await run({ queue: {}, as: 'replay-queue' })
    }
    bench.portal.faults.clear()
    change(bench, 41, 50, NO_CARD)
    await run({ since: bench.clock.now() - 100 * 86_400_000 })

    const words = reasonsIn('ru')
    const standing = await readStanding(bench.kit())
    const [source] = standing.sources
    const until = bench.clock.now() + 1
    const levels = await readServiceLevels(bench.kit(), until - HOUR, until)
    assert.equal([source?.day.tried, source?.day.failed], [50, 17])
    assert.equal([levels[0]?.tried, levels[0]?.failed, levels[0]?.errorShare], [50, 17, 17 / 50])
    assert.equal(source?.findings.find(({ code }) => code === 'errors')?.params, { percent: 34 })
    assert.match(told[0]?.text ?? '', /не прошли 7 из 40 строк \(17,5 %, предел 10 %\)/)
    assert.match(statusText(standing, words, ZONE), /за последний час не прошли 34 % строк/)
    assert.match(sloText({ since: until - HOUR, until, levels }, words, ZONE), /34 % +50/)
  })
})

errors.run()
