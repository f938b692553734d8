import { describe, expect, test } from 'vitest'
import type { FrameInfo } from '../image.ts'
import type { MarkPoint } from '../marks.ts'
import { measureMark, withMarkers } from '../measure.ts'
import type { TrueMeasure } from './drawn.ts'
import { drawSkinPhoto } from './skin-photo.ts'

const INFO: FrameInfo = {
  rendering: { kind: 'colour' },
  spacing: null,
  pixelAspect: 1,
  plane: null,
  orientation: null,
}
const drawn = drawSkinPhoto(5, { size: 'small' })
const { pixels, columns, rows } = drawn.series[0]!.images[0]!
const [ruler, diameter] = drawn.truth.measures as [TrueMeasure, TrueMeasure]
const pointsOf = ({ shape }: TrueMeasure): readonly [MarkPoint, MarkPoint] =>
  shape.points as unknown as readonly [MarkPoint, MarkPoint]
const brightnessAt = (x: number, y: number): number => {
  const at = 3 * (Math.floor(y) * columns + Math.floor(x))
  return (pixels[at]! + pixels[at + 1]! + pixels[at + 2]!) / 3
}

describe('a drawn photograph of skin', () => {
  test('its ruler has a line at both ends of what is marked, and paper between lines', () => {
    const mm = columns / 80
    for (const { x, y } of pointsOf(ruler)) {
      expect(brightnessAt(x, y + 2.5 * mm)).toBeLessThan(brightnessAt(x + mm / 2, y + 2.5 * mm) - 40)
    }
  })

  test('measured by its ruler, the spot has its true diameter', () => {
    const [length] = measureMark(diameter.shape, null, withMarkers(INFO, [ruler.shape]), []).extents
    expect(length!.extent).toMatchObject({ unit: 'mm', basis: 'marker' })
    expect(Math.abs(length!.extent.value - diameter.value)).toBeLessThan(0.01)
  })

  test('the spot ends where the truth says: dark within, skin without', () => {
    const [a, b] = pointsOf(diameter)
    const along = (share: number): number =>
      brightnessAt(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
    for (const share of [0.06, 0.94]) expect(along(share)).toBeLessThan(150)
    for (const share of [-0.08, 1.08]) expect(along(share)).toBeGreaterThan(140)
  })

  test('is red, green and blue of its whole size', () => {
    expect(pixels).toHaveLength(3 * rows * columns)
    const mean = [0, 1, 2].map((c) => {
      let sum = 0
      for (let i = c; i < pixels.length; i += 3) sum += pixels[i]!
      return sum / (rows * columns)
    })
    expect(mean[0]).toBeGreaterThan(mean[1]!)
    expect(mean[1]).toBeGreaterThan(mean[2]!)
  })
})
