import type { Described } from '#contract/dicom/describe.ts'
import type { DicomDir } from '#contract/dicom/dicomdir.ts'
import type { Outcome } from '#domain/problem.ts'
import type { Frame } from '#domain/imaging/image.ts'
import type { GivenFile } from './film-intake.ts'
import type { SegmentArea } from './film-worker.ts'

/** A file that was read: what it says, and how its frames are decoded. */
export interface FilmPart {
  readonly described: readonly Described[]
  readonly directory: DicomDir | null
  /** Bytes that this holds in memory. */
  readonly sizeBytes: number
  frame(index: number): Promise<Outcome<Frame>>
  /** The PDF inside; null where there is none. */
  pdf(): Uint8Array | null
  /** What a segmentation drew over a frame of another file. */
  segments(instance: string, index: number): Promise<Outcome<readonly SegmentArea[]>>
}

export type ReadPart = (given: GivenFile) => Promise<Outcome<FilmPart>>

/**
 * The files of the open studies. Those used last are held in memory within a budget; the others are read again from
 * where they were given when somebody looks at them.
 */
export class FilmParts {
  readonly #budgetBytes: number
  readonly #read: ReadPart
  readonly #given = new Map<string, GivenFile>()
  readonly #held = new Map<string, FilmPart>()
  #heldBytes = 0

  constructor(read: ReadPart, budgetBytes: number) {
    this.#read = read
    this.#budgetBytes = budgetBytes
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  has(key: string): boolean {
    return this.#given.has(key)
  }

  add(key: string, given: GivenFile, part: FilmPart): void {
    this.#given.set(key, given)
    this.#hold(key, part)
  }

  given(key: string): GivenFile | null {
    return this.#given.get(key) ?? null
  }

  /** @returns undefined for what was let go, or never came */
  async get(key: string): Promise<Outcome<FilmPart> | undefined> {
    const held = this.#held.get(key)
    if (held) {
      this.#held.delete(key)
      this.#held.set(key, held)
      return { ok: true, value: held }
    }
    const given = this.#given.get(key)
    if (!given) return undefined
    const part = await this.#read(given)
    if (part.ok && this.#given.has(key)) this.#hold(key, part.value)
    return part
  }

  release(key: string): void {
    this.#given.delete(key)
    this.#letGo(key)
  }

  #hold(key: string, part: FilmPart): void {
    this.#letGo(key)
    for (const oldest of this.#held.keys()) {
      if (this.#heldBytes + part.sizeBytes <= this.#budgetBytes) break
      this.#letGo(oldest)
    }
    this.#held.set(key, part)
    this.#heldBytes += part.sizeBytes
  }

  #letGo(key: string): void {
    this.#heldBytes -= this.#held.get(key)?.sizeBytes ?? 0
    this.#held.delete(key)
  }
}
