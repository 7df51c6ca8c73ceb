import { closeSync, openSync, readdirSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from './folder.ts'
import type { Instant } from './ports/clock.ts'

const NAME = /^integration_log_(\d{4}-\d\d-\d\d)\.txt$/
const DAY_MS = 86_400_000

/** The file of one day, by the clock of this machine. */
export function logFileName(now: Instant): string {
  return `integration_log_${localDay(now)}.txt`
}

/** `2026-03-01`, by the clock of this machine. */
export function localDay(now: Instant): string {
  const date = new Date(now)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

/**
 * Removes the files of days that are more than `keepDays` days old and nothing else; safe beside other processes doing the same.
 *
 * @returns the names that were removed
 * @throws what the file system says, except that the folder or a file is gone already
 */
export function removeOldLogs(dir: string, keepDays: number, now: Instant): string[] {
  const oldest = localDay(now - keepDays * DAY_MS)
  return filesOf(dir).filter((name) => {
    const day = NAME.exec(name)?.[1]
    return day !== undefined && day < oldest && isRemoved(join(dir, name))
  })
}

/**
 * Appends finished lines to the file of their day. Every line is one system call on a file opened for appending, so many processes can share it.
 *
 * @param onNewDay called when this process made the first file of a day
 * @returns a function that throws what the file system says; its next call tries again
 */
export function dailyFile(dir: string, onNewDay: (now: Instant) => void): (line: string, now: Instant) => void {
  let open: { name: string; fd: number } | undefined
  let isTorn = false
  const fdOf = (now: Instant): number => {
    const name = logFileName(now)
    if (open?.name === name) return open.fd
    const yesterday = open
    open = undefined
    if (yesterday) closeSync(yesterday.fd)
    const { fd, isNew } = openForAppending(dir, name)
    open = { name, fd }
    if (isNew) onNewDay(now)
    return fd
  }
  return (line, now) => {
    const fd = fdOf(now)
    // A full disk may have taken half of the last line.
    const bytes = Buffer.from(`${isTorn ? '\n' : ''}${line}\n`)
    const written = writeSync(fd, bytes)
    isTorn = written < bytes.length
    if (isTorn) throw Object.assign(new Error('only a part of the line was written'), { code: 'ENOSPC' })
  }
}

function openForAppending(dir: string, name: string): { fd: number; isNew: boolean } {
  const path = join(dir, name)
  try {
    makeFolder(dir)
    return { fd: openSync(path, 'ax', 0o600), isNew: true }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return { fd: openSync(path, 'a', 0o600), isNew: false }
  }
}

function filesOf(dir: string): string[] {
  return unlessGone(() => readdirSync(dir)) ?? []
}

function isRemoved(path: string): boolean {
  return unlessGone(() => unlinkSync(path) === undefined) ?? false
}

function unlessGone<Result>(act: () => Result): Result | undefined {
  try {
    return act()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
