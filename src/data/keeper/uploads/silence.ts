/** Ends a request that nothing was heard of for too long. */
export class Silence {
  readonly #ending: AbortController
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ending: AbortController) {
    this.#ending = ending
  }

  bear(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => this.#ending.abort(new DOMException('nothing was heard', 'TimeoutError')),
      ms,
    )
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
