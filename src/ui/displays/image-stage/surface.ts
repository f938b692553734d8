import type { Frame, Rendering, Voi } from '#domain/imaging/image.ts'
import { paintingOf } from '#domain/imaging/render.ts'
import { CanvasPainter } from './canvas-painter.ts'
import { GlPainter } from './gl-painter.ts'
import { hasGpu } from './gpu.ts'
import { Haste, REST_MS } from './haste.ts'
import type { StagePainter } from './painter.ts'
import type { PictureSize, Placing, StageSize } from './placing.ts'
import { reductionFor, tableFor, type Prepared } from './prepared.ts'
import type { Grid } from './resample.ts'
import { reductionOf, samplingOf, type Sampling } from './sampling.ts'
import { PreparedShelf } from './shelf.ts'

/** What is to be seen. */
export interface SurfacePicture {
  readonly frame: Frame
  readonly rendering: Rendering
  readonly bitsStored: number
  readonly voi: Voi | null
  readonly inverted: boolean
  readonly placing: Placing
  readonly size: PictureSize
  readonly stage: StageSize
  readonly smooth: boolean
}

/**
 * The painted picture of a stage, in an element of its own: by the GPU where there is a real one, else by table. What has
 * not changed since the last picture is not done again.
 */
export class StageSurface {
  readonly #host: HTMLElement
  readonly #shelf: PreparedShelf
  #painter: StagePainter | null = null
  #isOnGpu: boolean
  #picture: SurfacePicture | null = null
  #sampled: Sampled | null = null
  #tabled: {
    readonly of: SurfacePicture
    readonly prepared: Prepared
    readonly table: Uint8Array
  } | null = null

  readonly #haste = new Haste()
  #rest: ReturnType<typeof setTimeout> | undefined

  /** @param by canvas: by table even where there is a GPU */
  constructor(host: HTMLElement, by: 'gpu' | 'canvas' = 'gpu') {
    this.#host = host
    this.#isOnGpu = by === 'gpu' && hasGpu()
    this.#shelf = new PreparedShelf(() => this.#again())
  }

  /** @param picture null empties the stage */
  paint(picture: SurfacePicture | null): void {
    clearTimeout(this.#rest)
    this.#picture = picture
    this.#painter ??= this.#open()
    if (picture === null) return this.#painter.clear()
    const wanted = reductionFor(reductionOf(picture.placing, picture.stage))
    const prepared = this.#shelf.get(picture.frame, picture.rendering, wanted)
    if (prepared === null) return
    const startMs = performance.now()
    const isAnew = this.#isAnew(picture, prepared)
    const isHurried = isAnew && !this.#isOnGpu && this.#haste.isHurried(startMs)
    const painted = {
      widthPx: Math.round(picture.stage.widthPx * picture.stage.pixelRatio),
      heightPx: Math.round(picture.stage.heightPx * picture.stage.pixelRatio),
      grid: prepared.grid,
      sampling: this.#samplingOf(picture, prepared, isAnew, isHurried),
      table: this.#tableOf(picture, prepared),
    }
    if (!this.#painter.paint(painted) && this.#isOnGpu) {
      this.#leaveGpu()
      this.#painter.paint(painted)
    }
    const endMs = performance.now()
    this.#haste.painted(endMs, endMs - startMs, isAnew && !isHurried)
    if (this.#sampled?.isHurried) this.#rest = setTimeout(() => this.#paintInFull(), REST_MS)
  }

  /** The hand rests: once more, with all that was left out. */
  #paintInFull(): void {
    this.#sampled = null
    this.#again()
  }

  release(): void {
    clearTimeout(this.#rest)
    this.#shelf.release()
    this.#painter?.release()
    this.#painter?.canvas.remove()
    this.#painter = this.#picture = this.#sampled = this.#tabled = null
  }

  #again(): void {
    if (this.#picture !== null) this.paint(this.#picture)
  }

  #open(): StagePainter {
    const canvas = document.createElement('canvas')
    const gl = this.#isOnGpu ? GlPainter.on(canvas) : null
    this.#isOnGpu = gl !== null
    // A canvas that has been asked for WebGL gives no other context.
    const painter = gl ?? new CanvasPainter(document.createElement('canvas'))
    painter.canvas.addEventListener('webglcontextlost', () => {
      if (this.#painter !== painter) return
      this.#leaveGpu()
      this.#again()
    })
    this.#host.append(painter.canvas)
    return painter
  }

  #leaveGpu(): void {
    const old = this.#painter
    this.#isOnGpu = false
    this.#painter = this.#open()
    old?.release()
    old?.canvas.remove()
  }

  /** Whether values must be sampled; otherwise those under the device pixels are only looked up anew. */
  #isAnew(picture: SurfacePicture, { grid, reducedBy }: Prepared): boolean {
    const last = this.#sampled
    if (last === null || last.grid !== grid || grid.samplesPerPixel === 3) return true
    return !(last.reducedBy === reducedBy && sameSampling(last.of, picture))
  }

  #samplingOf(
    picture: SurfacePicture,
    { grid, reducedBy }: Prepared,
    isAnew: boolean,
    isHurried: boolean,
  ): Sampling {
    const last = this.#sampled
    const isSame = last !== null && last.reducedBy === reducedBy && sameSampling(last.of, picture)
    // What is only looked up anew stays as it was sampled, in haste or in full.
    if (isSame && (!isAnew || last.isHurried === isHurried)) {
      this.#sampled = { ...last, grid }
      return last.sampling
    }
    const { placing, size, stage, smooth } = picture
    const sampling = samplingOf(placing, size, stage, reducedBy, smooth, isHurried)
    this.#sampled = { of: picture, grid, reducedBy, isHurried, sampling }
    return sampling
  }

  #tableOf(picture: SurfacePicture, prepared: Prepared): Uint8Array {
    const last = this.#tabled
    const isSame =
      last !== null &&
      last.of.rendering === picture.rendering &&
      last.of.voi === picture.voi &&
      last.of.inverted === picture.inverted &&
      last.of.bitsStored === picture.bitsStored &&
      last.prepared.levels === prepared.levels &&
      last.prepared.grid.pixels.constructor === prepared.grid.pixels.constructor
    if (isSame) return last.table
    const { frame, rendering, voi, inverted, bitsStored } = picture
    const painting = paintingOf(frame, rendering, voi, { invert: inverted, bitsStored })
    const table = tableFor(prepared, painting)
    this.#tabled = { of: picture, prepared, table }
    return table
  }
}

/** How the last picture was sampled. */
interface Sampled {
  readonly of: SurfacePicture
  readonly grid: Grid
  readonly reducedBy: number
  readonly isHurried: boolean
  readonly sampling: Sampling
}

function sameSampling(a: SurfacePicture, b: SurfacePicture): boolean {
  return (
    a.smooth === b.smooth &&
    samePlace(a.placing, b.placing) &&
    a.size.columns === b.size.columns &&
    a.size.rows === b.size.rows &&
    a.stage.widthPx === b.stage.widthPx &&
    a.stage.heightPx === b.stage.heightPx &&
    a.stage.pixelRatio === b.stage.pixelRatio
  )
}

function samePlace(a: Placing, b: Placing): boolean {
  return a.a === b.a && a.b === b.b && a.c === b.c && a.d === b.d && a.e === b.e && a.f === b.f
}
