import { Turnstile } from '../turnstile.ts'

/** One line on its way to the disk. */
export interface Submission {
  line: string
  /** Looks something up before the line is written; nothing else happens in between. */
  prepare?(): Promise<void>
  /** Called once the bytes are on the disk, before anything else is written. Must not throw. */
  apply?(): void
}

interface Waiting {
  submission: Submission
  settle: (error?: unknown) => void
}

/** Lines that arrive while the disk is busy share the next write and the next flush. */
export class GroupCommit {
  readonly #turn = new Turnstile()
  readonly #write: (lines: readonly string[]) => Promise<void>
  #waiting: Waiting[] = []

  /** @param write puts the lines on the disk, all or none of them known to be there */
  constructor(write: (lines: readonly string[]) => Promise<void>) {
    this.#write = write
  }

  /** Resolves when the line is on the disk and applied. */
  async submit(submission: Submission): Promise<void> {
    const settled = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ submission, settle: (error) => (error === undefined ? resolve() : reject(error)) })
    })
    void this.#turn.pass(() => this.#flush())
    await settled
  }

  /** Runs work during which nothing is written. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    return await this.#turn.pass(work)
  }

  /** Takes whatever waits by now; later calls then find nothing left to do. Never rejects. */
  async #flush(): Promise<void> {
    const group = this.#waiting
    this.#waiting = []
    if (group.length === 0) return
    try {
      for (const { submission } of group) await submission.prepare?.()
      await this.#write(group.map(({ submission }) => submission.line))
      for (const { submission } of group) submission.apply?.()
      for (const { settle } of group) settle()
    } catch (error) {
      for (const { settle } of group) settle(error ?? new Error('the disk refused without a reason'))
    }
  }
}
