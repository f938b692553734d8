import { dot, normalOf } from '#domain/imaging/geometry.ts'
import type { Frame, ImageSeries } from '#domain/imaging/image.ts'
import { mprCount, mprPlane, reslice, resliceInfo, type MprDirection } from '#domain/imaging/reslice.ts'
import { putSlice, startVolume, type Volume } from '#domain/imaging/volume.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { notOpen } from './film-problems.ts'
import type { PlanesFacts, ResliceAsked, Resliced, VolumeFacts } from './film-worker.ts'

/** So many slices arrive before the page hears of them; each also lets `close` and the frames of panes in. */
const TELL_EVERY = 8

/** The one volume that the worker holds: built slice by slice, cut in planes, let go. Loaded when one is asked for. */
export class VolumeDesk {
  readonly #frame: (instance: string, index: number) => Promise<Outcome<Frame>>
  #volume: Volume | null = null
  #series: string | null = null
  #closed = false

  /** @param frame decodes a frame that nobody else will move away before the next task */
  constructor(frame: (instance: string, index: number) => Promise<Outcome<Frame>>) {
    this.#frame = frame
  }

  async open(
    series: ImageSeries,
    budgetBytes: number,
    onProgress: (done: number, whole: number) => void,
  ): Promise<Outcome<VolumeFacts>> {
    const started = startVolume(series, budgetBytes)
    if (!started.ok) return started
    const { volume, wanted } = started.value
    for (const [k, { instance, frame }] of wanted.entries()) {
      if (k % TELL_EVERY === 0) {
        await Promise.resolve(onProgress(k, wanted.length))
        await new Promise((resolve) => setTimeout(resolve))
      }
      if (this.#closed) return cancelled()
      const slice = await this.#frame(instance, frame)
      if (!slice.ok) return slice
      putSlice(started.value, k, slice.value)
    }
    await Promise.resolve(onProgress(wanted.length, wanted.length))
    this.#volume = volume
    this.#series = series.id
    return good(factsOf(volume))
  }

  cut(series: string, { direction, index, slabMm }: ResliceAsked): Outcome<Resliced> {
    const volume = this.#volume
    if (!volume || this.#series !== series) return notOpen()
    const sheet = mprPlane(volume, direction, index)
    const frame = reslice(volume, sheet, { interpolation: 'linear', slabMm })
    return good({ frame, info: resliceInfo(volume, sheet) })
  }

  close(): void {
    this.#closed = true
    this.#volume = null
  }
}

function factsOf(volume: Volume): VolumeFacts {
  const planes = (direction: MprDirection): PlanesFacts => {
    const count = mprCount(volume, direction)
    const first = mprPlane(volume, direction, 0).plane
    const last = mprPlane(volume, direction, count - 1).plane
    const normal = normalOf(first)
    const firstMm = dot(first.origin, normal)
    const stepMm = count > 1 ? (dot(last.origin, normal) - firstMm) / (count - 1) : 1
    return { count, normal, firstMm, stepMm }
  }
  return {
    planes: { axial: planes('axial'), coronal: planes('coronal'), sagittal: planes('sagittal') },
    sizeBytes: volume.values.byteLength,
    warnings: volume.warnings,
  }
}

function cancelled() {
  return bad(
    'film-cancelled',
    'Building the planes was stopped.',
    'Open the planes again when they are wanted.',
  )
}
