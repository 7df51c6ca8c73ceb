import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Mutant } from './mutants.ts'

const DIST = fileURLToPath(new URL('../../../', import.meta.url))
const NEEDLESS = /\.(map|tsbuildinfo|gz|jsonl)$|\.test\.js$/

/**
 * A second `dist/` beside the first, in which one file is changed. Nothing in the program knows of it. Module hooks would do without a copy, but
 * they make every late import wait for another thread, during which virtual time runs ahead.
 *
 * @returns the folder, to be removed by `uproot`
 */
export function plant(mutant: Mutant): string {
  const garden = join(DIST, '..', '.tmp', 'mutants')
  mkdirSync(garden, { recursive: true })
  const copy = mkdtempSync(join(garden, `${mutant.name}-`))
  copyTree(DIST, copy, '')
  const path = join(copy, mutant.file)
  const source = mutated(readFileSync(path, 'utf8'), mutant)
  rmSync(path)
  writeFileSync(path, `${source}\nglobalThis.bxiPlantedMutant = true;\n`)
  return copy
}

export function uproot(copy: string): void {
  rmSync(copy, { recursive: true, force: true })
}

function copyTree(from: string, to: string, under: string): void {
  for (const entry of readdirSync(join(from, under), { withFileTypes: true })) {
    const path = join(under, entry.name)
    if (entry.isDirectory()) {
      mkdirSync(join(to, path))
      copyTree(from, to, path)
    } else if (!NEEDLESS.test(entry.name)) copyFileSync(join(from, path), join(to, path))
  }
}

/** What cannot be planted into the present code, and why. */
export function misplaced(mutants: readonly Mutant[]): string[] {
  return mutants.flatMap((mutant) => {
    try {
      mutated(readFileSync(join(DIST, mutant.file), 'utf8'), mutant)
      return []
    } catch (error) {
      return [String(error)]
    }
  })
}

/** @throws Error when the text does not stand there exactly once: the code has moved on, and so must the mutant */
export function mutated(source: string, { name, file, from, to }: Mutant): string {
  const words = from.trim().split(/\s+/)
  const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+'), 'g')
  const found = source.match(pattern)?.length ?? 0
  if (found !== 1) throw new Error(`the mutant ${name} fits ${found} places of ${file}, it needs exactly one`)
  return source.replace(pattern, () => to)
}
