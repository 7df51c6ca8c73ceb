import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function folderOfPackage(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : folderOfPackage(dirname(from))
}

/** The folder of package.json, wherever this file was compiled to. */
export const repository = folderOfPackage(dirname(fileURLToPath(import.meta.url)))

/** A folder of small files that scripts can be pointed at; the caller removes it. */
export function temporaryTree(files: Readonly<Record<string, string>>): { root: string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'bxi-tree-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

export interface Ran {
  code: number | null
  /** Both streams, without colours. */
  output: string
  lastLine: string
}

/** Runs one of our scripts, e.g. `runScript('scripts/run-tests.mjs', ['--root', root])`. */
export function runScript(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { BXI_REQUIRE_ALL: _, ...inherited } = process.env
  return new Promise((resolve, fail) => {
    const child = spawn(process.execPath, [join(repository, script), ...args], { env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.on('error', fail)
    child.on('close', (code) => resolve({ code, output, lastLine: output.trimEnd().split('\n').at(-1) ?? '' }))
  })
}
