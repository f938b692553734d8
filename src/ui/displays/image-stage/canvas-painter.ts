import { resizeCanvas, type PaintedPicture, type StagePainter } from './painter.ts'
import { paintColour, paintGrey, resampleColour, resampleGrey, type Grid } from './resample.ts'
import type { Sampling } from './sampling.ts'

/**
 * Paints on a 2-D canvas by table. The values under the device pixels are kept, so that a drag of the window looks up as
 * many values as the stage has pixels, however large the picture is.
 */
export class CanvasPainter implements StagePainter {
  readonly canvas: HTMLCanvasElement
  readonly #g: CanvasRenderingContext2D
  #grid: Grid | null = null
  #sampling: Sampling | null = null
  #grey = new Uint16Array(0)
  #colour = new Uint32Array(0)
  #image: ImageData | null = null

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
    if (isMoved || this.#grid !== grid) this.#resample(grid, sampling)
    if (isMoved) this.#clearAround(sampling)
    const image = this.#image!
    const out = new Uint32Array(image.data.buffer)
    if (grid.samplesPerPixel === 3) paintColour(this.#colour, picture.table, out)
    else paintGrey(this.#grey, picture.table, out)
    this.#g.putImageData(image, across.from, down.from)
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
    this.#grey = new Uint16Array(0)
    this.#colour = new Uint32Array(0)
  }

  #resample(grid: Grid, sampling: Sampling): void {
    const { across, down } = sampling
    const count = across.count * down.count
    if (this.#image?.width !== across.count || this.#image.height !== down.count) {
      this.#image = new ImageData(across.count, down.count)
    }
    if (grid.samplesPerPixel === 3) {
      if (this.#colour.length !== count) this.#colour = new Uint32Array(count)
      resampleColour(grid, sampling, this.#colour)
    } else {
      if (this.#grey.length !== count) this.#grey = new Uint16Array(count)
      resampleGrey(grid, sampling, this.#grey)
    }
    this.#grid = grid
    this.#sampling = sampling
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
