import type { Frame } from '#domain/imaging/image.ts'

/** Bytes of the samples of a frame. */
export function frameBytes(frame: Frame): number {
  return frame.pixels.byteLength
}

/**
 * Decoded frames within a budget of bytes: the one that was not asked for longest goes first. A frame larger than the
 * whole budget is kept alone, for somebody is looking at it.
 */
export class FrameRing {
  readonly #budgetBytes: number
  /** In the order in which they were last asked for. */
  readonly #frames = new Map<string, Frame>()
  #heldBytes = 0

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  has(key: string): boolean {
    return this.#frames.has(key)
  }

  /** Whether another frame of this size fits without any other leaving. */
  hasRoomFor(sizeBytes: number): boolean {
    return this.#heldBytes + sizeBytes <= this.#budgetBytes
  }

  get(key: string): Frame | null {
    const frame = this.#frames.get(key)
    if (!frame) return null
    this.#frames.delete(key)
    this.#frames.set(key, frame)
    return frame
  }

  put(key: string, frame: Frame): void {
    this.delete(key)
    for (const oldest of this.#frames.keys()) {
      if (this.hasRoomFor(frameBytes(frame))) break
      this.delete(oldest)
    }
    this.#frames.set(key, frame)
    this.#heldBytes += frameBytes(frame)
  }

  /** Takes a frame out: whoever takes it may move it away. */
  take(key: string): Frame | null {
    const frame = this.#frames.get(key) ?? null
    this.delete(key)
    return frame
  }

  delete(key: string): void {
    const frame = this.#frames.get(key)
    if (!frame) return
    this.#frames.delete(key)
    this.#heldBytes -= frameBytes(frame)
  }

  /** Lets go what `gone` names. */
  drop(gone: (key: string) => boolean): void {
    for (const key of [...this.#frames.keys()]) if (gone(key)) this.delete(key)
  }
}
