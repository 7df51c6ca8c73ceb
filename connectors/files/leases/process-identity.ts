import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { errnoOf } from '../disk/errors.ts'

/** Which process this is, also when its number was given to another one later. */
export interface ProcessIdentity {
  pid: number
  host: string
  /** One boot of one machine, and one numbering of processes on it; absent where the system does not tell. */
  boot?: string
  /** When the process started, in ticks since boot; absent where the system does not tell. */
  start?: string
}

export function thisProcess(): ProcessIdentity {
  const boot = bootId()
  const start = statOf(process.pid)?.start
  return { pid: process.pid, host: hostname(), ...(boot ? { boot } : {}), ...(start ? { start } : {}) }
}

/**
 * True only when the process is certainly gone: nobody on this host has its number, or somebody else has it now. Of another host, another boot or
 * another container nothing is known.
 */
export function isGone(other: ProcessIdentity, self: ProcessIdentity): boolean {
  if (other.host !== self.host || other.boot !== self.boot || other.pid <= 0) return false
  if (!answers(other.pid)) return true
  const stat = statOf(other.pid)
  if (!stat) return false
  return stat.isEnded || (other.start !== undefined && other.start !== stat.start)
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) !== 'ESRCH'
  }
}

/** proc(5): the name of the program may contain anything, so fields are counted from its closing bracket; field 3 is the state, 22 the start. */
function statOf(pid: number): { isEnded: boolean; start: string } | undefined {
  const text = systemText(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  const state = fields?.[0]
  const start = fields?.[19]
  // A killed process that its parent has not yet buried still has a number, but it will never write again.
  return state && start ? { isEnded: state === 'Z' || state === 'X', start } : undefined
}

function bootId(): string | undefined {
  const boot = systemText(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim())
  const numbering = systemText(() => readlinkSync('/proc/self/ns/pid'))
  return boot && numbering ? `${boot} ${numbering}` : undefined
}

/** What the system tells about itself, where it has such a file at all. */
function systemText(read: () => string): string | undefined {
  try {
    return read()
  } catch (error) {
    if (errnoOf(error) !== undefined) return undefined
    throw error
  }
}
