import type { FrameInfo, ImageStudy } from '#domain/imaging/image.ts'
import type { Mark } from '#domain/imaging/marks.ts'
import { measureMark, withMarkers, type MarkMeasures } from '#domain/imaging/measure.ts'
import { filmFrames } from './film-frames.ts'

/** What was drawn on a study, and what it measures. */
export class FilmMarks {
  all = $state.raw<readonly Mark[]>([])
  selected = $state<string | null>(null)
  /** By mark; one whose frame was not at hand yet is missing. */
  measures = $state.raw<Readonly<Record<string, MarkMeasures>>>({})

  readonly #study: () => ImageStudy
  readonly #changed: () => void
  /** Marks as they were measured last: what did not change is not measured again. */
  #known: Readonly<Record<string, { readonly mark: Mark; readonly info: FrameInfo }>> = {}
  #measuring: Promise<void> = Promise.resolve()
  #ended = false

  constructor(study: () => ImageStudy, changed: () => void) {
    this.#study = study
    this.#changed = changed
  }

  reopen(marks: readonly Mark[]): void {
    this.all = marks
    this.#measure()
  }

  add(mark: Mark): void {
    this.#put([...this.all, mark])
    this.selected = mark.id
  }

  change(mark: Mark): void {
    this.#put(this.all.map((one) => (one.id === mark.id ? mark : one)))
  }

  /** @returns how to bring it back, where it stood */
  remove(id: string): () => void {
    const at = this.all.findIndex((mark) => mark.id === id)
    const gone = this.all[at]
    if (!gone) return () => undefined
    if (this.selected === id) this.selected = null
    this.#put(this.all.filter((mark) => mark.id !== id))
    return () => this.#put(this.all.toSpliced(at, 0, gone))
  }

  /** What the file says of a frame, with the spacing of the markers that lie on it. */
  withMarkers(info: FrameInfo, instance: string, frame: number): FrameInfo {
    const shapes = this.all
      .filter(({ place }) => place.on === 'frame' && place.instance === instance && place.frame === frame)
      .map(({ shape }) => shape)
      .filter(({ tool }) => tool === 'marker')
    return shapes.length === 0 ? info : withMarkers(info, shapes)
  }

  /** When everything that was drawn until now is measured. */
  measured(): Promise<void> {
    return this.#measuring
  }

  end(): void {
    this.#ended = true
  }

  #put(marks: readonly Mark[]): void {
    this.all = marks
    this.#changed()
    this.#measure()
  }

  #measure(): void {
    this.#measuring = this.#measuring.then(() => this.#measureAll()).catch(() => undefined)
  }

  async #measureAll(): Promise<void> {
    const found: Record<string, MarkMeasures> = {}
    for (const mark of this.all) {
      if (this.#ended) return
      const measures = await this.#measuresOf(mark)
      if (measures) found[mark.id] = measures
    }
    this.measures = found
  }

  async #measuresOf(mark: Mark): Promise<MarkMeasures | null> {
    const { place, shape } = mark
    if (place.on !== 'frame') return this.measures[mark.id] ?? null
    const instance = this.#study()
      .series.flatMap(({ instances }) => instances)
      .find(({ id }) => id === place.instance)
    const said = instance?.frames[place.frame]
    if (!instance || !said) return null
    const info = this.withMarkers(said, place.instance, place.frame)
    const known = this.#known[mark.id]
    const before = this.measures[mark.id]
    if (before && known?.mark === mark && alike(known.info.spacing, info.spacing)) return before
    const frame = await filmFrames.frame(place.instance, place.frame)
    const measures = measureMark(shape, frame.ok ? frame.value : null, info, instance.ultrasoundRegions)
    this.#known = { ...this.#known, [mark.id]: { mark, info } }
    return measures
  }
}

function alike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
