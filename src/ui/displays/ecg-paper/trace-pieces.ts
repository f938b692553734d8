import type { Pen } from './trace-line.ts'

/** A piece of a trace's line and the stretch of x it covers. */
export interface TracePiece {
  readonly path: Path2D
  readonly fromPx: number
  readonly toPx: number
}

/** Short paths rasterise several times faster than one long one, and those outside the window cost nothing. */
const PIECE_PX = 96

/** A pen that cuts its line into pieces of about equal width; each starts where the last one ended. */
export class PiecePen implements Pen {
  readonly pieces: TracePiece[] = []
  #path: Path2D | null = null
  #fromPx = 0
  #x = 0
  #y = 0

  moveTo(x: number, y: number): void {
    if (this.#path === null) this.#begin(x, y)
    else if (x - this.#fromPx > PIECE_PX) {
      this.finish()
      this.#begin(x, y)
    } else this.#path.moveTo(x, y)
    this.#x = x
    this.#y = y
  }

  lineTo(x: number, y: number): void {
    if (this.#x - this.#fromPx > PIECE_PX) {
      this.finish()
      this.#begin(this.#x, this.#y)
    }
    this.#path!.lineTo(x, y)
    this.#x = x
    this.#y = y
  }

  /** Puts the last piece with the others. */
  finish(): void {
    if (this.#path === null) return
    this.pieces.push({ path: this.#path, fromPx: this.#fromPx, toPx: this.#x })
    this.#path = null
  }

  #begin(x: number, y: number): void {
    this.#path = new Path2D()
    this.#path.moveTo(x, y)
    this.#fromPx = x
  }
}
