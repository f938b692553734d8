import type { PackPicture } from '../image/picture.ts'
import type { PixelBox, Plane } from './resample.ts'

/** Rows and columns whose values differ by less hold one value alone: JPEG leaves traces on bars. */
const EVEN_BELOW = 8
/** No more of a side is bars. */
const TRIM_SHARE_MAX = 0.25
/** Lit is what is brighter than this share of the brightest. */
const LIT_FROM = 0.1
/** So much of a row or column is lit where the disc is: less is dust and letters. */
const LIT_SHARE_MIN = 0.02

/** Luma (ITU-R BT.601) of a colour picture, the grey of a grey one. */
export function greyPlane({ data, channels, width, height }: PackPicture): Plane {
  const plane = { offset: 0, step: 1, columns: width }
  if (channels === 1) return { data, ...plane }
  const grey = new Float32Array(width * height)
  for (let i = 0, at = 0; i < grey.length; i++, at += 3)
    grey[i] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
  return { data: grey, ...plane }
}

/** Red, green and blue; of a grey picture its grey alone. */
export function colourPlanes({ data, channels, width }: PackPicture): readonly Plane[] {
  return Array.from({ length: channels }, (_, offset) => ({ data, offset, step: channels, columns: width }))
}

/** The picture without bars: edges whose rows or columns hold one value alone, at most a quarter a side. */
export function trimmed(picture: PackPicture): PixelBox {
  const { width, height } = picture
  const mostRows = Math.floor(height * TRIM_SHARE_MAX)
  const mostColumns = Math.floor(width * TRIM_SHARE_MAX)
  const top = countWhile(mostRows, (i) => isEvenRow(picture, i, 0, width))
  const bottom = height - countWhile(mostRows, (i) => isEvenRow(picture, height - 1 - i, 0, width))
  const left = countWhile(mostColumns, (i) => isEvenColumn(picture, i, top, bottom))
  const right = width - countWhile(mostColumns, (i) => isEvenColumn(picture, width - 1 - i, top, bottom))
  return { left, top, right, bottom }
}

/** Share of rows and columns of a picture that hold one value alone, wherever they lie. */
export function emptyShare(picture: PackPicture): number {
  const { width, height } = picture
  let even = 0
  for (let row = 0; row < height; row++) if (isEvenRow(picture, row, 0, width)) even++
  for (let column = 0; column < width; column++) if (isEvenColumn(picture, column, 0, height)) even++
  return even / (width + height)
}

function countWhile(most: number, holds: (i: number) => boolean): number {
  let count = 0
  while (count < most && holds(count)) count++
  return count
}

function isEvenRow({ data, width, channels }: PackPicture, row: number, left: number, right: number) {
  const from = row * width
  return isEven(data, (from + left) * channels, (from + right) * channels, channels, channels)
}

function isEvenColumn({ data, width, channels }: PackPicture, column: number, top: number, bottom: number) {
  const stride = width * channels
  return isEven(data, top * stride + column * channels, bottom * stride, stride, channels)
}

/** Whether each channel of the samples from … until, a step apart, holds one value. */
function isEven(
  data: ArrayLike<number>,
  from: number,
  until: number,
  step: number,
  channels: number,
): boolean {
  for (let channel = 0; channel < channels; channel++) {
    let least = 255
    let most = 0
    for (let at = from + channel; at < until; at += step) {
      const value = data[at]!
      if (value < least) least = value
      if (value > most) most = value
      if (most - least >= EVEN_BELOW) return false
    }
  }
  return true
}

/** From what value on a pixel of a fundus photograph is lit: a tenth of the 99th percentile of its largest channel. */
export function litFrom(brightest: ArrayLike<number>, stride: number, box: PixelBox): number {
  const counts = new Float64Array(256)
  for (let row = box.top; row < box.bottom; row++)
    for (let column = box.left; column < box.right; column++) {
      const value = brightest[row * stride + column]!
      counts[value] = counts[value]! + 1
    }
  let above = 0.01 * (box.right - box.left) * (box.bottom - box.top)
  let value = 255
  while (value > 0 && above >= counts[value]!) above -= counts[value--]!
  return LIT_FROM * value
}

/** The largest channel of each pixel. */
export function brightestPlane({ data, channels, width, height }: PackPicture): Uint8Array {
  const brightest = new Uint8Array(width * height)
  if (channels === 1) return Uint8Array.from(data)
  for (let i = 0, at = 0; i < brightest.length; i++, at += 3) {
    let most = data[at]!
    if (data[at + 1]! > most) most = data[at + 1]!
    if (data[at + 2]! > most) most = data[at + 2]!
    brightest[i] = most
  }
  return brightest
}

/** The rows and columns of a part of the picture that the lit disc reaches; all of it where nothing is lit. */
export function litBox(brightest: Uint8Array, stride: number, box: PixelBox, from: number): PixelBox {
  const columns = new Int32Array(box.right - box.left)
  const rows = new Int32Array(box.bottom - box.top)
  for (let row = 0; row < rows.length; row++)
    for (let column = 0; column < columns.length; column++) {
      if (brightest[(box.top + row) * stride + box.left + column]! <= from) continue
      rows[row] = rows[row]! + 1
      columns[column] = columns[column]! + 1
    }
  const reached = (counts: Int32Array, across: number) => {
    const lit = (count: number) => count >= LIT_SHARE_MIN * across && count > 0
    return [counts.findIndex(lit), counts.findLastIndex(lit) + 1] as const
  }
  const [top, bottom] = reached(rows, columns.length)
  const [left, right] = reached(columns, rows.length)
  if (top < 0 || left < 0) return box
  return { left: box.left + left, top: box.top + top, right: box.left + right, bottom: box.top + bottom }
}
