const KIB = 1024
/** 256 KiB on a bad line, 1 MiB at first, 4 MiB on a good one (measured: anchors/records-sync-hub.md, 5). */
const STEPS = [256 * KIB, 1024 * KIB, 4096 * KIB] as const
const FIRST = 1
const CLEAN_TO_GROW = 5
const FAILURES_TO_SHRINK = 2

/** How large the next chunk of an upload is: five clean ones grow it, two failures shrink it to the smallest. */
export class ChunkPace {
  #step = FIRST
  #clean = 0
  #failures = 0

  get bytes(): number {
    return STEPS[this.#step]!
  }

  arrived(): void {
    this.#failures = 0
    if (++this.#clean < CLEAN_TO_GROW) return
    this.#clean = 0
    this.#step = Math.min(this.#step + 1, STEPS.length - 1)
  }

  failed(): void {
    this.#clean = 0
    if (++this.#failures < FAILURES_TO_SHRINK) return
    this.#failures = 0
    this.#step = 0
  }
}
