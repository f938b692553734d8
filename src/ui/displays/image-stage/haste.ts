/** A picture that takes longer than this would make a drag limp. */
const SLOW_MS = 12
/** Pictures that follow one another within this belong to one movement. */
const MOVING_MS = 120

/**
 * Decides when a moving picture is sampled without interpolation, because with it this tablet does not keep up; when the
 * hand rests it is painted in full (`REST_MS` later).
 */
export class Haste {
  /** The last picture that was sampled in full took so long. */
  #fullMs = 0
  #atMs = -Infinity

  isHurried(nowMs: number): boolean {
    return this.#fullMs > SLOW_MS && nowMs - this.#atMs < MOVING_MS
  }

  /** @param isFull sampled in full; what was only looked up or hurried says nothing of that */
  painted(nowMs: number, tookMs: number, isFull: boolean): void {
    this.#atMs = nowMs
    if (isFull) this.#fullMs = tookMs
  }
}

/** Longer than a movement lasts without a picture, so that the picture of the rest is not hurried itself. */
export const REST_MS = MOVING_MS + 40
