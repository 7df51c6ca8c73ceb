import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Found } from './cases.ts'

const TRIAL = fileURLToPath(new URL('./trial.js', import.meta.url))

/** Puts one mutant on trial. Rejects when it could not be planted. */
export function tryMutant(name: string, cases: number, seed: number): Promise<Found> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', TRIAL, name, String(cases), String(seed)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [output, errors] = ['', '']
    child.stdout.on('data', (chunk) => (output += String(chunk)))
    child.stderr.on('data', (chunk) => (errors += String(chunk)))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Found)
      else reject(new Error(`the mutant ${name} could not be tried:\n${errors}`))
    })
  })
}

/** Tries all of them, a few at a time. */
export async function tryMutants(names: readonly string[], cases: number, seed: number, onFound: (found: Found) => void): Promise<Found[]> {
  const waiting = [...names]
  const results: Found[] = []
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const found = await tryMutant(name, cases, seed)
      results.push(found)
      onFound(found)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(2, availableParallelism())) }, worker))
  return results
}
