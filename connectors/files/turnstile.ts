/** Lets one through at a time, in the order of arrival. Pieces of work never see each other half done. */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve()

  async pass<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    // The next in line waits for the end of this one, however it ends; its own caller hears of a failure.
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    )
    return await turn
  }
}
