import type { DoctorWorld, Finding } from '../../core/ports/doctor.ts'
import { asProblem } from '../../core/problem.ts'
import { worstExit } from '../../core/report.ts'

/** One thing to look at. What it yields before it rejects is kept. */
export interface Examination {
  world: DoctorWorld
  subject: string
  findings(signal: AbortSignal): AsyncIterable<Finding>
}

/**
 * Looks at everything at once, so that a dead branch delays nobody; tells it in the given order, each subject as soon as those before it are told.
 * Rejects only with the signal's reason.
 *
 * @param onFound called at every finding, in the order in which they come in
 */
export async function* examine(
  examinations: readonly Examination[],
  signal: AbortSignal,
  onFound: (finding: Finding) => void = () => undefined,
): AsyncGenerator<readonly Finding[]> {
  const underWay = examinations.map((examination) => findingsOf(examination, signal, onFound))
  // The first rejection is met by the loop below; later ones must not be unheard meanwhile.
  for (const one of underWay) one.catch(() => undefined)
  for (const one of underWay) yield await one
}

async function findingsOf({ world, subject, findings }: Examination, signal: AbortSignal, onFound: (finding: Finding) => void): Promise<Finding[]> {
  const found: Finding[] = []
  const add = (finding: Finding): void => {
    found.push(finding)
    onFound(finding)
  }
  try {
    for await (const finding of findings(signal)) add(finding)
  } catch (error) {
    signal.throwIfAborted()
    const problem = asProblem(error)
    add({ world, subject, state: 'failed', code: problem.code, params: {}, problem })
  }
  return found
}

/** 0 well (warnings too) · 69 and 77: something did not answer or refused us · 74: our own folders · 1: anything else has to be changed. Pure. */
export function doctorExit(findings: readonly Finding[]): number {
  const failed = findings.filter(({ state }) => state === 'failed')
  return worstExit(
    failed.map(({ problem }) => {
      if (problem?.kind === 'unavailable' || problem?.kind === 'quota') return 69
      return problem?.kind === 'credentials' || problem?.kind === 'state' ? problem.exitCode : 1
    }),
  )
}
