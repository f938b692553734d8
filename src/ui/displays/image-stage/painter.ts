import type { Grid } from './resample.ts'
import type { Sampling } from './sampling.ts'

/** One picture as a painter gets it; whoever changes a part hands in a new object for that part. */
export interface PaintedPicture {
  /** Of the stage, in device pixels. */
  readonly widthPx: number
  readonly heightPx: number
  readonly grid: Grid
  readonly sampling: Sampling
  /** 256 or 65536 entries; of grid values (low bits), or of red, green and blue alike. */
  readonly table: Uint8Array
}

/** Paints pictures on a canvas of its own. Two of them (canvas, GPU) give the same pixels. */
export interface StagePainter {
  readonly canvas: HTMLCanvasElement
  /** @returns false where this painter cannot paint this picture */
  paint(picture: PaintedPicture): boolean
  clear(): void
  release(): void
}

/** Gives a canvas the size of the stage. @returns whether it had another, and is empty now */
export function resizeCanvas(canvas: HTMLCanvasElement, widthPx: number, heightPx: number): boolean {
  if (canvas.width === widthPx && canvas.height === heightPx) return false
  canvas.width = widthPx
  canvas.height = heightPx
  return true
}
