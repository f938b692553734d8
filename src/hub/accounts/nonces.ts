const MINUTE_MS = 60_000
/** Signed requests of some ten minutes at a hundred a second, several times over; about 100 MB at the very most. */
const NONCES_MAX = 400_000

/** Remembers what was asked, as long as its time would still be taken. */
export class Nonces {
  readonly #windowMs: number
  /** By the minute of the claim. */
  readonly #minutes = new Map<number, Set<string>>()
  #count = 0

  /** @param windowMs how far the time of a claim may be from ours, either way */
  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** @returns replayed: it was here before; full: so many came that none more can be remembered, hence none taken */
  take(nonce: string, atMs: number, nowMs: number): 'new' | 'replayed' | 'full' {
    this.#forget(nowMs)
    const minute = Math.floor(atMs / MINUTE_MS)
    const seen = this.#minutes.get(minute) ?? new Set()
    if (seen.has(nonce)) return 'replayed'
    if (this.#count >= NONCES_MAX) return 'full'
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
