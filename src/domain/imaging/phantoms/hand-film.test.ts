import { describe, expect, test } from 'vitest'
import type { FrameInfo } from '../image.ts'
import { measureMark, withMarkers } from '../measure.ts'
import type { DrawnImage, TrueMeasure } from './drawn.ts'
import { BALL_MM, drawHandFilm } from './hand-film.ts'

const INFO: FrameInfo = {
  rendering: { kind: 'colour' },
  spacing: null,
  pixelAspect: 1,
  plane: null,
  orientation: null,
}
const drawn = drawHandFilm(3, { size: 'small' })
const image = drawn.series[0]!.images[0]!
const [ball, metacarpal] = drawn.truth.measures as [TrueMeasure, TrueMeasure]

/** Along a row, from a point outwards, in pixels: where brightness falls below half way between two values. */
function widthAt({ pixels, columns }: DrawnImage, x: number, y: number, half: number): number {
  const row = Math.floor(y) * columns
  let [left, right] = [Math.floor(x), Math.floor(x)]
  while (pixels[row + left]! > half) left--
  while (pixels[row + right]! > half) right++
  return right - left - 1
}

describe('a drawn hand', () => {
  test('says nothing of its scale; the ball beside it does', () => {
    expect(image.imagerMm).toBeUndefined()
    const [a, b] = ball.shape.points as unknown as [{ x: number; y: number }, { x: number; y: number }]
    const seenPx = widthAt(image, (a.x + b.x) / 2, a.y, 3300)
    expect(Math.abs(seenPx - (b.x - a.x))).toBeLessThanOrEqual(1.5)
    const seenMm = seenPx * (drawn.truth.facts.millimetresPerPixel as number)
    expect(Math.abs(seenMm - BALL_MM)).toBeLessThan(1)
  })

  test('measured by the ball, the third metacarpal has its true length', () => {
    const info = withMarkers(INFO, [ball.shape])
    const [length] = measureMark(metacarpal.shape, null, info, []).extents
    expect(length!.extent).toMatchObject({ unit: 'mm', basis: 'marker' })
    expect(Math.abs(length!.extent.value - metacarpal.value)).toBeLessThan(0.01)
    expect(measureMark(metacarpal.shape, null, INFO, []).extents[0]!.extent.unit).toBe('{pixel}')
  })

  test('its bone is brighter than what lies beside it, and ends where the truth says', () => {
    const [base, head] = metacarpal.shape.points as unknown as [
      { x: number; y: number },
      { x: number; y: number },
    ]
    const at = (share: number): number => {
      const [x, y] = [base.x + share * (head.x - base.x), base.y + share * (head.y - base.y)]
      return image.pixels[Math.floor(y) * image.columns + Math.floor(x)]!
    }
    const joint = Math.max(at(-0.015), at(1.015))
    for (const share of [0.06, 0.3, 0.5, 0.7, 0.94]) expect(at(share)).toBeGreaterThan(joint + 100)
  })

  test('is the same for the same seed, and another for another', () => {
    expect(drawHandFilm(3, { size: 'small' })).toEqual(drawn)
    expect(drawHandFilm(4, { size: 'small' }).truth.measures[1]!.value).not.toBe(metacarpal.value)
  })
})
