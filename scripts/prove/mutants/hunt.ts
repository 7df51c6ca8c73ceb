import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Found } from './cases.ts'
import { mutantNamed } from './mutants.ts'
import { plant, uproot } from './plant.ts'

/** Puts one mutant on trial. Rejects when it could not be planted. */
export async function tryMutant(name: string, cases: number, seed: number): Promise<Found> {
  const copy = plant(mutantNamed(name))
  try {
    return await runTrial(join(copy, 'scripts/prove/mutants/trial.js'), [name, String(cases), String(seed)])
  } finally {
    uproot(copy)
  }
}

function runTrial(program: string, args: readonly string[]): Promise<Found> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [output, errors] = ['', '']
    child.stdout.on('data', (chunk) => (output += String(chunk)))
    child.stderr.on('data', (chunk) => (errors += String(chunk)))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Found)
      else reject(new Error(`the mutant ${args[0]} could not be tried:\n${errors}`))
    })
  })
}

/** Tries all of them, a few at a time. */
export async function tryMutants(names: readonly string[], cases: number, seed: number, onFound: (found: Found) => void): Promise<Found[]> {
  const waiting = [...names]
  const results: Found[] = []
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const found = await tryMutant(name, cases, seed).catch((error: unknown): Found => ({ name, fault: String(error) }))
      results.push(found)
      onFound(found)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(2, availableParallelism())) }, worker))
  return results
}
