import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { measureMark } from './measure.ts'
import type { FrameInfo } from './image.ts'
import type { MarkPoint } from './marks.ts'
import { cobbOfLandmarks, isPlausibleSpine, VERTEBRAE } from './spine-landmarks.ts'

const INFO: FrameInfo = {
  rendering: { kind: 'colour' },
  spacing: null,
  pixelAspect: 1,
  plane: null,
  orientation: null,
}

/** Vertebrae one under the other, each turned by so many degrees. */
function spine(tilts: readonly number[], shift: (i: number) => number = () => 0): MarkPoint[] {
  return tilts.flatMap((degrees, i) => {
    const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
    const corner = (x: number, y: number) => ({
      x: 200 + shift(i) + x * cos - y * sin,
      y: 40 + 30 * i + x * sin + y * cos,
    })
    return [corner(-15, -9), corner(15, -9), corner(-15, 9), corner(15, 9)]
  })
}

const straight = new Array<number>(VERTEBRAE).fill(0)
const curved = straight.map((_, i) => (i < 4 ? 6 * i : i < 12 ? 18 - 5 * (i - 3) : -22 + 4 * (i - 11)))

describe('the Cobb angle of a spine', () => {
  test('is the turn between its most tilted vertebrae, named from the top', () => {
    const found = cobbOfLandmarks(spine(curved), 1)!
    expect(found.degrees).toBeCloseTo(Math.max(...curved) - Math.min(...curved))
    expect([found.upper, found.lower]).toEqual([3, 11])
  })

  test('is the same when its lines are measured as a mark', () => {
    const { degrees, shape } = cobbOfLandmarks(
      spine(curved, (i) => 20 * Math.sin(i / 3)),
      1,
    )!
    const [cobb] = measureMark(shape, null, INFO).extents
    expect(cobb!.extent.value).toBeCloseTo(degrees, 6)
  })

  test('is nothing where the spine is straight', () => {
    expect(cobbOfLandmarks(spine(straight), 1)!.degrees).toBeCloseTo(0)
  })

  test('counts pixels that are higher than wide', () => {
    const flat = spine(curved).map(({ x, y }) => ({ x, y: y / 1.5 }))
    const upright = cobbOfLandmarks(spine(curved), 1)!
    expect(cobbOfLandmarks(flat, 1.5)!.degrees).toBeCloseTo(upright.degrees)
  })

  test('does not depend on where or how large the spine is, nor on the side it bends to', () => {
    const tilt = fc.double({ min: -40, max: 40, noNaN: true })
    const tilts = fc.array(tilt, { minLength: VERTEBRAE, maxLength: VERTEBRAE })
    fc.assert(
      fc.property(
        tilts,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: -99, max: 99 }),
        (all, size, off) => {
          const { degrees } = cobbOfLandmarks(spine(all), 1)!
          const moved = spine(all).map(({ x, y }) => ({ x: size * x + off, y: size * y - off }))
          expect(cobbOfLandmarks(moved, 1)!.degrees).toBeCloseTo(degrees)
          const mirrored = spine(all.map((each) => -each))
          expect(cobbOfLandmarks(mirrored, 1)!.degrees).toBeCloseTo(degrees)
        },
      ),
    )
  })

  test('is not given for fewer points, or a vertebra without width', () => {
    expect(cobbOfLandmarks(spine(curved).slice(4), 1)).toBeNull()
    const flat = spine(curved).map((point, i) => (i < 4 ? { x: 7, y: 7 } : point))
    expect(cobbOfLandmarks(flat, 1)).toBeNull()
  })
})

describe('what could be a spine', () => {
  test('vertebra under vertebra', () => {
    expect(isPlausibleSpine(spine(curved))).toBe(true)
  })

  test('not where one stands above the one before it, lies on its back, or is missing', () => {
    const swapped = [...spine(curved).slice(4), ...spine(curved).slice(0, 4)]
    expect(isPlausibleSpine(swapped)).toBe(false)
    expect(isPlausibleSpine(spine(curved).map(({ x, y }) => ({ x: -x, y })))).toBe(false)
    expect(isPlausibleSpine(spine(curved).slice(0, 64))).toBe(false)
  })
})
