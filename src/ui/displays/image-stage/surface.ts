import type { Frame, Rendering, Voi } from '#domain/imaging/image.ts'
import { paintingOf } from '#domain/imaging/render.ts'
import { CanvasPainter } from './canvas-painter.ts'
import { GlPainter } from './gl-painter.ts'
import { hasGpu } from './gpu.ts'
import type { StagePainter } from './painter.ts'
import type { PictureSize, Placing, StageSize } from './placing.ts'
import { reductionFor, tableFor, type Prepared } from './prepared.ts'
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
  #sampled: { readonly of: SurfacePicture; readonly reducedBy: number; readonly sampling: Sampling } | null =
    null
  #tabled: {
    readonly of: SurfacePicture
    readonly prepared: Prepared
    readonly table: Uint8Array
  } | null = null

  /** @param by canvas: by table even where there is a GPU */
  constructor(host: HTMLElement, by: 'gpu' | 'canvas' = 'gpu') {
    this.#host = host
    this.#isOnGpu = by === 'gpu' && hasGpu()
    this.#shelf = new PreparedShelf(() => this.#again())
  }

  /** @param picture null empties the stage */
  paint(picture: SurfacePicture | null): void {
    this.#picture = picture
    const painter = (this.#painter ??= this.#open())
    if (picture === null) return painter.clear()
    const wanted = reductionFor(reductionOf(picture.placing, picture.stage))
    const prepared = this.#shelf.get(picture.frame, picture.rendering, wanted)
    if (prepared === null) return
    const painted = {
      widthPx: Math.round(picture.stage.widthPx * picture.stage.pixelRatio),
      heightPx: Math.round(picture.stage.heightPx * picture.stage.pixelRatio),
      grid: prepared.grid,
      sampling: this.#samplingOf(picture, prepared.reducedBy),
      table: this.#tableOf(picture, prepared),
    }
    if (!painter.paint(painted) && this.#isOnGpu) {
      this.#leaveGpu()
      this.#painter!.paint(painted)
    }
  }

  release(): void {
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

  #samplingOf(picture: SurfacePicture, reducedBy: number): Sampling {
    const last = this.#sampled
    const isSame =
      last !== null &&
      last.reducedBy === reducedBy &&
      last.of.smooth === picture.smooth &&
      samePlace(last.of.placing, picture.placing) &&
      last.of.size.columns === picture.size.columns &&
      last.of.size.rows === picture.size.rows &&
      last.of.stage.widthPx === picture.stage.widthPx &&
      last.of.stage.heightPx === picture.stage.heightPx &&
      last.of.stage.pixelRatio === picture.stage.pixelRatio
    if (isSame) return last.sampling
    const { placing, size, stage, smooth } = picture
    const sampling = samplingOf(placing, size, stage, reducedBy, smooth)
    this.#sampled = { of: picture, reducedBy, sampling }
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

function samePlace(a: Placing, b: Placing): boolean {
  return a.a === b.a && a.b === b.b && a.c === b.c && a.d === b.d && a.e === b.e && a.f === b.f
}
