import type { Clock } from '../../core/ports/clock.ts'
import type { PortalHealth } from '../../core/ports/portal-health.ts'
import { isProblem, Problem } from '../../core/problem.ts'
import type { BatchRunner } from './batches.ts'
import { asList, asMap } from './envelope.ts'
import { FIELD_COMMANDS, fieldStates } from './field-check.ts'
import { stagePlans } from './install-stages.ts'
import { offsetOf, parsePortalInstant } from './moments.ts'
import { funnelNamed, funnelsIn, funnelsNamed, modeOf, stagesEntity, stagesIn, valueOf } from './reference.ts'
import { USED_METHODS } from './used-methods.ts'
import { type FieldNames, wantedFields } from './visit-fields.ts'

export interface HealthOptions {
  batches: BatchRunner
  names: FieldNames
  host: string
  funnel: string
  stages: Readonly<Partial<Record<string, string>>>
  clock: Clock
  /** Funnel, stages and fields of visits too. */
  forVisits: boolean
}

type OfCrm = Pick<PortalHealth, 'mode' | 'funnel' | 'stages' | 'fieldsThere' | 'requiredFields' | 'problems'>

/** Asks what can be asked without rights first, so that a webhook without CRM is told so. Changes nothing. */
export async function portalHealth(options: HealthOptions): Promise<PortalHealth> {
  const { batches, host, clock } = options
  const startedAt = clock.now()
  const asked = [{ method: 'scope' }, { method: 'profile' }, { method: 'server.time' }, ...USED_METHODS.map((name) => methodQuestion(name))]
  const answers = await batches.read(asked.map((command) => ({ params: {}, ...command })))
  const endedAt = clock.now()
  const [scope, profile, time] = answers.slice(0, 3).map(valueOf)
  const serverTime = parsePortalInstant(String(time))
  const scopes = Object.values(asMap(scope)).map(String)
  const { ADMIN: administrator } = asMap(profile)
  const hasCrm = scopes.includes('crm')
  const ofCrm = hasCrm
    ? await (options.forVisits ? crmHealth(options) : NOTHING)
    : { ...NOTHING, problems: [new Problem('portal.scope', { host, method: 'crm.deal.list', scope: 'crm' })] }
  return {
    host,
    answerMs: endedAt - startedAt,
    scopes,
    isAdministrator: isYes(administrator),
    // The portal read its clock somewhere between question and answer.
    clockAheadMs: serverTime === undefined ? 0 : serverTime - Math.round((startedAt + endedAt) / 2),
    offsetMinutes: offsetOf(String(time)),
    // Without the scope no method of CRM is available, and that has been said.
    methodsAsked: hasCrm ? USED_METHODS.length : 0,
    methodsMissing: hasCrm ? USED_METHODS.filter((_, place) => isUnavailable(answers[place + 3])) : [],
    ...ofCrm,
  }
}

const NOTHING: OfCrm = { mode: undefined, funnel: undefined, stages: [], fieldsThere: 0, requiredFields: [], problems: [] }

function methodQuestion(name: string): { method: string; params: { name: string } } {
  return { method: 'method.get', params: { name } }
}

/** A portal that cannot tell (a refused question) is not accused. */
function isUnavailable(answer: Parameters<typeof valueOf>[0]): boolean {
  if (answer?.kind !== 'ok') return false
  const { isAvailable } = asMap(answer.result)
  return isAvailable !== undefined && !isYes(isAvailable)
}

async function crmHealth({ batches, names, funnel: wanted, stages: mapping }: HealthOptions): Promise<OfCrm> {
  const answers = await batches.read([
    { method: 'crm.category.list', params: { entityTypeId: 2 } },
    { method: 'crm.status.list', params: { order: { SORT: 'ASC' } } },
    { method: 'crm.settings.mode.get', params: {} },
    ...FIELD_COMMANDS,
  ])
  try {
    const [categories, statuses, mode, ...fields] = answers.map(valueOf)
    const funnels = funnelsIn(categories)
    const funnel = funnelNamed(funnels, wanted)
    const twins = funnelsNamed(funnels, wanted)
    const states = fieldStates(wantedFields(names), fields)
    const missing = states.filter(({ state }) => state === 'missing').map((field) => field.wanted.name)
    const present = funnel ? stagesIn(asList(statuses), stagesEntity(funnel.id)) : []
    const presentText = present.map(({ id, name }) => `${id} (${name})`).join(', ')
    const plans = funnel ? stagePlans(present, mapping) : []
    return {
      mode: modeOf(mode),
      funnel,
      stages: plans.flatMap(({ wanted: { stage }, found, problem }) => (found && !problem ? [{ stage, id: found.id, name: found.name }] : [])),
      fieldsThere: states.filter(({ state }) => state === 'there').length,
      requiredFields: requiredIn(fields, names),
      problems: [
        ...(funnel ? [] : [new Problem('portal.funnel-missing', { wanted, found: funnels.map(({ name }) => name).join(', ') })]),
        ...(twins.length > 1 ? [new Problem('portal.funnel-doubled', { wanted, ids: twins.map(({ id }) => id).join(', ') })] : []),
        ...plans.flatMap(({ wanted: { stage, name }, found, problem }) =>
          found && !problem ? [] : [problem ?? new Problem('portal.stage-missing', { stage, wanted: name, found: presentText })],
        ),
        ...(missing.length > 0 ? [new Problem('portal.fields-missing', { fields: missing })] : []),
        ...states.flatMap(({ problem }) => problem ?? []),
      ],
    }
  } catch (error) {
    // A refused question is a finding like any other.
    if (isProblem(error)) return { ...NOTHING, problems: [error] }
    throw error
  }
}

/** User fields that must be filled and that bxi may leave empty: any but the visit's own id, time and status. */
function requiredIn(answers: readonly unknown[], names: FieldNames): string[] {
  const alwaysFilled = [names.of('externalId'), names.of('start'), names.of('status')]
  return answers.flatMap((fields) =>
    Object.entries(asMap(fields))
      .filter(([name, field]) => name.startsWith('UF_') && isYes(asMap(field).isRequired) && !alwaysFilled.includes(name))
      .map(([name]) => name),
  )
}

function isYes(flag: unknown): boolean {
  return flag === true || flag === 'Y'
}
