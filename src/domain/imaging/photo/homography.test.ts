import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aspectOf, isConvex, projectionOf } from './homography.ts'
import { LEVEL, photographed, type Shot } from './photographed.testing.ts'
import type { Quad } from './photo.ts'

const coarse: Shot = { ...LEVEL, width: 4, height: 3, focal: 4 }

/** Corners alone, as the camera of the tests sees them. */
function cornersOf(shot: Partial<Shot>): Quad {
  return photographed(() => 0, { ...coarse, ...shot }).quad
}

const angles = fc.double({ min: -35, max: 35, noNaN: true })

describe('the projection of a sheet', () => {
  it('takes corners to corners and straight lines to straight lines', () => {
    fc.assert(
      fc.property(angles, angles, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (turned, leant, part) => {
        const quad = cornersOf({ turned, leant })
        const project = projectionOf(quad)!
        const corners = [project(0, 0), project(1, 0), project(1, 1), project(0, 1)]
        corners.forEach((corner, i) => {
          expect(corner.x).toBeCloseTo(quad[i]!.x, 9)
          expect(corner.y).toBeCloseTo(quad[i]!.y, 9)
        })
        const [a, b, c] = [project(0.1, 0.2), project(0.1 + 0.7 * part, 0.2 + 0.6 * part), project(0.8, 0.8)]
        expect((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)).toBeCloseTo(0, 9)
      }),
    )
  })

  it('takes the middle of a sheet that leans to where the camera sees it, not to the middle of its corners', () => {
    const project = projectionOf(cornersOf({ turned: 30, leant: 20 }))!
    const middle = project(0.5, 0.5)
    expect(middle.x).toBeCloseTo(2, 9)
    expect(middle.y).toBeCloseTo(1.5, 9)
  })

  it('does not exist where sides cross or corners fall together', () => {
    const [a, b, c, d] = cornersOf({})
    expect(projectionOf([a, c, b, d])).toBeNull()
    expect(projectionOf([a, a, c, d])).toBeNull()
    expect(isConvex([d, c, b, a])).toBe(false)
  })
})

describe('the proportions of a sheet', () => {
  it('are those of the sheet itself, however it leans', () => {
    const proportions = fc.double({ min: 0.5, max: 2, noNaN: true })
    // Leaning in both directions: else the focal length cannot be known (next test).
    const both = fc
      .tuple(fc.constantFrom(-1, 1), fc.double({ min: 8, max: 35, noNaN: true }))
      .map(([a, b]) => a * b)
    fc.assert(
      fc.property(both, both, proportions, (turned, leant, aspect) => {
        const quad = cornersOf({ turned, leant, aspect, distance: 2 })
        expect(aspectOf(quad, { width: 4, height: 3 })).toBeCloseTo(aspect, 3)
      }),
    )
  })

  it('are nearly so where it leans in one direction only or not at all', () => {
    expect(aspectOf(cornersOf({}), { width: 4, height: 3 })).toBeCloseTo(LEVEL.aspect, 6)
    for (const shot of [{ turned: 10 }, { leant: -10 }]) {
      const found = aspectOf(cornersOf(shot), { width: 4, height: 3 })
      expect(Math.abs(found / LEVEL.aspect - 1)).toBeLessThan(0.03)
    }
  })
})
