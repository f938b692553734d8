import type { PictureSamples } from './picture-samples.ts'

/**
 * Orientation of photographs (EXIF 2.32 tag 0x0112): 1 as it lies, 2 mirrored, 3 upside down, 4 that mirrored, 5 to 8 the
 * same four with rows and columns exchanged.
 */
export function upright(picture: PictureSamples, orientation: number): PictureSamples {
  if (orientation < 2 || orientation > 8) return picture
  const { rows, columns, samplesPerPixel, pixels } = picture
  const isTurned = orientation >= 5
  const width = isTurned ? rows : columns
  const height = isTurned ? columns : rows
  const turned =
    pixels instanceof Uint16Array ? new Uint16Array(pixels.length) : new Uint8Array(pixels.length)
  const isRightToLeft = [2, 3, 7, 8].includes(orientation)
  const isBottomToTop = [3, 4, 6, 7].includes(orientation)
  let to = 0
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const column = isTurned ? y : x
      const row = isTurned ? x : y
      const fromColumn = isRightToLeft ? columns - 1 - column : column
      const fromRow = isBottomToTop ? rows - 1 - row : row
      const from = (fromRow * columns + fromColumn) * samplesPerPixel
      for (let s = 0; s < samplesPerPixel; s += 1) turned[to++] = pixels[from + s] ?? 0
    }
  return { rows: height, columns: width, samplesPerPixel, pixels: turned }
}

/** Entries of one directory; a camera writes some dozen. */
const ENTRIES_MAX = 500

/**
 * The orientation in a block of EXIF; 1 where it says none. Nothing else of it is read: it names places and people.
 * @param tiff from the TIFF header (`II` or `MM`) on
 */
export function exifOrientation(tiff: Uint8Array): number {
  const isLittle = tiff[0] === 0x49 && tiff[1] === 0x49
  if (tiff.length < 14 || (!isLittle && !(tiff[0] === 0x4d && tiff[1] === 0x4d))) return 1
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const directory = view.getUint32(4, isLittle)
  if (directory + 2 > tiff.length) return 1
  const count = Math.min(ENTRIES_MAX, view.getUint16(directory, isLittle))
  for (let i = 0; i < count; i += 1) {
    const entry = directory + 2 + 12 * i
    if (entry + 12 > tiff.length) return 1
    if (view.getUint16(entry, isLittle) !== 0x0112) continue
    const orientation = view.getUint16(entry + 8, isLittle)
    return orientation >= 1 && orientation <= 8 ? orientation : 1
  }
  return 1
}

/** A TIFF block that says the orientation and nothing else. */
export function orientationBlock(orientation: number): Uint8Array<ArrayBuffer> {
  const header = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8]
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
  return Uint8Array.of(...header, 0, 1, ...entry, 0, 0, 0, 0)
}
