import type * as z from 'zod'
import { configWordsIn } from '../texts/config.ts'
import type { Expected, Fault } from './fault.ts'
import { nearest } from './nearest.ts'
import { type ConfigPath, valueAt } from './path.ts'
import { configSchema } from './schema.ts'

type Issue = z.core.$ZodIssue
export type Config = z.output<typeof configSchema>

/** The configuration with its defaults, or everything that its keys and values do wrong. */
export function checkSchema(raw: unknown): { config: Config } | { faults: Fault[] } {
  const { success, data, error } = configSchema.safeParse(raw)
  return success ? { config: data } : { faults: error.issues.flatMap((issue) => faultsOf(issue, raw)) }
}

function faultsOf(issue: Issue, raw: unknown): Fault[] {
  const path = issue.path as ConfigPath
  switch (issue.code) {
    case 'unrecognized_keys':
      // The table's own keys travel in the message (fields.ts).
      return issue.keys.map((key) => ({ path: [...path, key], expected: 'known_key', arg: nearest(key, issue.message.split(' ')) ?? '' }))
    case 'invalid_value':
      return [{ path, expected: 'one_of', arg: issue.values.map((value) => JSON.stringify(value)).join(', ') }]
    case 'too_small':
      if (issue.origin === 'array') return [{ path, expected: 'filled_list' }]
      return [{ path, expected: issue.inclusive ? 'at_least' : 'more_than', arg: String(issue.minimum) }]
    case 'too_big':
      return [{ path, expected: 'at_most', arg: String(issue.maximum) }]
    case 'invalid_type':
      return [{ path, expected: expectedType(issue.message, issue.expected, valueAt(raw, path)) }]
    default:
      return [{ path, expected: isExpected(issue.message) ? issue.message : 'text' }]
  }
}

function expectedType(message: string, type: string, value: unknown): Expected {
  // "a whole number" helps who wrote 1.5; who wrote a text hears "a number".
  if (message === 'whole' && typeof value !== 'number') return 'number'
  if (isExpected(message)) return message
  return isExpected(type) ? type : 'text'
}

function isExpected(word: string): word is Expected {
  return Object.hasOwn(configWordsIn('en').expected, word)
}
