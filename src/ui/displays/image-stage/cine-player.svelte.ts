import { cineAt, SLICE_TIME_MS, startCine, type Cine, type CineSpeed } from './cine.ts'
import type { StagePlaceInStack } from './stage.ts'

/** Plays a stack or a loop: on the page's frames, never while the page is hidden. */
export class CinePlayer {
  readonly #stack: () => StagePlaceInStack | null
  readonly #scroll: (index: number) => void
  playing = $state(false)
  speed = $state<CineSpeed>(1)
  #cine: Cine | null = null
  #frame = 0
  /** The picture of this index is on the stage. */
  #arrived = -1

  constructor(stack: () => StagePlaceInStack | null, scroll: (index: number) => void) {
    this.#stack = stack
    this.#scroll = scroll
  }

  toggle(): void {
    if (this.playing) this.stop()
    else this.play()
  }

  play(): void {
    const stack = this.#stack()
    if (stack === null || stack.count < 2) return
    this.playing = true
    this.#arrived = stack.index
    this.#cine = startCine(stack.index, performance.now(), this.#frameMs(stack))
    this.#frame = requestAnimationFrame(this.#step)
  }

  stop(): void {
    this.playing = false
    this.#cine = null
    cancelAnimationFrame(this.#frame)
  }

  /** The stage shows this picture of the stack now. */
  arrived(index: number): void {
    this.#arrived = index
  }

  #frameMs(stack: StagePlaceInStack): number {
    return (stack.frameTimeMs ?? SLICE_TIME_MS) / this.speed
  }

  readonly #step = (nowMs: number): void => {
    const stack = this.#stack()
    if (this.#cine === null || stack === null || stack.count < 2) return this.stop()
    // Whoever scrolls by hand while it plays is followed.
    const was =
      this.#arrived === stack.index && stack.index !== this.#cine.index
        ? startCine(stack.index, nowMs, this.#frameMs(stack))
        : this.#cine
    const now = cineAt(was, nowMs, this.#frameMs(stack), stack.count, this.#arrived === was.index)
    this.#cine = now
    if (now.index !== was.index) this.#scroll(now.index)
    this.#frame = requestAnimationFrame(this.#step)
  }
}
