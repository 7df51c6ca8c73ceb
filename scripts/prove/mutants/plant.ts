import type { LoadHook } from 'node:module'
import type { Mutant } from './mutants.ts'

/**
 * Module hooks (`module.register`): the file of one mutant is changed while it is loaded. Nothing on the disk changes, and nothing in the program knows
 * of it.
 */
let mutant: Mutant

export function initialize(planted: Mutant): void {
  mutant = planted
}

export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context)
  if (!url.endsWith(`/dist/${mutant.file}`)) return loaded
  return { ...loaded, source: `${mutated(String(loaded.source), mutant)}\nglobalThis.bxiPlantedMutant = true;\n` }
}

/** @throws Error when the text does not stand there exactly once: the code has moved on, and so must the mutant */
export function mutated(source: string, { name, file, from, to }: Mutant): string {
  const pattern = new RegExp(
    from
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('\\s+'),
    'g',
  )
  const found = source.match(pattern)?.length ?? 0
  if (found !== 1) throw new Error(`the mutant ${name} fits ${found} places of ${file}, it needs exactly one`)
  return source.replace(pattern, () => to)
}
