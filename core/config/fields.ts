import * as z from 'zod'
import { isZone } from '../instant.ts'
import { parseBytes, parseDurationMs } from '../units.ts'
import type { Expected } from './fault.ts'

/** The word of a fault (`core/texts/*\/config.ts`) travels as zod's message. */
function expected(code: Expected): Expected {
  return code
}

/** A table with exactly these keys; others are faults, and the fault knows which ones there are. */
export function table<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, { error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : expected('table')) })
}

/** A table that may be left out when all its keys may. */
export function tableOrDefaults<Shape extends z.ZodRawShape>(shape: Shape): z.ZodPrefault<z.ZodObject<Shape, z.core.$strict>> {
  return table(shape).prefault({} as never)
}

/** A table with some of these keys, all of one kind. */
export function someOf<Key extends string, Value extends z.core.SomeType>(
  keys: readonly Key[],
  value: Value,
): z.ZodObject<Record<Key, z.ZodExactOptional<Value>>, z.core.$strict> {
  return table(Object.fromEntries(keys.map((key) => [key, z.exactOptional(value)])) as Record<Key, z.ZodExactOptional<Value>>)
}

/** Any text, the empty one means "not set". */
export const text = (): z.ZodString => z.string(expected('text'))
export const filledText = (): z.ZodString => z.string(expected('filled_text')).regex(/\S/, expected('filled_text'))
/** A name that goes into file names and keys. */
export const shortId = (): z.ZodString => z.string(expected('short_id')).regex(/^[a-z0-9_-]{1,40}$/, expected('short_id'))
export const flag = (): z.ZodBoolean => z.boolean(expected('flag'))
export const oneOf = <const Values extends readonly string[]>(values: Values): z.ZodEnum<z.core.util.ToEnum<Values[number]>> => z.enum(values)
export const atLeast = (least: number, most: number = Number.MAX_SAFE_INTEGER): z.ZodInt => z.int(expected('whole')).min(least).max(most)
export const positive = (): z.ZodNumber => z.number(expected('number')).gt(0)
export const share = (): z.ZodNumber => z.number(expected('number')).min(0).max(1)

/** Kept as it is written; `parseDurationMs` (core/units.ts) reads it where it is used. */
export const duration = () => z.string(expected('duration')).check(z.refine(isDuration, expected('duration')))
/** `""` means never. */
export const durationOrNever = () => z.string(expected('duration_or_never')).check(z.refine(isDurationOrEmpty, expected('duration_or_never')))
/** Kept as it is written; `parseBytes` reads it. */
export const size = () => z.string(expected('size')).check(z.refine((written) => parseBytes(written) !== undefined, expected('size')))
export const zone = () => z.string(expected('zone')).check(z.refine(isZone, expected('zone')))
export const httpUrl = () => z.string(expected('url')).check(z.refine(isHttpUrl, expected('url')))
export const httpUrlOrEmpty = () => z.string(expected('url')).check(z.refine((written) => written === '' || isHttpUrl(written), expected('url')))
export const listenAddress = () => z.string(expected('listen')).regex(/^(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}$/i, expected('listen'))

/** A secret, by its text or by where to find it. The empty ones are for what is optional. */
export const secret = () =>
  z.union(
    [z.string(), z.strictObject({ env: z.string() }), z.strictObject({ file: z.string() }), z.strictObject({ sealed: z.string() })],
    expected('secret'),
  )

function isDuration(written: string): boolean {
  return parseDurationMs(written) !== undefined
}

function isDurationOrEmpty(written: string): boolean {
  return written === '' || isDuration(written)
}

function isHttpUrl(written: string): boolean {
  return URL.canParse(written) && /^https?:$/.test(new URL(written).protocol)
}
