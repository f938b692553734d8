const MINUTE_MS = 60_000
/** Remembers what was asked, as long as its time would still be taken. */
export class Nonces {
  readonly #windowMs: number
  readonly #max: number
  /** By the minute of the claim. */
  readonly #minutes = new Map<number, Set<string>>()
  #count = 0

  /**
   * @param windowMs how far the time of a claim may be from ours, either way
   * @param max so many are remembered; more are not taken
   */
  constructor(windowMs: number, max: number) {
    this.#windowMs = windowMs
    this.#max = max
  }

  has(nonce: string, atMs: number): boolean {
    return this.#minutes.get(minuteOf(atMs))?.has(nonce) ?? false
  }

  /** @returns replayed: it was here before; full: so many came that none more can be remembered, hence none taken */
  take(nonce: string, atMs: number, nowMs: number): 'new' | 'replayed' | 'full' {
    this.#forget(nowMs)
    const minute = minuteOf(atMs)
    const seen = this.#minutes.get(minute) ?? new Set()
    if (seen.has(nonce)) return 'replayed'
    if (this.#count >= this.#max) return 'full'
    this.#minutes.set(minute, seen.add(nonce))
    this.#count++
    return 'new'
  }

  #forget(nowMs: number): void {
    for (const [minute, seen] of this.#minutes) {
      if ((minute + 1) * MINUTE_MS + this.#windowMs >= nowMs) continue
      this.#minutes.delete(minute)
      this.#count -= seen.size
    }
  }
}

const minuteOf = (atMs: number) => Math.floor(atMs / MINUTE_MS)
