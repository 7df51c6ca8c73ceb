import type { Finding, FindingParams } from '../ports/doctor.ts'
import type { Lang } from '../problem.ts'
import { doctorEn } from './en/doctor.ts'
import { doctorRu } from './ru/doctor.ts'

/** What was found, and, where something has to be changed, what and how. */
export interface DoctorText {
  what: string
  next?: string
}
export type DoctorTable = Readonly<Record<string, (params: FindingParams) => DoctorText>>
export type DoctorCode = keyof typeof doctorEn
export type DoctorWords = Readonly<Record<DoctorCode, (params: FindingParams) => DoctorText>>

/** The words of a finding; those of its problem, when it has one. */
export function findingText({ code, params, problem }: Pick<Finding, 'code' | 'params' | 'problem'>, lang: Lang): DoctorText {
  if (problem) {
    const { what, why, next } = problem.text(lang)
    return { what: [what, why].filter((line) => line !== '').join(' '), next }
  }
  const words: DoctorTable = lang === 'ru' ? doctorRu : doctorEn
  return words[code]?.(params) ?? { what: code }
}
