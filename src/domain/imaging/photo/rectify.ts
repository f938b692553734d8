import { aspectOf, projectionOf, sidesOfQuad } from './homography.ts'
import type { Photo, Quad } from './photo.ts'

/** A side of a sheet longer than this is made smaller: more than a camera of a tablet resolves. */
const LONGEST_PX = 3000

/** How large the flattened sheet is, with the proportions of the sheet itself and about the pixels of the photograph. */
function flatSize(
  quad: Quad,
  photo: Pick<Photo, 'width' | 'height'>,
): { readonly width: number; readonly height: number } {
  const [top, right, bottom, left] = sidesOfQuad(quad)
  const aspect = Math.min(5, Math.max(0.2, aspectOf(quad, photo)))
  const pixels = Math.sqrt(Math.max(top, bottom) * Math.max(left, right))
  const scale = Math.min(1, LONGEST_PX / (pixels * Math.max(Math.sqrt(aspect), 1 / Math.sqrt(aspect))))
  return {
    width: Math.max(1, Math.round(pixels * Math.sqrt(aspect) * scale)),
    height: Math.max(1, Math.round((pixels / Math.sqrt(aspect)) * scale)),
  }
}

/** Rows that are flattened before the caller hears how far it is. */
const ROWS_AT_ONCE = 64

/**
 * Flattens a sheet that was photographed aslant: its corners become the corners of the picture, straight lines stay
 * straight (bilinear). Yields after some rows how much is done, 0 … 1.
 * @param gain brightness by place in the sheet (0 … 1 across and down); 1 leaves it
 * @param isGrey a film has no colours: what colour there is comes from the light
 * @returns null for corners that do not make a convex quad
 */
export function* flattened(
  photo: Photo,
  quad: Quad,
  isGrey: boolean,
  gain: (across: number, down: number) => number = () => 1,
): Generator<number, Photo | null> {
  const project = projectionOf(quad)
  if (project === null) return null
  const { width, height } = flatSize(quad, photo)
  const rgba = new Uint8ClampedArray(4 * width * height)
  for (let row = 0; row < height; row++) {
    const down = (row + 0.5) / height
    for (let column = 0; column < width; column++) {
      const across = (column + 0.5) / width
      const { x, y } = project(across, down)
      const at = 4 * (row * width + column)
      sample(photo, x - 0.5, y - 0.5, gain(across, down), rgba, at)
      if (isGrey) {
        const grey = 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!
        rgba[at] = rgba[at + 1] = rgba[at + 2] = grey
      }
    }
    if (row % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) yield (row + 1) / height
  }
  return { width, height, rgba }
}

/** Between the four nearest pixels; beyond the photograph its outer pixels go on. */
function sample(
  { width, height, rgba }: Photo,
  x: number,
  y: number,
  gain: number,
  out: Uint8ClampedArray,
  at: number,
): void {
  const left = Math.min(width - 1, Math.max(0, Math.floor(x)))
  const top = Math.min(height - 1, Math.max(0, Math.floor(y)))
  const right = Math.min(width - 1, left + 1)
  const bottom = Math.min(height - 1, top + 1)
  const fx = Math.min(1, Math.max(0, x - left))
  const fy = Math.min(1, Math.max(0, y - top))
  const [a, b] = [4 * (top * width + left), 4 * (top * width + right)]
  const [c, d] = [4 * (bottom * width + left), 4 * (bottom * width + right)]
  for (let i = 0; i < 3; i++) {
    const above = rgba[a + i]! + (rgba[b + i]! - rgba[a + i]!) * fx
    const below = rgba[c + i]! + (rgba[d + i]! - rgba[c + i]!) * fx
    out[at + i] = (above + (below - above) * fy) * gain
  }
  out[at + 3] = 255
}
