import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalOf, plus, times } from './geometry.ts'
import type { MarkShape } from './marks.ts'
import { shapeInPatient, shapeOnPlane } from './plane-marks.ts'
import { planes } from './planes.testing.ts'

const points = fc.record({
  x: fc.double({ min: 0, max: 500, noNaN: true }),
  y: fc.double({ min: 0, max: 500, noNaN: true }),
})

describe('a mark on a plane of a volume', () => {
  it('is kept in the patient and found again where it was drawn', () => {
    fc.assert(
      fc.property(planes, points, points, (plane, a, b) => {
        const line: MarkShape = { tool: 'length', points: [a, b] }
        const found = shapeOnPlane(shapeInPatient(line, plane), plane, 0.01)
        expect(found?.tool).toBe('length')
        found?.points.forEach((point, i) => {
          expect(point.x).toBeCloseTo([a, b][i]!.x, 6)
          expect(point.y).toBeCloseTo([a, b][i]!.y, 6)
        })
      }),
    )
  })

  it('does not appear on another plane, nor without its third coordinate', () => {
    fc.assert(
      fc.property(planes, points, (plane, point) => {
        const probe: MarkShape = { tool: 'probe', points: [point] }
        const next = { ...plane, origin: plus(plane.origin, times(normalOf(plane), 2)) }
        expect(shapeOnPlane(shapeInPatient(probe, plane), next, 1)).toBeNull()
        expect(shapeOnPlane(probe, plane, 1)).toBeNull()
      }),
    )
  })
})
