import type { PackPicture } from '../image/picture.ts'
import { colourOf, greyFigures, percentileOf, type PictureFigures } from './picture-figures.ts'
import {
  brightestPlane,
  colourPlanes,
  emptyShare,
  greyPlane,
  litBox,
  litFrom,
  trimmed,
} from './picture-planes.ts'
import { resample, type PixelBox } from './resample.ts'

/** The preprocessings of pictures, by the name that a manifest gives. */
const PICTURE_PREPROCESSINGS = [
  'film-stretch-v1',
  'film-fit-v1',
  'echo-fit-v1',
  'patch-v1',
  'fundus-v1',
  'intake-v1',
] as const
export type PicturePreprocessing = (typeof PICTURE_PREPROCESSINGS)[number]

export interface InputSize {
  readonly channels: 1 | 3
  readonly width: number
  readonly height: number
}

/** The part of a picture that an input covers, in image coordinates; it reaches outside where the input has a margin. */
export interface CoveredBox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface PreparedPicture {
  readonly refusal: null
  /** channels × height × width. */
  readonly data: Float32Array
  readonly box: CoveredBox
  readonly figures: PictureFigures
}

/** `no-point`: it is made of the surroundings of a marked point, and there is none. */
type PictureRefusal = { readonly refusal: 'no-point' }

export function isPicturePreprocessing(name: string): name is PicturePreprocessing {
  return (PICTURE_PREPROCESSINGS as readonly string[]).includes(name)
}

/** How many channels a preprocessing makes. */
export function channelsOf(name: PicturePreprocessing): 1 | 3 {
  return name === 'fundus-v1' || name === 'intake-v1' ? 3 : 1
}

/**
 * A picture as a network takes it. Bars at the edges go first (`trimmed`), except from a patch.
 * - `film-stretch-v1`: grey, stretched to the input; 2nd to 98th percentile become -1 to 1, the rest is cut at ±1.5
 * - `film-fit-v1`: the same, fitted inside with its true aspect, centred, margin -1
 * - `echo-fit-v1`: grey, fitted, value / 127.5 - 1, margin -1
 * - `patch-v1`: grey, as many pixels as the input has around the point, value / 127.5 - 1, outside the picture -1
 * - `fundus-v1`: the box of the lit disc, fitted; each channel less its mean, by its SD inside the disc, cut at ±3; else 0
 * - `intake-v1`: colour, stretched, value / 127.5 - 1
 * @throws RangeError where the number of channels is not that of the preprocessing
 */
export function preparePicture(
  picture: PackPicture,
  name: PicturePreprocessing,
  size: InputSize,
): PreparedPicture | PictureRefusal {
  if (size.channels !== channelsOf(name)) throw new RangeError(`${name} makes ${channelsOf(name)} channels`)
  if (name === 'patch-v1') return patch(picture, size)
  const place = placeOf(picture, name, size)
  const planes = size.channels === 3 ? colourPlanes(picture) : [greyPlane(picture)]
  const [only, ...others] = planes.map((plane) => resample(plane, place.source, place.width, place.height))
  const parts = size.channels === 3 && others.length === 0 ? [only!, only!, only!] : [only!, ...others]
  const grey = parts.length === 1 ? parts[0]! : luma(parts)
  const scaled = scaledParts(name, parts, place)
  const data = new Float32Array(size.channels * size.width * size.height)
  scaled.forEach((part, channel) => {
    const plane = data.subarray(channel * size.width * size.height, (channel + 1) * size.width * size.height)
    setPart(plane, size.width, part, place, name === 'fundus-v1' ? 0 : -1)
  })
  return {
    refusal: null,
    data,
    box: coveredBox(place, size),
    figures: {
      ...greyFigures(grey, place.width, place.height),
      emptyShare: emptyShare(picture),
      colour: parts.length === 1 ? 0 : colourOf(parts),
      detail: Math.min(
        (place.source.right - place.source.left) / place.width,
        (place.source.bottom - place.source.top) / place.height,
      ),
    },
  }
}

/** Which part of the picture comes to lie where in the input, in whole pixels of both. */
interface Place {
  readonly source: PixelBox
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** From what value on a pixel is lit; for a fundus photograph alone. */
  readonly litFrom: number
}

function placeOf(picture: PackPicture, name: PicturePreprocessing, { width, height }: InputSize): Place {
  let source = trimmed(picture)
  let lit = 0
  if (name === 'fundus-v1') {
    const brightest = brightestPlane(picture)
    lit = litFrom(brightest, picture.width, source)
    source = litBox(brightest, picture.width, source, lit)
  }
  if (name === 'film-stretch-v1' || name === 'intake-v1')
    return { source, left: 0, top: 0, width, height, litFrom: lit }
  const across = source.right - source.left
  const down = (source.bottom - source.top) * picture.pixelAspect
  const scale = Math.min(width / across, height / down)
  const inWidth = Math.min(width, Math.max(1, Math.round(across * scale)))
  const inHeight = Math.min(height, Math.max(1, Math.round(down * scale)))
  const left = Math.floor((width - inWidth) / 2)
  const top = Math.floor((height - inHeight) / 2)
  return { source, left, top, width: inWidth, height: inHeight, litFrom: lit }
}

