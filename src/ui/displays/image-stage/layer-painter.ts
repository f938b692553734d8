import type { ImageInstance } from '#domain/imaging/image.ts'
import { resizeCanvas } from './painter.ts'
import type { Placing, StageSize } from './placing.ts'
import type { StageLayer } from './stage.ts'

const FILL_ALPHA = 0.35

/** Overlays of the file that cover a frame, as layers. */
export function overlaysOn(instance: ImageInstance, frame: number, colour: string): readonly StageLayer[] {
  return instance.overlays.flatMap((overlay, i) => {
    const mask = overlay.frames[frame - overlay.firstFrame]
    return mask === undefined ? [] : [{ id: `overlay-${i}`, mask, colour, isFilled: overlay.kind === 'roi' }]
  })
}

/** Paints what covers pixels of the picture, on a canvas above it. */
export class LayerPainter {
  readonly #g: CanvasRenderingContext2D
  /** Each mask painted once, in pixels of the picture. */
  readonly #sheets = new WeakMap<Uint8Array, { readonly colour: string; readonly sheet: HTMLCanvasElement }>()

  constructor(canvas: HTMLCanvasElement) {
    this.#g = canvas.getContext('2d')!
  }

  paint(
    layers: readonly StageLayer[],
    columns: number,
    rows: number,
    placing: Placing,
    stage: StageSize,
  ): void {
    const g = this.#g
    const { pixelRatio } = stage
    resizeCanvas(g.canvas, Math.round(stage.widthPx * pixelRatio), Math.round(stage.heightPx * pixelRatio))
    g.setTransform(1, 0, 0, 1, 0, 0)
    g.clearRect(0, 0, g.canvas.width, g.canvas.height)
    const { a, b, c, d, e, f } = placing
    g.setTransform(
      a * pixelRatio,
      b * pixelRatio,
      c * pixelRatio,
      d * pixelRatio,
      e * pixelRatio,
      f * pixelRatio,
    )
    g.imageSmoothingEnabled = placing.scale * pixelRatio < 1
    for (const layer of layers) {
      if (layer.mask.length !== columns * rows) continue
      g.globalAlpha = layer.isFilled ? FILL_ALPHA : 1
      g.drawImage(this.#sheetOf(layer, columns, rows), 0, 0)
    }
  }

  #sheetOf({ mask, colour }: StageLayer, columns: number, rows: number): HTMLCanvasElement {
    const there = this.#sheets.get(mask)
    if (there?.colour === colour) return there.sheet
    const sheet = document.createElement('canvas')
    sheet.width = columns
    sheet.height = rows
    const g = sheet.getContext('2d')!
    const image = new ImageData(columns, rows)
    const words = new Uint32Array(image.data.buffer)
    for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) words[i] = 0xff000000
    g.putImageData(image, 0, 0)
    g.globalCompositeOperation = 'source-in'
    g.fillStyle = this.#said(colour)
    g.fillRect(0, 0, columns, rows)
    this.#sheets.set(mask, { colour, sheet })
    return sheet
  }

  /** A canvas knows no tokens: `var(--name)` is looked up where the stage stands. */
  #said(colour: string): string {
    const token = /^var\((--[\w-]+)\)$/.exec(colour)?.[1]
    return token === undefined ? colour : getComputedStyle(this.#g.canvas).getPropertyValue(token).trim()
  }
}
