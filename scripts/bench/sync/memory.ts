import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunReport } from '../../../core/report.ts'
import { startClinicWorld } from '../../../fixtures/world.ts'

const BIN = fileURLToPath(new URL('../../../bin/bxi.js', import.meta.url))
const VISITS = 20_000

export interface Memory {
  visits: number
  read: number
  seconds: number
  peakMb: number | undefined
}

/** A first run over four databases as an operator starts it: the program in a process of its own, real protocols, state on disk. Peak memory is Linux's. */
export async function memoryOfFirstRun(): Promise<Memory> {
  const world = await startClinicWorld({ seed: 3, visits: VISITS })
  const folder = mkdtempSync(join(tmpdir(), 'bxi-memory-'))
  const config = join(folder, 'bxi.toml')
  writeFileSync(config, world.toml.replace(/first_window = .*/, 'first_window = "3650d"'), { mode: 0o600 })
  try {
    await bxi(['portal', 'install'], config, folder)
    const startedAt = performance.now()
    const { out, peakMb } = await bxi(['sync', 'ident'], config, folder)
    const { pipelines } = JSON.parse(out) as RunReport
    return { visits: VISITS, read: pipelines.reduce((sum, { read }) => sum + read, 0), seconds: (performance.now() - startedAt) / 1_000, peakMb }
  } finally {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function bxi(args: readonly string[], config: string, folder: string): Promise<{ out: string; peakMb: number | undefined }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...args, '--config', config, '--state', join(folder, 'state'), '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH ?? '', LANG: 'C' },
    })
    let out = ''
    let peakMb: number | undefined
    const watch = setInterval(() => {
      peakMb = peakOf(child.pid) ?? peakMb
    }, 200)
    child.stdout.on('data', (part) => (out += part))
    child.on('close', () => {
      clearInterval(watch)
      resolve({ out, peakMb })
    })
  })
}

function peakOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/status`
  const line = existsSync(file) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8')) : undefined
  return line ? Number(line[1]) / 1_024 : undefined
}
