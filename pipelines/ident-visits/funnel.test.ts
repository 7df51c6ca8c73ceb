import * as assert from 'uvu/assert'
import { isProblem } from '../../core/problem.ts'
import { suite } from '../../fixtures/suite.ts'
import { resolveFunnel } from './funnel.ts'
import { REFERENCE } from './visits.testing.ts'

const funnel = suite('the funnel of a portal')

funnel('stages are found by our code, by the installer’s short one, by name, and by meaning', () => {
  const stages = REFERENCE.stages.map((stage) =>
    stage.id === 'C3:CONSULTATION_DONE' ? { ...stage, id: 'C3:CONSULT_DONE', name: 'Переименована' } : stage,
  )
  const renamed = stages.map((stage) => (stage.id === 'C3:TREATMENT' ? { ...stage, id: 'C3:UC_1' } : stage))
  const found = resolveFunnel({ ...REFERENCE, stages: renamed }, {}, [])
  assert.equal(
    [found.idOf('CONSULTATION_SCHEDULED'), found.idOf('CONSULTATION_DONE'), found.idOf('TREATMENT'), found.idOf('WON')],
    ['C3:CONSULTATION_SCHEDULED', 'C3:CONSULT_DONE', 'C3:UC_1', 'C3:WON'],
  )
})

funnel('the configuration maps a stage with or without the funnel’s prefix', () => {
  for (const id of ['C3:UC_OWN', 'UC_OWN']) assert.is(resolveFunnel(REFERENCE, { TREATMENT: id }, []).idOf('TREATMENT'), 'C3:UC_OWN')
})

funnel('a missing stage is a problem that names the setting', () => {
  try {
    resolveFunnel(REFERENCE, { TREATMENT: 'NOWHERE' }, [])
    assert.unreachable('a stage that is nowhere was found')
  } catch (error) {
    assert.ok(isProblem(error, 'visits.stage-missing'))
    assert.ok(error.text('en').next.includes('ident.stages.TREATMENT'))
  }
})

funnel('a manual stage is no automatic one, whatever the mapping says', () => {
  const found = resolveFunnel(REFERENCE, {}, ['PLAN_PRESENTATION'])
  assert.equal(
    [found.isManual('C3:PLAN_PRESENTATION'), found.automaticOf('C3:PLAN_PRESENTATION'), found.isManual('C3:TREATMENT')],
    [true, undefined, false],
  )
})

funnel.run()
