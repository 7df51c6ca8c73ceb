import type { Clock } from '../../core/ports/clock.ts'
import type { PortalHealth } from '../../core/ports/crm.ts'
import { isProblem, Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import { asList, asMap } from './envelope.ts'
import { FIELD_COMMANDS, fieldStates, requiredByOthers } from './field-check.ts'
import { stagePlans } from './install-stages.ts'
import { parsePortalInstant } from './moments.ts'
import { funnelNamed, funnelsIn, stagesEntity, stagesIn, valueOf } from './reference.ts'
import { type FieldNames, wantedFields } from './visit-fields.ts'

export interface HealthOptions {
  batches: BatchRunner
  names: FieldNames
  host: string
  funnel: string
  stages: Readonly<Partial<Record<string, string>>>
  clock: Clock
}

/** Asks what can be asked without rights first, so that a webhook without CRM is told so. Changes nothing. */
export async function portalHealth({ batches, names, host, funnel, stages, clock }: HealthOptions): Promise<PortalHealth> {
  const [scope, profile, time] = (
    await batches.read([
      { method: 'scope', params: {} },
      { method: 'profile', params: {} },
      { method: 'server.time', params: {} },
    ])
  ).map(valueOf)
  const serverTime = parsePortalInstant(String(time))
  const scopes = Object.values(asMap(scope)).map(String)
  const problems: Problem[] = []
  if (!scopes.includes('crm')) problems.push(new Problem('portal.scope', { host, method: 'crm.deal.list', scope: 'crm' }))
  else problems.push(...(await crmProblems({ batches, names, funnel, stages })))
  const { ADMIN: administrator } = asMap(profile)
  return {
    host,
    scopes,
    isAdministrator: administrator === true || administrator === 'Y',
    clockAheadMs: serverTime === undefined ? 0 : serverTime - clock.now(),
    problems,
  }
}

async function crmProblems({
  batches,
  names,
  funnel: wanted,
  stages,
}: Pick<HealthOptions, 'batches' | 'names' | 'funnel' | 'stages'>): Promise<Problem[]> {
  const answers = await batches.read([
    { method: 'crm.category.list', params: { entityTypeId: 2 } },
    { method: 'crm.status.list', params: { order: { SORT: 'ASC' } } },
    ...FIELD_COMMANDS,
  ])
  try {
    const [categories, statuses, ...fields] = answers.map(valueOf)
    const funnels = funnelsIn(categories)
    const funnel = funnelNamed(funnels, wanted)
    const states = fieldStates(wantedFields(names), fields)
    const required = requiredByOthers(wantedFields(names), fields[0])
    const missing = states.filter(({ state }) => state === 'missing').map((field) => field.wanted.name)
    const present = funnel ? stagesIn(asList(statuses), stagesEntity(funnel.id)) : []
    const presentText = present.map(({ id, name }) => `${id} (${name})`).join(', ')
    const plans = funnel ? stagePlans(present, stages) : []
    return [
      ...(funnel ? [] : [new Problem('portal.funnel-missing', { wanted, found: funnels.map(({ name }) => name).join(', ') })]),
      ...plans.flatMap(({ wanted: { stage, name }, found, problem }) =>
        found && !problem ? [] : [problem ?? new Problem('portal.stage-missing', { stage, wanted: name, found: presentText })],
      ),
      ...(missing.length > 0 ? [new Problem('portal.fields-missing', { fields: missing })] : []),
      ...states.flatMap(({ problem }) => problem ?? []),
      ...(required.length > 0 ? [new Problem('portal.required-fields', { fields: required })] : []),
    ]
  } catch (error) {
    // A refused question is a finding like any other.
    if (isProblem(error)) return [error]
    throw error
  }
}
