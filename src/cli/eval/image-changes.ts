import type { PackPicture } from '#inference/image/picture.ts'
import { createRaster } from '#domain/imaging/phantoms/raster.ts'
import { writeWords } from '#domain/imaging/phantoms/letters.ts'

/** A way in which a picture comes spoilt or other than it was taken. */
export interface PictureChange {
  readonly name: string
  of(picture: PackPicture): PackPicture
  /** Whether pixels change places, so that masks go with them. */
  readonly moves: boolean
  /** Whether anything of the body is left to be right about. */
  readonly empty?: true
}

/** Each must be refused, or answered rightly all the same. */
export const DAMAGES: readonly PictureChange[] = [
  { name: 'rotated by 90°', moves: true, of: rotated },
  { name: 'rotated by 180°', moves: true, of: (picture) => rotated(rotated(picture)) },
  { name: 'mirrored', moves: true, of: mirrored },
  { name: 'inverted', moves: false, of: (picture) => eachSample(picture, (value) => 255 - value) },
  { name: 'cropped to its upper left quarter', moves: true, of: (picture) => part(picture, 0, 0, 0.5) },
  { name: 'cropped to its middle', moves: true, of: (picture) => part(picture, 0.25, 0.25, 0.5) },
  { name: 'blurred', moves: false, of: blurred },
  { name: 'full of letters', moves: false, of: lettered },
  { name: 'black', moves: false, of: (picture) => eachSample(picture, () => 0), empty: true },
  { name: 'white', moves: false, of: (picture) => eachSample(picture, () => 255), empty: true },
  { name: 'noise', moves: false, of: noise, empty: true },
]

/** None of them may change what is said by much. */
export const HARMLESS: readonly PictureChange[] = [
  { name: 'as they are', moves: false, of: (picture) => picture },
  { name: 'borders masked', moves: false, of: bordersMasked },
  { name: 'intensity normalised', moves: false, of: normalised },
  { name: 'both', moves: false, of: (picture) => normalised(bordersMasked(picture)) },
]

type Sample = (value: number, x: number, y: number, channel: number) => number

function eachSample(picture: PackPicture, of: Sample): PackPicture {
  const { width, height, channels, data } = picture
  const out = new Uint8ClampedArray(data.length)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < channels; channel++, at++) out[at] = of(data[at]!, x, y, channel)
  return { ...picture, data: out }
}

/** A picture of another size whose pixels are those of this one at the place that `from` gives. */
function moved(
  picture: PackPicture,
  width: number,
  height: number,
  from: (x: number, y: number) => readonly [number, number],
): PackPicture {
  const { channels, data } = picture
  const out = new Uint8ClampedArray(width * height * channels)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [column, row] = from(x, y)
      const start = (row * picture.width + column) * channels
      for (let channel = 0; channel < channels; channel++) out[at++] = data[start + channel]!
    }
  return { ...picture, width, height, data: out }
}

/** A quarter turn clockwise. */
function rotated(picture: PackPicture): PackPicture {
  const { width, height } = picture
  const turned = moved(picture, height, width, (x, y) => [y, height - 1 - x])
  return { ...turned, pixelAspect: 1 / picture.pixelAspect }
}

function mirrored(picture: PackPicture): PackPicture {
  return moved(picture, picture.width, picture.height, (x, y) => [picture.width - 1 - x, y])
}

/** Part of a picture, as shares of its sides. */
function part(picture: PackPicture, left: number, top: number, share: number): PackPicture {
  const [x0, y0] = [Math.round(left * picture.width), Math.round(top * picture.height)]
  const width = Math.max(1, Math.round(share * picture.width))
  const height = Math.max(1, Math.round(share * picture.height))
  return moved(picture, width, height, (x, y) => [x0 + x, y0 + y])
}

const BLUR_SHARE = 0.03

/** Three box means a side, which is near to a Gaussian of 3 % of the shorter side. */
function blurred(picture: PackPicture): PackPicture {
  const radius = Math.max(1, Math.round(BLUR_SHARE * Math.min(picture.width, picture.height)))
  let out = picture
  for (let pass = 0; pass < 3; pass++) out = boxMean(boxMean(out, radius, 1, 0), radius, 0, 1)
  return out
}

function boxMean(picture: PackPicture, radius: number, stepX: number, stepY: number): PackPicture {
  const { width, height, channels, data } = picture
  return eachSample(picture, (_, x, y, channel) => {
    let [sum, count] = [0, 0]
    for (let k = -radius; k <= radius; k++) {
      const [column, row] = [x + k * stepX, y + k * stepY]
      if (column < 0 || row < 0 || column >= width || row >= height) continue
      sum += data[(row * width + column) * channels + channel]!
      count++
    }
    return sum / count
  })
}

const WORDS = ['ALL 1234', 'TIME 5678', 'PACE 9012', 'MIRE 3456', 'LIT 7890']

/** White letters over the whole picture, a tenth of its height each. */
function lettered(picture: PackPicture): PackPicture {
  const { width, height } = picture
  const raster = createRaster(width, height, 1)
  WORDS.forEach((words, i) => {
    const style = { x: 0.04 * width, y: (0.06 + 0.19 * i) * height, height: 0.11 * height, amount: 255 }
    writeWords(raster, words, style)
  })
  return eachSample(picture, (value, x, y) => Math.max(value, raster.values[y * raster.width + x] ?? 0))
}

/** Numbers that look random and are the same each time. */
function noise(picture: PackPicture): PackPicture {
  let state = 2014
  return eachSample(picture, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}

const BORDER_SHARE = 0.08

/** A band along each side becomes the middle grey of the picture. */
function bordersMasked(picture: PackPicture): PackPicture {
  const { width, height } = picture
  const middle = percentile(picture, 0.5)
  const [across, down] = [BORDER_SHARE * width, BORDER_SHARE * height]
  return eachSample(picture, (value, x, y) =>
    x < across || y < down || x >= width - across || y >= height - down ? middle : value,
  )
}

/** Every grey as often as every other (histogram equalisation), all channels by one scale. */
function normalised(picture: PackPicture): PackPicture {
  const counts = new Array<number>(256).fill(0)
  for (const value of picture.data) counts[value]!++
  let below = 0
  const scale = counts.map((count) => {
    below += count
    return (255 * (below - count / 2)) / picture.data.length
  })
  return eachSample(picture, (value) => scale[value]!)
}

function percentile({ data }: PackPicture, share: number): number {
  const counts = new Array<number>(256).fill(0)
  for (const value of data) counts[value]!++
  let left = share * data.length
  return Math.max(
    0,
    counts.findIndex((count) => (left -= count) < 0),
  )
}
