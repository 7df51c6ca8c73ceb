import { spawn } from 'node:child_process'

const SHOWN_CHARS = 20_000
/** How long the output may stay open after the test process itself has ended. */
const STRAGGLER_MS = 2000
const running = new Set()

/** A test starts servers and commands; they share its process group, so that none survives it. */
function stopGroup(child) {
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch (error) {
    // Already gone, which is what was asked for.
    if (error.code !== 'ESRCH') throw error
  }
}

export function stopAll() {
  for (const child of running) stopGroup(child)
}

const tail = (text) => (text.length > SHOWN_CHARS ? `… ${text.length - SHOWN_CHARS} characters before this\n${text.slice(-SHOWN_CHARS)}` : text)

/**
 * Runs one compiled test file.
 *
 * @returns exit code or signal, what `fixtures/suite.ts` counted (undefined: the process ended before it could tell, or never asked),
 *   whether it had to be stopped, whether a process it started outlived it, its output and the time it took
 */
export function runTestFile(path, { cwd, limitMs }) {
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const { FORCE_COLOR: _, ...env } = process.env
    const child = spawn(process.execPath, ['--enable-source-maps', path], {
      cwd,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...env, NO_COLOR: '1' },
    })
    running.add(child)
    let output = ''
    let counts
    let hung = false
    let leftBehind = false
    let straggler
    child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk) => (output += chunk))
    child.on('message', (message) => {
      if (message?.kind === 'bxi-test-counts') counts = message
    })
    const limit = setTimeout(() => {
      hung = true
      stopGroup(child)
    }, limitMs)
    child.on('exit', () => {
      clearTimeout(limit)
      straggler = setTimeout(() => {
        leftBehind = !hung
        stopGroup(child)
        // Whoever left the group as well may keep the pipes; the file is over all the same.
        child.stdout.destroy()
        child.stderr.destroy()
      }, STRAGGLER_MS)
    })
    child.on('close', (code, signal) => {
      clearTimeout(straggler)
      stopGroup(child)
      running.delete(child)
      resolve({ code, signal, counts, hung, leftBehind, output: tail(output.trimEnd()), ms: Date.now() - startedAt })
    })
  })
}
