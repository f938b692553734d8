import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isMeasured, notMeasurable } from '../../measured.ts'
import { frontalAxis } from './axis.ts'

const degrees = (i: number, avf: number) => {
  const axis = frontalAxis(i, avf, 0.15)
  return isMeasured(axis) ? axis.value : NaN
}

describe('the frontal axis', () => {
  // Worked examples of the knowledge file (`ecg.axis`).
  test.each([
    [1, 0, 0],
    [0, 1, 90],
    [1, 1, 49],
    [-0.5, 1, 113],
    [0.8, -0.6, -41],
    [-0.6, -0.6, -131],
    [0.5, 0.8660254, 63],
  ])('of %d in I and %d in aVF is %d°', (i, avf, expected) => {
    expect(Math.abs(degrees(i, avf) - expected)).toBeLessThan(1)
  })

  test('is indeterminate where both are small, and not where one is large', () => {
    expect(frontalAxis(0.1, -0.14, 0.15)).toEqual(notMeasurable('axis-indeterminate'))
    expect(isMeasured(frontalAxis(0.1, -0.16, 0.15))).toBe(true)
  })

  test('is mirrored at the line through I when aVF is inverted, at the line through aVF when I is', () => {
    const net = fc.double({ min: 0.2, max: 5, noNaN: true })
    fc.assert(
      fc.property(net, net, (i, avf) => {
        expect(degrees(i, -avf)).toBeCloseTo(-degrees(i, avf), 9)
        expect(degrees(-i, avf)).toBeCloseTo(180 - degrees(i, avf), 9)
      }),
    )
  })
})
