import { paintOnce } from './paint-once.ts'
import { resizeCanvas, type PaintedPicture, type StagePainter } from './painter.ts'
import { paintGrey, resampleGrey, type Grid } from './resample.ts'
import type { Sampling } from './sampling.ts'

/**
 * Paints on a 2-D canvas by table. From the second look at a picture on, the values under the device pixels are kept: a
 * drag of the window then looks up as many values as the stage has pixels, however large the picture is.
 */
export class CanvasPainter implements StagePainter {
  readonly canvas: HTMLCanvasElement
  readonly #g: CanvasRenderingContext2D
  #grid: Grid | null = null
  #sampling: Sampling | null = null
  #grey = new Uint16Array(0)
  #image: ImageData | null = null
  /** Whether the values under the device pixels are those of this grid and sampling. */
  #isSampled = false

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas
    // Pixels come from us and go to the screen: a canvas in main memory saves a way through the graphics process.
    this.#g = canvas.getContext('2d', { willReadFrequently: true })!
  }

  paint(picture: PaintedPicture): boolean {
    const { grid, sampling, widthPx, heightPx } = picture
    const { across, down } = sampling
    const isResized = resizeCanvas(this.canvas, widthPx, heightPx)
    if (across.count === 0 || down.count === 0) {
      this.clear()
      return true
    }
    const isMoved = isResized || this.#sampling !== sampling
    const isNew = isMoved || this.#grid !== grid
    if (isMoved) this.#clearAround(sampling)
    if (this.#image?.width !== across.count || this.#image.height !== down.count) {
      this.#image = new ImageData(across.count, down.count)
    }
    this.#grid = grid
    this.#sampling = sampling
    const out = new Int32Array(this.#image.data.buffer)
    // A slice that is scrolled past is looked up as it lies; only a second look at it is worth keeping its values.
    if (isNew || grid.samplesPerPixel === 3) {
      paintOnce(grid, sampling, picture.table, out)
      this.#isSampled = false
    } else {
      if (!this.#isSampled) this.#resample(grid, sampling)
      paintGrey(this.#grey, picture.table, out)
    }
    this.#g.putImageData(this.#image, across.from, down.from)
    return true
  }

  clear(): void {
    this.#sampling = null
    this.#g.clearRect(0, 0, this.canvas.width, this.canvas.height)
  }

  release(): void {
    // WebKit counts the memory of a canvas until it has no size.
    resizeCanvas(this.canvas, 0, 0)
    this.#grid = this.#sampling = this.#image = null
    this.#isSampled = false
    this.#grey = new Uint16Array(0)
  }

  #resample(grid: Grid, sampling: Sampling): void {
    const count = sampling.across.count * sampling.down.count
    if (this.#grey.length !== count) this.#grey = new Uint16Array(count)
    resampleGrey(grid, sampling, this.#grey)
    this.#isSampled = true
  }

  #clearAround({ across, down }: Sampling): void {
    const { width, height } = this.canvas
    const right = across.from + across.count
    const bottom = down.from + down.count
    this.#g.clearRect(0, 0, width, down.from)
    this.#g.clearRect(0, bottom, width, height - bottom)
    this.#g.clearRect(0, down.from, across.from, down.count)
    this.#g.clearRect(right, down.from, width - right, down.count)
  }
}
