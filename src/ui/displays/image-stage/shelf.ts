import type { Frame, Rendering } from '#domain/imaging/image.ts'
import { asItIs, isReady, prepare, type Prepared } from './prepared.ts'

/** So long at a time is worked on a frame before the page has its turn again. */
const TURN_MS = 8
/** Sizes kept of one frame: the one in use and the one before. */
const KEPT_MOST = 2

/** Prepared frames, as long as somebody holds the frame; large ones are prepared in turns. */
export class PreparedShelf {
  readonly #kept = new WeakMap<Frame, Prepared[]>()
  readonly #onReady: () => void
  #work: { readonly frame: Frame; readonly reducedBy: number } | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param onReady when something better than what `get` gave is there */
  constructor(onReady: () => void) {
    this.#onReady = onReady
  }

  /**
   * @param reducedBy see `reductionFor`
   * @returns the frame at that size, or for now what there is of it; null where nothing can be painted yet
   */
  get(frame: Frame, rendering: Rendering, reducedBy: number): Prepared | null {
    if (reducedBy === 1 && isReady(frame)) return asItIs(frame)
    const kept = this.#kept.get(frame) ?? []
    const there = kept.find((prepared) => prepared.reducedBy === reducedBy)
    if (there !== undefined) return there
    if (this.#work?.frame !== frame || this.#work.reducedBy !== reducedBy) {
      const done = this.#begin(frame, rendering, reducedBy)
      if (done !== null) return done
    }
    return kept[0] ?? (isReady(frame) ? asItIs(frame) : null)
  }

  release(): void {
    clearTimeout(this.#timer)
    this.#work = null
  }

  #begin(frame: Frame, rendering: Rendering, reducedBy: number): Prepared | null {
    this.release()
    const work = { frame, reducedBy }
    this.#work = work
    const steps = prepare(frame, rendering, reducedBy)
    const turn = (): Prepared | null => {
      const until = performance.now() + TURN_MS
      for (;;) {
        const step = steps.next()
        if (step.done) return this.#keep(frame, step.value)
        if (performance.now() > until) break
      }
      this.#timer = setTimeout(() => {
        if (this.#work === work && turn() !== null) this.#onReady()
      })
      return null
    }
    return turn()
  }

  #keep(frame: Frame, prepared: Prepared): Prepared {
    this.#work = null
    const others = (this.#kept.get(frame) ?? []).slice(0, KEPT_MOST - 1)
    this.#kept.set(frame, [prepared, ...others])
    return prepared
  }
}
