/** Full jitter (Brooker, Exponential Backoff and Jitter, AWS 2015): tablets that lost the hub together come back apart. */
const RETRY_MIN_MS = 1000
const RETRY_MAX_MS = 5 * 60_000
/** While all is well. */
const EVERY_MS = 60_000
/** What is written together goes together. */
const AFTER_WRITE_MS = 2000
/** A page that comes to the front again and again asks once. */
const WAKE_AGAIN_MS = 5000

export interface PaceParts {
  nowMs(): number
  /** In [0, 1). */
  chance(): number
  /** @returns whether it went well */
  run(): Promise<boolean>
  /** When the next one is due; null: none is. */
  onNext(atMs: number | null): void
}

/** When to meet the hub: one timer, moved by what happens. */
export class Pace {
  readonly #parts: PaceParts
  #timer: ReturnType<typeof setTimeout> | undefined
  #dueMs = Infinity
  #failures = 0
  #lastRunMs = -Infinity
  #running = false
  #again = false
  #stopped = true

  constructor(parts: PaceParts) {
    this.#parts = parts
  }

  start(): void {
    this.#stopped = false
    this.#failures = 0
    this.#in(0)
  }

  stop(): void {
    this.#stopped = true
    this.#again = false
    this.#clear()
    this.#parts.onNext(null)
  }

  /** Something was written here. */
  wrote(): void {
    // A line that fails is not tried more often because people go on working.
    if (this.#failures === 0) this.#in(AFTER_WRITE_MS)
  }

  /** The hub has something new. */
  poked(): void {
    if (this.#running) this.#again = true
    else this.#in(0)
  }

  /** The page came to the front, the line came back. */
  wake(): void {
    if (this.#parts.nowMs() - this.#lastRunMs < WAKE_AGAIN_MS) return
    this.#failures = 0
    this.#in(0)
  }

  #in(ms: number): void {
    if (this.#stopped || this.#running) return
    const dueMs = performance.now() + ms
    if (dueMs >= this.#dueMs) return
    this.#clear()
    this.#dueMs = dueMs
    this.#timer = setTimeout(() => void this.#run(), ms)
    // In Node a test ends when it is done, not when the clock stops.
    if (typeof this.#timer === 'object') (this.#timer as { unref(): void }).unref()
    this.#parts.onNext(this.#parts.nowMs() + ms)
  }

  async #run(): Promise<void> {
    this.#clear()
    this.#running = true
    this.#again = false
    this.#lastRunMs = this.#parts.nowMs()
    const well = await this.#parts.run().catch(() => false)
    this.#running = false
    this.#failures = well ? 0 : this.#failures + 1
    const most = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#failures)
    this.#in(well ? (this.#again ? 0 : EVERY_MS) : Math.max(RETRY_MIN_MS, this.#parts.chance() * most))
  }

  #clear(): void {
    clearTimeout(this.#timer)
    this.#dueMs = Infinity
  }
}
