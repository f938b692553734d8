/** How often somebody may ask: `burst` at once, then so many a second. */
export interface Pace {
  readonly perSecond: number
  readonly burst: number
}

interface Bucket {
  readonly tokens: number
  readonly atMs: number
}

/** Names that are remembered; who has not asked for long is as good as new. */
const NAMES_MAX = 20_000

/** One pace for many askers, each counted alone. */
export class TokenBuckets {
  readonly #pace: Pace
  readonly #buckets = new Map<string, Bucket>()

  constructor(pace: Pace) {
    this.#pace = pace
  }

  /** Takes one. @returns 0, or the seconds until there is one: then nothing was taken */
  take(name: string, nowMs = performance.now()): number {
    const tokens = this.#tokens(name, nowMs)
    const isLeft = tokens >= 1
    this.#buckets.delete(name)
    this.#buckets.set(name, { tokens: isLeft ? tokens - 1 : tokens, atMs: nowMs })
    if (this.#buckets.size > NAMES_MAX) this.#buckets.delete(this.#buckets.keys().next().value!)
    return isLeft ? 0 : Math.ceil((1 - tokens) / this.#pace.perSecond)
  }

  /** Seconds until there is one; nothing is taken. */
  wait(name: string, nowMs = performance.now()): number {
    return Math.max(0, Math.ceil((1 - this.#tokens(name, nowMs)) / this.#pace.perSecond))
  }

  #tokens(name: string, nowMs: number): number {
    const { perSecond, burst } = this.#pace
    const known = this.#buckets.get(name)
    return known ? Math.min(burst, known.tokens + ((nowMs - known.atMs) / 1000) * perSecond) : burst
  }
}
