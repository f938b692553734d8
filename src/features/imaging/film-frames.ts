import { filmWorker } from '#data/workers/film.ts'
import { frameBytes, FrameRing } from '#data/imaging/film-ring.ts'
import { notOpen } from '#data/imaging/film-problems.ts'
import type { Frame } from '#domain/imaging/image.ts'
import type { Outcome } from '#domain/problem.ts'

/** What the page keeps of frames that were looked at: three hundred slices of a CT, or some films. */
const HELD_BYTES_MAX = 160 * 1024 * 1024

const keyOf = (instance: string, index: number) => `${index} ${instance}`

/** The frames of this page: each asked of the worker once, and let go when others need the room. */
class FilmFrames {
  readonly #ring = new FrameRing(HELD_BYTES_MAX)
  readonly #underWay = new Map<string, Promise<Outcome<Frame>>>()

  /** The frame where it is at hand: then it can be drawn in this very task. */
  atHand(instance: string, index: number): Frame | null {
    return this.#ring.get(keyOf(instance, index))
  }

  /** Nobody may change its samples: others look at the same array. */
  async frame(instance: string, index: number): Promise<Outcome<Frame>> {
    const key = keyOf(instance, index)
    const ready = this.#ring.get(key)
    if (ready) return { ok: true, value: ready }
    const underWay = this.#underWay.get(key)
    if (underWay) return underWay
    const asking = this.#ask(instance, index).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, asking)
    return asking
  }

  /** Frames that will be looked at soon; what is at hand is not asked for. */
  prefetch(wanted: readonly { readonly instance: string; readonly index: number }[]): void {
    const missing = wanted.filter(({ instance, index }) => !this.#ring.has(keyOf(instance, index)))
    void filmWorker()
      .prefetch(missing)
      .catch(() => undefined)
  }

  drop(instances: readonly string[]): void {
    const gone = new Set(instances)
    this.#ring.drop((key) => gone.has(key.slice(key.indexOf(' ') + 1)))
  }

  async #ask(instance: string, index: number): Promise<Outcome<Frame>> {
    try {
      const frame = await filmWorker().frame(instance, index)
      if (frame.ok && frameBytes(frame.value) <= HELD_BYTES_MAX)
        this.#ring.put(keyOf(instance, index), frame.value)
      return frame
    } catch {
      // The worker was ended over it; what it held is gone with it.
      return notOpen()
    }
  }
}

export const filmFrames = new FilmFrames()
