import { Problem } from '../../core/problem.ts'
import type { Command } from './client.ts'
import { asMap } from './envelope.ts'
import type { WantedField } from './visit-fields.ts'

/** What the portal tells about its fields, asked for in one batch with other things. */
export const FIELD_COMMANDS: readonly Command[] = [
  { method: 'crm.deal.fields', params: {} },
  { method: 'crm.contact.fields', params: {} },
]

export interface FieldState {
  wanted: WantedField
  state: 'there' | 'missing' | 'wrong_type'
  problem?: Problem
}

/** Compares what the portal has with what bxi needs. @param answers to `FIELD_COMMANDS`, in their order. Pure. */
export function fieldStates(wanted: readonly WantedField[], [deal, contact]: readonly unknown[]): FieldState[] {
  const present = { deal: asMap(deal), contact: asMap(contact) }
  return wanted.map((field) => {
    const found = present[field.of][field.name]
    if (found === undefined) return { wanted: field, state: 'missing' }
    const { type, isMultiple } = asMap(found)
    if (type === field.type && isTrue(isMultiple) === field.isMultiple) return { wanted: field, state: 'there' }
    const [expected, actual] = [typeText(field.type, field.isMultiple), typeText(String(type), isTrue(isMultiple))]
    return { wanted: field, state: 'wrong_type', problem: new Problem('portal.field-type', { field: field.name, expected, found: actual }) }
  })
}

/** Rejects a portal that would lose what bxi writes. @throws Problem `portal.fields-missing`, `portal.field-type` */
export function demandFields(states: readonly FieldState[]): void {
  const missing = states.filter(({ state }) => state === 'missing').map(({ wanted }) => wanted.name)
  if (missing.length > 0) throw new Problem('portal.fields-missing', { fields: missing })
  const wrong = states.find(({ problem }) => problem !== undefined)?.problem
  if (wrong) throw wrong
}

function isTrue(flag: unknown): boolean {
  return flag === true || flag === 'Y' || flag === '1' || flag === 1
}

function typeText(type: string, isMultiple: boolean): string {
  return isMultiple ? `${type}[]` : type
}
