import * as assert from 'uvu/assert'
import { reasonsIn } from '../../core/texts/reasons.ts'
import { suite } from '../../fixtures/suite.ts'
import { note } from '../../fixtures/suites/state/builders.ts'
import { entryLine } from './entry-text.ts'

const entries = suite('lines of the journal')

for (const [lang, word] of [
  ['ru', 'отклон'],
  ['en', 'rejected'],
] as const) {
  entries(`a rejection is said once, not by its outcome and again by its reason (${lang})`, () => {
    for (const code of ['visit-no-start', 'shop-no-title']) {
      const line = entryLine(note('F1_1', { event: 'rejected', because: { code } }), reasonsIn(lang), 'Europe/Moscow')
      assert.is(line.split(word).length, 2, line)
      assert.ok(line.length > 50, line)
    }
  })
}

for (const [lang, word] of [
  ['ru', 'ждёт человека'],
  ['en', 'waits for a person'],
] as const) {
  entries(`nor is it said twice that something waits for a person (${lang})`, () => {
    const because = { code: 'stage-manual', params: { deal: '905', stage: 'C1:PLAN', wanted: 'WON' } }
    const line = entryLine(note('F1_1', { event: 'waits_for_person', because }), reasonsIn(lang), 'Europe/Moscow')
    assert.is(line.split(word).length, 2, line)
  })
}

entries.run()
