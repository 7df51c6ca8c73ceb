import type { Finding } from '../../core/ports/doctor.ts'
import type { Lang } from '../../core/problem.ts'
import { findingText } from '../../core/texts/doctor.ts'

const STATE = {
  ru: { ok: 'в порядке', warning: 'внимание', failed: 'ошибка', skipped: 'пропущено' },
  en: { ok: 'ok', warning: 'warning', failed: 'FAILED', skipped: 'skipped' },
} as const
const WORDS = {
  ru: { bxi: 'сам bxi', portal: 'портал Битрикс24', ident: 'база iDENT', well: 'Всё в порядке.', faults: 'Ошибок', warnings: 'предупреждений' },
  en: { bxi: 'bxi itself', portal: 'Bitrix24 portal', ident: 'iDENT database', well: 'All is well.', faults: 'Faults', warnings: 'warnings' },
} as const

/** One subject, a line a finding; what has to be changed stands under its line. Pure. */
export function subjectText(findings: readonly Finding[], lang: Lang): string {
  const [first] = findings
  if (!first) return ''
  const { world, subject } = first
  const width = Math.max(...Object.values(STATE[lang]).map(({ length }) => length))
  const title = [WORDS[lang][world], subject].filter((part) => part !== '').join(' ')
  return [
    title,
    ...inOneLine(findings).flatMap((finding) => {
      const { what, next } = findingText(finding, lang)
      const indented = what.replaceAll('\n', `\n${' '.repeat(width + 4)}`)
      return [`  ${STATE[lang][finding.state].padEnd(width)}  ${indented}`, ...(next ? [`  ${' '.repeat(width)}  → ${next}`] : [])]
    }),
  ].join('\n')
}

/** What could not be asked is one line, however much it is. */
function inOneLine(findings: readonly Finding[]): Finding[] {
  const skipped = findings.filter(({ state }) => state === 'skipped')
  const [first] = skipped
  const asked = findings.filter(({ state }) => state !== 'skipped')
  return first ? [...asked, { ...first, params: { checks: skipped.map(({ params }) => params.checks).join(', ') } }] : asked
}

/** The last line: how many faults and warnings there were. Pure. */
export function verdictText(findings: readonly Finding[], lang: Lang): string {
  const count = (state: Finding['state']): number => findings.filter((finding) => finding.state === state).length
  const { well, faults, warnings } = WORDS[lang]
  return count('failed') + count('warning') === 0 ? well : `${faults}: ${count('failed')}, ${warnings}: ${count('warning')}.`
}

/** `--json`, schema 1 (docs/json.md). Pure. */
export function findingsJson(findings: readonly Finding[], exit: number, lang: Lang): string {
  const told = findings.map((finding) => {
    const { world, subject, state, code, params } = finding
    return { world, subject, state, code, ...findingText(finding, lang), params }
  })
  return JSON.stringify({ schema: 1, exit, findings: told }, undefined, 2)
}
