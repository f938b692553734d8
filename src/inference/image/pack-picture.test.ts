import { expect, test } from 'vitest'
import type { Frame, FrameInfo } from '#domain/imaging/image.ts'
import { framePicture } from './pack-picture.ts'

const NOBODY = { ageYears: null, sex: null, point: null }

function info(rendering: FrameInfo['rendering'], pixelAspect = 1): FrameInfo {
  return { rendering, spacing: null, pixelAspect, plane: null, orientation: null }
}

const GREY = {
  kind: 'grey',
  modality: { kind: 'linear', slope: 1, intercept: 0 },
  voi: [{ kind: 'window', centre: 500, width: 1000, shape: 'LINEAR_EXACT', explanation: '' }],
  inverted: false,
  padding: null,
  unit: '',
} as const satisfies FrameInfo['rendering']

function film(columns: number, rows: number, value: (x: number, y: number) => number): Frame {
  const pixels = new Uint16Array(columns * rows)
  for (let i = 0; i < pixels.length; i++) pixels[i] = value(i % columns, Math.floor(i / columns))
  return { rows, columns, samplesPerPixel: 1, pixels }
}

test('a film comes in the window of its file, bright where bone is', () => {
  const frame = film(4, 2, (x) => x * 250)
  const { picture, scale } = framePicture(frame, { frames: [info(GREY)], bitsStored: 12 }, 0, NOBODY)
  expect(scale).toBe(1)
  expect([...picture.data.slice(0, 4)]).toEqual([0, 64, 128, 191])
})

test('a CT comes in the lung window, whatever its file opens with', () => {
  const slice: Frame = { rows: 1, columns: 3, samplesPerPixel: 1, pixels: Int16Array.of(-1000, -300, 400) }
  const ct = { frames: [info({ ...GREY, unit: 'HU' })], bitsStored: 16 }
  expect([...framePicture(slice, ct, 0, NOBODY).picture.data]).toEqual([0, 128, 255])
})

test('a film whose bright values are low is turned, so that air is dark', () => {
  const frame = film(2, 1, (x) => x * 1000)
  const inverted = { frames: [info({ ...GREY, inverted: true })], bitsStored: 12 }
  expect([...framePicture(frame, inverted, 0, NOBODY).picture.data]).toEqual([255, 0])
})

test('a large film is averaged over whole blocks, and a point on it goes along', () => {
  const frame = film(2400, 1600, (x, y) => ((x + y) % 2 === 0 ? 0 : 1000))
  const asked = { ...NOBODY, point: { x: 1200, y: 800 } }
  const { picture, scale } = framePicture(frame, { frames: [info(GREY, 1.2)], bitsStored: 12 }, 0, asked)
  expect({ scale, width: picture.width, height: picture.height }).toEqual({
    scale: 2,
    width: 1200,
    height: 800,
  })
  expect(new Set(picture.data)).toEqual(new Set([128]))
  expect(picture).toMatchObject({ pixelAspect: 1.2, point: { x: 600, y: 400 } })
})

test('colour stays colour, three samples a pixel', () => {
  const frame: Frame = {
    rows: 1,
    columns: 2,
    samplesPerPixel: 3,
    pixels: Uint8Array.of(10, 20, 30, 200, 100, 0),
  }
  const { picture } = framePicture(frame, { frames: [info({ kind: 'colour' })], bitsStored: 8 }, 0, NOBODY)
  expect(picture.channels).toBe(3)
  expect([...picture.data]).toEqual([10, 20, 30, 200, 100, 0])
})
