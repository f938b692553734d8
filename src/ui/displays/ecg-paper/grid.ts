import type { Ink } from './ink.ts'

/** Paper drawn beyond the stage on each side, so that a pan of this much needs no new bitmap. */
const SPARE_PX = 256
/** Closer than this (device pixels a millimetre, per unit of pixel ratio) the 1 mm lines only grey the paper. */
const MINOR_FROM_PX = 2.2

/**
 * Millimetre paper kept as a bitmap.
 *
 * Every line lies on a whole device pixel counted from the paper's own origin, so lines are crisp and no
 * error adds up over the paper, whatever the scale.
 */
export class GridSheet {
  #bitmap: HTMLCanvasElement | null = null
  #key = ''
  #leftPx = 0
  #topPx = 0

  /** Draws the paper for the window at (`xPx`, `yPx`), in device pixels of the paper. */
  paint(
    to: CanvasRenderingContext2D,
    window: { xPx: number; yPx: number; widthPx: number; heightPx: number },
    pxPerMm: number,
    ratio: number,
    ink: Ink,
  ): void {
    const { xPx, yPx, widthPx, heightPx } = window
    const key = [widthPx, heightPx, pxPerMm, ratio, ink.paper, ink.minor, ink.major].join()
    const inside =
      Math.abs(xPx - SPARE_PX - this.#leftPx) <= SPARE_PX &&
      Math.abs(yPx - SPARE_PX - this.#topPx) <= SPARE_PX
    if (this.#bitmap === null || key !== this.#key || !inside) {
      this.#key = key
      this.#leftPx = xPx - SPARE_PX
      this.#topPx = yPx - SPARE_PX
      this.#bitmap = this.#draw(widthPx + 2 * SPARE_PX, heightPx + 2 * SPARE_PX, pxPerMm, ratio, ink)
    }
    to.drawImage(this.#bitmap, this.#leftPx - xPx, this.#topPx - yPx)
  }

  #draw(widthPx: number, heightPx: number, pxPerMm: number, ratio: number, ink: Ink): HTMLCanvasElement {
    const bitmap = this.#bitmap ?? document.createElement('canvas')
    if (bitmap.width !== widthPx || bitmap.height !== heightPx) {
      bitmap.width = widthPx
      bitmap.height = heightPx
    }
    const g = bitmap.getContext('2d', { alpha: false })!
    g.fillStyle = ink.paper
    g.fillRect(0, 0, widthPx, heightPx)
    const thin = Math.max(1, Math.round(ratio * 0.6))
    const thick = Math.max(1, Math.round(ratio))
    if (pxPerMm >= MINOR_FROM_PX * ratio) this.#lines(g, pxPerMm, 1, thin, ink.minor, widthPx, heightPx)
    this.#lines(g, pxPerMm, 5, thick, ink.major, widthPx, heightPx)
    return bitmap
  }

  #lines(
    g: CanvasRenderingContext2D,
    pxPerMm: number,
    stepMm: number,
    linePx: number,
    colour: string,
    widthPx: number,
    heightPx: number,
  ): void {
    g.fillStyle = colour
    const half = linePx >> 1
    const step = pxPerMm * stepMm
    for (let k = Math.floor(this.#leftPx / step); ; k++) {
      const x = Math.round(k * step) - this.#leftPx - half
      if (x > widthPx) break
      g.fillRect(x, 0, linePx, heightPx)
    }
    for (let k = Math.floor(this.#topPx / step); ; k++) {
      const y = Math.round(k * step) - this.#topPx - half
      if (y > heightPx) break
      g.fillRect(0, y, widthPx, linePx)
    }
  }
}
