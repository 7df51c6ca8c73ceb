import type { Lease, LeaseHolder, Leases } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { ensureFolder } from '../disk/disk.ts'
import { BEAT_MS, FileLease } from './file-lease.ts'
import { LeaseFiles, type LeaseFile, type LeaseRecord } from './lease-files.ts'
import { isGone, thisProcess } from './process-identity.ts'

const STALE_MS = 3 * BEAT_MS
const ROUNDS = 20
const NOBODY_YET: LeaseRecord = { job: '', pid: 0, host: '', since: 0 }

/** Leases as files in one folder. */
export class FileLeases implements Leases {
  readonly #files: LeaseFiles
  readonly #context: FilesContext
  readonly #lastGenerationOf: (name: string) => Promise<number>
  readonly #held = new Set<FileLease>()
  readonly #self = thisProcess()

  /** @param lastGenerationOf the highest generation that the work under this name has seen: a folder of leases may get lost, the work not */
  constructor(folder: string, context: FilesContext, lastGenerationOf: (name: string) => Promise<number>) {
    this.#files = new LeaseFiles(folder)
    this.#context = context
    this.#lastGenerationOf = lastGenerationOf
  }

  async acquire(name: string, job: string): Promise<Lease> {
    await ensureFolder(this.#files.folder)
    for (const lease of this.#held) if (lease.isOver) this.#held.delete(lease)
    for (let round = 0; round < ROUNDS; round++) {
      const newest = await this.#files.newest(name)
      const live = newest && (await this.#live(newest))
      if (live) throw this.#heldBy(name, live)
      const lease = await this.#take(name, job, newest)
      if (lease) return lease
    }
    throw this.#heldBy(name, NOBODY_YET)
  }

  async holder(name: string): Promise<LeaseHolder | undefined> {
    const newest = await this.#files.newest(name)
    const live = newest && (await this.#live(newest))
    return live && { job: live.job, pid: live.pid, host: live.host, since: live.since }
  }

  /** The lease behind what a caller hands us, when it is one of ours. */
  ours(lease: Lease): FileLease | undefined {
    return [...this.#held].find((held) => held === lease)
  }

  /** Gives back everything; twice is harmless. */
  async releaseAll(): Promise<void> {
    for (const lease of this.#held) await lease.release()
    this.#held.clear()
  }

  /** For tests: the process is dead to the world, its files stay as they are. */
  stopAll(): void {
    for (const lease of this.#held) lease.stop()
  }

  /** Undefined when another taker was faster. */
  async #take(name: string, job: string, newest: LeaseFile | undefined): Promise<FileLease | undefined> {
    const generation = Math.max(newest?.generation ?? 0, await this.#lastGenerationOf(name)) + 1
    const path = this.#files.pathOf(name, generation, 'lease')
    const now = this.#context.clock.now()
    await this.#context.beforeDurable('lease')
    if (!(await this.#files.create(path, { ...this.#self, job, since: now }, now))) return undefined
    const generations = await this.#files.of(name)
    if ((generations.at(-1)?.generation ?? 0) > generation) {
      await this.#files.remove(path)
      return undefined
    }
    for (const old of generations) if (old.generation < generation) await this.#files.remove(old.path)
    const lease = new FileLease(name, generation, this.#files, this.#context)
    this.#held.add(lease)
    return lease
  }

  /** The holder of this file, unless it is certainly dead or has been silent for three beats. */
  async #live(file: LeaseFile): Promise<LeaseRecord | undefined> {
    if (file.isFree) return undefined
    const seen = await this.#files.read(file)
    // A beat that lies far in the future was made before the clock was set back: its holder would have shown another sign of life by now.
    if (!seen || Math.abs(this.#context.clock.now() - seen.beatAt) > STALE_MS) return undefined
    if (seen.record && isGone(seen.record, this.#self)) return undefined
    return seen.record ?? NOBODY_YET
  }

  #heldBy(name: string, { job, pid, host, since }: LeaseRecord): Problem {
    const sinceMinutes = since === 0 ? 0 : Math.max(0, Math.floor((this.#context.clock.now() - since) / 60_000))
    return new Problem('lease.held', { name, job, pid, host, sinceMinutes })
  }
}
