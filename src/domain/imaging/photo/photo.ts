import type { MarkPoint } from '../marks.ts'
import { reducedFrame } from '../reduce.ts'

/** A photograph as a canvas gives it: red, green, blue, opacity, row by row. */
export interface Photo {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8ClampedArray
}

/** Brightness alone, 0 … 255, of a photograph or a smaller copy of it. */
export interface GreyPhoto {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** What was photographed: that decides what is looked for and what is asked of the picture. */
export type PhotoSubject = 'film' | 'screen' | 'fundus' | 'skin'

/** A flat sheet with four corners, to be straightened; what it shows is grey. */
export function hasSheet(subject: PhotoSubject): boolean {
  return subject === 'film' || subject === 'screen'
}

/** Top left, top right, bottom right, bottom left, in pixels of the photograph: (0, 0) is its outer corner. */
export type Quad = readonly [MarkPoint, MarkPoint, MarkPoint, MarkPoint]

/** A round field: what an adapter on an eye lens shows. */
export interface Disc {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** Whole photographs are looked at so large, on their longer side: enough for borders and sharpness, quick on a tablet. */
export const LOOK_PX = 960

/** Brightness of a photograph, made smaller by whole blocks until its longer side is at most `longest`. */
export function greyOfPhoto({ width, height, rgba }: Photo, longest: number): GreyPhoto {
  const factor = Math.max(1, Math.ceil(Math.max(width, height) / longest))
  const [columns, rows] = [Math.floor(width / factor), Math.floor(height / factor)]
  const values = new Float32Array(columns * rows)
  for (let row = 0; row < rows * factor; row++) {
    const out = Math.floor(row / factor) * columns
    for (let column = 0, at = 4 * row * width; column < columns * factor; column++, at += 4) {
      // Rec. 601, as JPEG has it.
      const value = 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!
      values[out + Math.floor(column / factor)]! += value
    }
  }
  for (let i = 0; i < values.length; i++) values[i]! /= factor * factor
  return { width: columns, height: rows, values }
}

/** A smaller copy of one that is small already. */
export function smallerGrey({ width, height, values }: GreyPhoto, longest: number): GreyPhoto {
  const factor = Math.max(1, Math.ceil(Math.max(width, height) / longest))
  const frame = { rows: height, columns: width, samplesPerPixel: 1, pixels: values } as const
  const { rows, columns, pixels } = reducedFrame(frame, factor, null)
  return { width: columns, height: rows, values: pixels as Float32Array }
}

/** The value that this share of the values lies below. */
export function share(values: Float32Array, part: number): number {
  const sorted = values.slice().sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
}
