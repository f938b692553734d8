/** Counts the seconds that something was in view; while it is not, it rests. */
export class ViewClock {
  readonly #nowMs: () => number
  #countedMs = 0
  #sinceMs: number | null = null

  /** @param nowMs a clock that never runs backwards */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
  }

  get seconds(): number {
    const running = this.#sinceMs === null ? 0 : this.#nowMs() - this.#sinceMs
    return Math.round((this.#countedMs + running) / 100) / 10
  }

  run(): void {
    this.#sinceMs ??= this.#nowMs()
  }

  rest(): void {
    if (this.#sinceMs === null) return
    this.#countedMs += this.#nowMs() - this.#sinceMs
    this.#sinceMs = null
  }
}

/** Runs a clock while the page is in sight. @returns how to stop */
export function runWhileSeen(clock: ViewClock): () => void {
  const follow = () => (document.visibilityState === 'visible' ? clock.run() : clock.rest())
  follow()
  document.addEventListener('visibilitychange', follow)
  return () => {
    document.removeEventListener('visibilitychange', follow)
    clock.rest()
  }
}
