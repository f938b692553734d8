import { describe, expect, test } from 'vitest'
import type { PackPicture } from '../image/picture.ts'
import { preparePicture, type PicturePreprocessing, type PreparedPicture } from './picture.ts'

type Grey = (x: number, y: number) => number

function grey(width: number, height: number, value: Grey, more: Partial<PackPicture> = {}): PackPicture {
  const data = Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  return {
    width,
    height,
    channels: 1,
    data,
    pixelAspect: 1,
    ageYears: null,
    sex: null,
    point: null,
    ...more,
  }
}

function colour(
  width: number,
  height: number,
  value: (x: number, y: number) => readonly number[],
): PackPicture {
  const data = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(value(x, y), 3 * (y * width + x))
  return { ...grey(1, 1, () => 0), width, height, channels: 3, data }
}

function prepare(picture: PackPicture, name: PicturePreprocessing, width: number, height = width) {
  const channels = name === 'fundus-v1' || name === 'intake-v1' ? 3 : 1
  const prepared = preparePicture(picture, name, { channels, width, height })
  if (prepared.refusal !== null) throw new Error(prepared.refusal)
  return prepared
}

const at = ({ data }: PreparedPicture, width: number, x: number, y: number) => data[y * width + x]!
const ramp: Grey = (x, y) => 40 + 3 * x + y

describe('bars at the edges', () => {
  const inner = grey(40, 40, ramp)
  const framed = grey(60, 50, (x, y) => (x < 8 || x >= 48 || y < 6 || y >= 46 ? 250 : ramp(x - 8, y - 6)))

  test('go first, so that a framed film gives what the bare one gives', () => {
    const bare = prepare(inner, 'film-stretch-v1', 20)
    const trimmed = prepare(framed, 'film-stretch-v1', 20)
    expect(trimmed.data).toEqual(bare.data)
    expect(trimmed.box).toEqual({ left: 8, top: 6, right: 48, bottom: 46 })
  })

  test('go up to a quarter of a side, no further', () => {
    const half = prepare(
      grey(40, 40, (x, y) => (x < 20 ? 0 : ramp(x, y))),
      'film-stretch-v1',
      20,
    )
    expect(half.box).toEqual({ left: 10, top: 0, right: 40, bottom: 40 })
  })

  test('traces of compression do not make a bar a picture', () => {
    const noisy = grey(40, 40, (x, y) => (x < 6 ? 3 + ((x * 7 + y * 5) % 6) : ramp(x, y)))
    expect(prepare(noisy, 'intake-v1', 20).box.left).toBe(6)
  })
})

describe('films', () => {
  test('brightness and contrast of the file do not matter', () => {
    const dark = prepare(
      grey(64, 64, (x, y) => 20 + x + y / 2),
      'film-stretch-v1',
      32,
    )
    const bright = prepare(
      grey(64, 64, (x, y) => 60 + 2 * (x + y / 2)),
      'film-stretch-v1',
      32,
    )
    for (const [i, value] of dark.data.entries()) expect(value).toBeCloseTo(bright.data[i]!, 1)
  })

  test('the middle 96 % fill -1 to 1 and a bright marker is cut', () => {
    const marked = grey(100, 100, (x, y) => (x > 97 && y > 50 ? 255 : 50 + x / 2 + (y % 9)))
    const { data } = prepare(marked, 'film-stretch-v1', 100)
    const sorted = data.toSorted()
    expect(sorted[200]).toBeCloseTo(-1, 1)
    expect(Math.max(...data)).toBe(1.5)
  })

  test('an even film is even, not noise', () => {
    const { data, figures } = prepare(
      grey(50, 50, () => 90),
      'film-stretch-v1',
      25,
    )
    expect(new Set(data).size).toBe(1)
    expect(figures).toMatchObject({ contrast: 0, sharpness: 0, emptyShare: 1 })
  })

  test('a tall film is fitted with its aspect, black at its sides, and its box leads back', () => {
    const fitted = prepare(grey(50, 200, ramp), 'film-fit-v1', 100)
    expect(at(fitted, 100, 36, 50)).toBe(-1)
    expect(at(fitted, 100, 37, 50)).not.toBe(-1)
    expect(fitted.box).toEqual({ left: -74, top: 0, right: 126, bottom: 200 })
  })

  test('pixels that are twice as high as wide count twice', () => {
    const fitted = prepare(grey(100, 50, ramp, { pixelAspect: 2 }), 'film-fit-v1', 50)
    expect(fitted.box).toEqual({ left: 0, top: 0, right: 100, bottom: 50 })
  })
})