function coveredBox(place: Place, { width, height }: InputSize): CoveredBox {
  const { source } = place
  const stepX = (source.right - source.left) / place.width
  const stepY = (source.bottom - source.top) / place.height
  const left = source.left - place.left * stepX
  const top = source.top - place.top * stepY
  return { left, top, right: left + width * stepX, bottom: top + height * stepY }
}

function setPart(
  plane: Float32Array,
  stride: number,
  part: Float32Array,
  place: Place,
  margin: number,
): void {
  plane.fill(margin)
  for (let row = 0; row < place.height; row++)
    plane.set(
      part.subarray(row * place.width, (row + 1) * place.width),
      (place.top + row) * stride + place.left,
    )
}

function scaledParts(
  name: PicturePreprocessing,
  parts: readonly Float32Array[],
  place: Place,
): readonly Float32Array[] {
  if (name === 'fundus-v1') return withinDisc(parts, place)
  if (name === 'film-stretch-v1' || name === 'film-fit-v1') return parts.map(byPercentiles)
  return parts.map(byRange)
}

function byRange(part: Float32Array): Float32Array {
  return part.map((value) => value / 127.5 - 1)
}

/** A span of less than one grey value is no contrast: it stays flat instead of becoming noise. */
function byPercentiles(part: Float32Array): Float32Array {
  const sorted = part.toSorted()
  const low = percentileOf(sorted, 0.02)
  const span = Math.max(1, percentileOf(sorted, 0.98) - low)
  return part.map((value) => Math.min(1.5, Math.max(-1.5, (2 * (value - low)) / span - 1)))
}

/** The disc is what lies between the first and the last lit pixel of a row, so that dark places inside belong to it. */
function withinDisc(
  parts: readonly Float32Array[],
  { width, height, litFrom }: Place,
): readonly Float32Array[] {
  const inside = new Uint8Array(width * height)
  const isLit = (at: number) => {
    for (const part of parts) if (part[at]! > litFrom) return true
    return false
  }
  for (let row = 0; row < height; row++) {
    let first = row * width
    let last = first + width - 1
    while (first <= last && !isLit(first)) first++
    while (last > first && !isLit(last)) last--
    inside.fill(1, first, Math.max(first, last + 1))
  }
  return parts.map((part) => standardised(part, inside))
}

/** Less the mean and by the SD of what is inside, cut at ±3; an even channel stays flat instead of becoming noise. */
function standardised(part: Float32Array, inside: Uint8Array): Float32Array {
  let [count, sum, squares] = [0, 0, 0]
  for (let at = 0; at < part.length; at++) {
    if (inside[at] === 0) continue
    const value = part[at]!
    count++
    sum += value
    squares += value * value
  }
  const mean = sum / Math.max(1, count)
  const sd = Math.max(1, Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)))
  const out = new Float32Array(part.length)
  for (let at = 0; at < part.length; at++)
    if (inside[at] === 1) out[at] = Math.min(3, Math.max(-3, (part[at]! - mean) / sd))
  return out
}

function luma([red, green, blue]: readonly Float32Array[]): Float32Array {
  return red!.map((value, i) => 0.299 * value + 0.587 * green![i]! + 0.114 * blue![i]!)
}

function patch(picture: PackPicture, { width, height }: InputSize): PreparedPicture | PictureRefusal {
  const isWhole = picture.width === width && picture.height === height
  if (!isWhole && picture.point === null) return { refusal: 'no-point' }
  const left = isWhole ? 0 : Math.round(picture.point!.x - width / 2)
  const top = isWhole ? 0 : Math.round(picture.point!.y - height / 2)
  const plane = greyPlane(picture)
  const grey = new Float32Array(width * height)
  for (let row = Math.max(0, -top); row < Math.min(height, picture.height - top); row++)
    for (let column = Math.max(0, -left); column < Math.min(width, picture.width - left); column++)
      grey[row * width + column] = plane.data[(top + row) * picture.width + left + column]!
  return {
    refusal: null,
    data: byRange(grey),
    box: { left, top, right: left + width, bottom: top + height },
    figures: {
      ...greyFigures(grey, width, height),
      emptyShare: emptyShare({ ...picture, width, height, channels: 1, data: Uint8Array.from(grey) }),
      colour: 0,
      detail: 1,
    },
  }
}
