import type { Frame } from '#domain/imaging/image.ts'
import type { Outcome } from '#domain/problem.ts'
import type { FilmPart } from './film-parts.ts'
import { frameBytes, FrameRing } from './film-ring.ts'

type Wanted = { readonly instance: string; readonly index: number }

interface Decoding {
  readonly frame: Promise<Outcome<Frame>>
  /** How many wait for it. */
  waiting: number
}

const keyOf = (instance: string, index: number) => `${index} ${instance}`
const instanceIn = (key: string) => key.slice(key.indexOf(' ') + 1)

/**
 * Decodes frames, each once however many ask for it, and those that will be wanted soon before anybody asks. A later
 * wish replaces an earlier one; what is wished for is never let go for something else that is.
 */
export class FilmDecoding {
  readonly #partOf: (instance: string) => Promise<Outcome<FilmPart>>
  readonly #ring: FrameRing
  readonly #underWay = new Map<string, Decoding>()
  #wished: readonly Wanted[] = []
  #fetching = false
  /** Frames that somebody waits for now: a wish stands back for them. */
  #asked = 0

  constructor(partOf: (instance: string) => Promise<Outcome<FilmPart>>, budgetBytes: number) {
    this.#partOf = partOf
    this.#ring = new FrameRing(budgetBytes)
  }

  /** The frame, taken out of the ring: whoever asks may move it away. */
  async frame(instance: string, index: number): Promise<Outcome<Frame>> {
    const key = keyOf(instance, index)
    const ready = this.#ring.take(key)
    if (ready) return { ok: true, value: ready }
    this.#asked++
    try {
      const decoding = this.#decode(instance, index)
      const decoded = await decoding.frame
      // Others wait for the same array: what is moved away would be empty under their hands.
      if (!decoded.ok || decoding.waiting === 1) return decoded
      return { ok: true, value: { ...decoded.value, pixels: decoded.value.pixels.slice() } }
    } finally {
      this.#asked--
    }
  }

  /** The frame to be looked at here; it stays for the next who asks. */
  async peek(instance: string, index: number): Promise<Outcome<Frame>> {
    const key = keyOf(instance, index)
    const ready = this.#ring.get(key)
    if (ready) return { ok: true, value: ready }
    return this.#decode(instance, index).frame
  }

  wish(wanted: readonly Wanted[]): void {
    this.#wished = wanted
    if (!this.#fetching) void this.#fetch()
  }

  drop(gone: (instance: string) => boolean): void {
    this.#wished = this.#wished.filter(({ instance }) => !gone(instance))
    this.#ring.drop((key) => gone(instanceIn(key)))
  }

  async #fetch(): Promise<void> {
    this.#fetching = true
    for (;;) {
      // A task of its own: questions of the page come first.
      await new Promise((resolve) => setTimeout(resolve))
      if (this.#asked > 0) continue
      const wished = this.#wished
      const next = wished.find(({ instance, index }) => !this.#ring.has(keyOf(instance, index)))
      if (!next) break
      const decoded = await this.#decode(next.instance, next.index).frame
      // A later wish came while this one was decoded.
      if (this.#wished !== wished && !this.#wished.some((one) => same(one, next))) continue
      if (!decoded.ok || !this.#makeRoom(decoded.value)) {
        this.#wished = this.#wished.filter((one) => one !== next)
        if (decoded.ok) break
      } else this.#ring.put(keyOf(next.instance, next.index), decoded.value)
    }
    this.#fetching = false
  }

  /** Only what nobody wishes for leaves. */
  #makeRoom(frame: Frame): boolean {
    if (this.#ring.hasRoomFor(frameBytes(frame))) return true
    const wished = new Set(this.#wished.map(({ instance, index }) => keyOf(instance, index)))
    this.#ring.drop((key) => !wished.has(key))
    return this.#ring.hasRoomFor(frameBytes(frame))
  }

  #decode(instance: string, index: number): Decoding {
    const key = keyOf(instance, index)
    const underWay = this.#underWay.get(key)
    if (underWay) {
      underWay.waiting++
      return underWay
    }
    const frame = this.#partOf(instance)
      .then((part) => (part.ok ? part.value.frame(index) : part))
      .finally(() => this.#underWay.delete(key))
    const decoding = { frame, waiting: 1 }
    this.#underWay.set(key, decoding)
    return decoding
  }
}

function same(one: Wanted, other: Wanted): boolean {
  return one.instance === other.instance && one.index === other.index
}