describe('other pictures', () => {
  test('an ultrasound keeps its greys', () => {
    const echo = prepare(
      grey(20, 10, (x, y) => 11 * x + y),
      'echo-fit-v1',
      20,
    )
    expect(at(echo, 20, 0, 10)).toBeCloseTo(5 / 127.5 - 1)
    expect(at(echo, 20, 19, 10)).toBeCloseTo((11 * 19 + 5) / 127.5 - 1)
    expect(at(echo, 20, 10, 0)).toBe(-1)
  })

  test('a patch is cut around its point, pixel by pixel, black outside the picture', () => {
    const { data, box } = prepare(grey(30, 30, ramp, { point: { x: 3, y: 15 } }), 'patch-v1', 10)
    expect(box).toEqual({ left: -2, top: 10, right: 8, bottom: 20 })
    expect(data[0]).toBe(-1)
    expect(data[2]).toBeCloseTo(ramp(0, 10) / 127.5 - 1)
  })

  test('a picture of the size of the patch is the patch; any other without a point is refused', () => {
    expect(prepare(grey(10, 10, ramp), 'patch-v1', 10).box.left).toBe(0)
    const size = { channels: 1, width: 10, height: 10 } as const
    expect(preparePicture(grey(30, 30, ramp), 'patch-v1', size)).toEqual({ refusal: 'no-point' })
  })

  test('of a fundus photograph the disc fills the input, each channel around 0 inside, 0 outside', () => {
    const inDisc = (x: number, y: number) => Math.hypot(x - 70, y - 50) < 40
    const fundus = colour(140, 100, (x, y) =>
      inDisc(x, y) ? [180 + (x % 30), 90 + (y % 20), 40] : [2, 1, 3],
    )
    const { data, box } = prepare(fundus, 'fundus-v1', 40)
    for (const [side, edge] of Object.entries({ left: 30, right: 110, top: 10, bottom: 90 }))
      expect(Math.abs(box[side as keyof typeof box] - edge)).toBeLessThan(6)
    expect(data[0]).toBe(0)
    const red = data.subarray(0, 1600)
    expect(Math.abs(red.reduce((sum, value) => sum + value, 0)) / 1600).toBeLessThan(0.1)
    expect(Math.max(...data)).toBeLessThanOrEqual(3)
  })

  test('a grey picture in colour gives the same as in grey', () => {
    const inGrey = prepare(grey(30, 30, ramp), 'intake-v1', 15)
    const inColour = prepare(
      colour(30, 30, (x, y) => Array<number>(3).fill(ramp(x, y))),
      'intake-v1',
      15,
    )
    expect(inColour.data).toEqual(inGrey.data)
    expect(inColour.figures.colour).toBe(0)
  })
})

describe('figures', () => {
  const fine = grey(64, 64, (x, y) => (((x >> 1) + (y >> 1)) % 2 === 0 ? 60 : 180))
  const coarse = grey(64, 64, (x, y) => 60 + 60 * (1 + Math.sin(x / 9) * Math.cos(y / 9)))

  test('a blurred picture is less sharp', () => {
    const [sharp, soft] = [fine, coarse].map((picture) => prepare(picture, 'film-stretch-v1', 64).figures)
    expect(sharp!.sharpness).toBeGreaterThan(5 * soft!.sharpness)
  })

  test('black and white pixels are counted, and rows and columns without anything', () => {
    const half = grey(40, 40, (x, y) => (y < 20 ? (x % 2) * 255 : 128))
    const { clippedShare, emptyShare } = prepare(half, 'intake-v1', 40).figures
    expect(clippedShare).toBeGreaterThan(0.5)
    expect(emptyShare).toBeCloseTo(20 / 80)
  })

  test('a picture smaller than the input has less than a pixel for each of it', () => {
    expect(prepare(grey(16, 64, ramp), 'film-stretch-v1', 32).figures.detail).toBe(0.5)
  })
})

test('a preprocessing of grey refuses to make three channels', () => {
  const size = { channels: 3, width: 8, height: 8 } as const
  expect(() => preparePicture(grey(8, 8, ramp), 'film-fit-v1', size)).toThrow('film-fit-v1 makes 1 channels')
})
