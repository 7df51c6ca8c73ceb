import type { PortalQuota } from '../../core/ports/crm.ts'
import type { PortalHealth } from '../../core/ports/portal-health.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { Finding, FindingParams } from '../../core/ports/doctor.ts'
import type { DoctorCode } from '../../core/texts/doctor.ts'

/** Beyond this a clock is wrong rather than late. */
const CLOCK_TOLERATED_SECONDS = 60

/**
 * What the portal told, as lines of the doctor. Pure.
 *
 * @param wants users of the portal are alerted of troubles (`alerts.notify`); responsible ones are told of visits that wait (`ident.notify_manual`)
 */
export function portalFindings(
  health: PortalHealth,
  limits: { perSecond: number; burst: number },
  wants: { notifying: boolean; telling: boolean },
): Finding[] {
  const line = (state: Finding['state'], code: DoctorCode, params: FindingParams = {}): Finding => ({
    world: 'portal',
    subject: health.host,
    state,
    code,
    params,
  })
  const seconds = Math.round(health.clockAheadMs / 1_000)
  const { funnel, stages, mode, requiredFields } = health
  return [
    line('ok', 'portal-connect', { host: health.host, ms: health.answerMs }),
    line('ok', 'portal-scope', { scopes: health.scopes.join(', ') }),
    ...(wants.notifying && !health.scopes.includes('im') ? [line('failed', 'portal-no-im')] : []),
    ...(wants.telling && !health.scopes.includes('im') ? [line('failed', 'portal-no-im-manual')] : []),
    health.isAdministrator ? line('ok', 'portal-admin') : line('warning', 'portal-not-admin'),
    Math.abs(seconds) > CLOCK_TOLERATED_SECONDS ? line('warning', 'portal-clock-off', { seconds }) : line('ok', 'portal-clock', { seconds }),
    ...(health.offsetMinutes === undefined ? [] : [line('ok', 'portal-offset', { offset: offsetText(health.offsetMinutes) })]),
    ...methodLines(health, line),
    ...(mode === undefined ? [] : [line('ok', 'portal-mode', { mode })]),
    ...(funnel ? [line('ok', 'portal-funnel', { ...funnel })] : []),
    ...(stages.length === 0 ? [] : [line('ok', 'portal-stages', { count: stages.length, stages: stagesText(stages) })]),
    ...(health.fieldsThere > 0 ? [line('ok', 'portal-fields', { count: health.fieldsThere })] : []),
    ...(requiredFields.length > 0 ? [line('warning', 'portal-required', { fields: requiredFields.join(', ') })] : []),
    ...health.problems.map((problem): Finding => ({ ...line('failed', 'portal-connect'), code: problem.code, problem })),
    line('ok', 'portal-limits', limits),
  ]
}

/** Above the share at which bxi holds back a backlog: then somebody else uses the method, too. */
const NEARLY_ALL = 0.95
/** The questions of the doctor cost something themselves. */
const LEAST_SHARE = 0.01

/** Which method has used most of the portal's operating time, as far as this host knows. Pure. */
export function operatingFinding({ host, methods }: PortalQuota, limitSeconds: number, now: Instant): Finding {
  const [busiest] = [...methods].sort((a, b) => b.usedShare - a.usedShare)
  const finding = { world: 'portal', subject: host, state: 'ok' } as const
  if (!busiest || busiest.usedShare < LEAST_SHARE) return { ...finding, code: 'portal-operating-none', params: { limit: limitSeconds } }
  const { method, usedShare, resetAt } = busiest
  const params = {
    method,
    percent: Math.floor(100 * usedShare + 1e-6),
    limit: limitSeconds,
    minutes: Math.max(1, Math.ceil((resetAt - now) / 60_000)),
  }
  if (usedShare < NEARLY_ALL) return { ...finding, code: 'portal-operating', params }
  return { ...finding, state: 'warning', code: 'portal-operating-used', params }
}

function methodLines(
  { methodsAsked, methodsMissing }: PortalHealth,
  line: (state: Finding['state'], code: DoctorCode, params: FindingParams) => Finding,
): Finding[] {
  if (methodsAsked === 0) return []
  if (methodsMissing.length > 0) return [line('failed', 'portal-methods-missing', { methods: methodsMissing.join(', ') })]
  return [line('ok', 'portal-methods', { count: methodsAsked })]
}

function stagesText(stages: PortalHealth['stages']): string {
  return stages.map(({ stage, id }) => `${stage} = ${id}`).join(', ')
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`
}
