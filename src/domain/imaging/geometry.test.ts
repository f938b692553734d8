import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  crossReference,
  dot,
  minus,
  normalOf,
  planeFrom,
  type Sheet,
  toImage,
  toPatient,
} from './geometry.ts'
import type { Plane } from './image.ts'
import { planes } from './planes.testing.ts'

const AXIAL: Plane = {
  origin: [-100, -100, 0],
  alongRow: [1, 0, 0],
  alongColumn: [0, 1, 0],
  rowMm: 1,
  columnMm: 1,
  thicknessMm: null,
  frameOfReference: '1.2',
}
const CORONAL: Plane = { ...AXIAL, origin: [-100, 0, 100], alongColumn: [0, 0, -1] }

const points = fc.record({
  x: fc.double({ min: -100, max: 800, noNaN: true }),
  y: fc.double({ min: -100, max: 800, noNaN: true }),
})

describe('a plane', () => {
  it('is read from position, cosines and spacing', () => {
    const tags = { thicknessMm: 5, frameOfReference: '1.2', spacing: { rowMm: 0.5, columnMm: 0.7 } }
    const plane = planeFrom({ ...tags, position: [1, 2, 3], orientation: [1, 0, 0.001, 0, 0.9999, 0] })
    expect(plane).toMatchObject({ origin: [1, 2, 3], rowMm: 0.5, columnMm: 0.7, thicknessMm: 5 })
    expect(Math.hypot(...plane!.alongColumn)).toBeCloseTo(1, 12)
  })

  it('with directions that are no directions is none', () => {
    const tags = { thicknessMm: null, frameOfReference: null, spacing: { rowMm: 1, columnMm: 1 } }
    const position = [0, 0, 0]
    for (const orientation of [
      [1, 0, 0, 1, 0, 0],
      [1, 0, 0, 0, 0.5, 0],
      [0, 0, 0, 0, 0, 0],
      [1, 0, 0, 0, 1],
      [1, 0, 0, 0, Number.NaN, 0],
      null,
    ]) {
      expect(planeFrom({ ...tags, position, orientation })).toBeNull()
    }
    expect(planeFrom({ ...tags, position: null, orientation: [1, 0, 0, 0, 1, 0] })).toBeNull()
  })

  it('has the centre of its first pixel at the position of the file', () => {
    expect(toPatient(AXIAL, { x: 0.5, y: 0.5 })).toEqual([-100, -100, 0])
    expect(toPatient(CORONAL, { x: 10.5, y: 20.5 })).toEqual([-90, 0, 80])
    expect(toImage(CORONAL, [-90, 7, 80])).toEqual({ x: 10.5, y: 20.5, distanceMm: 7 })
  })

  it('takes every point into the patient and back', () => {
    fc.assert(
      fc.property(planes, points, (plane, point) => {
        const back = toImage(plane, toPatient(plane, point))
        expect(back.x).toBeCloseTo(point.x, 6)
        expect(back.y).toBeCloseTo(point.y, 6)
        expect(back.distanceMm).toBeCloseTo(0, 6)
      }),
    )
  })
})

describe('the line of one picture on another', () => {
  const sheet = (plane: Plane, size = 200): Sheet => ({ plane, rows: size, columns: size })

  it('of a slice on a coronal view lies at its height, from side to side', () => {
    const slice = { ...AXIAL, origin: [-100, -100, 40] as const }
    const line = crossReference(sheet(CORONAL), sheet(slice))!
    const [a, b] = [...line].sort((p, q) => p.x - q.x)
    expect([a!.x, a!.y, b!.x, b!.y]).toEqual([0, 60.5, 200, 60.5])
  })

  it('is not drawn between parallel planes, beyond the sheet, or across frames of reference', () => {
    expect(crossReference(sheet(AXIAL), sheet({ ...AXIAL, origin: [0, 0, 10] }))).toBeNull()
    expect(crossReference(sheet(CORONAL), sheet({ ...AXIAL, origin: [-100, -100, 400] }))).toBeNull()
    expect(crossReference(sheet(CORONAL), sheet({ ...AXIAL, origin: [-100, 50, 0] }))).toBeNull()
    expect(crossReference(sheet(CORONAL), sheet({ ...AXIAL, frameOfReference: '9.9' }))).toBeNull()
  })

  it('lies on both planes and on both sheets', () => {
    fc.assert(
      fc.property(planes, planes, (a, b) => {
        const near = { ...b, origin: minus(b.origin, minus(b.origin, a.origin)) }
        const [target, source] = [sheet(a, 300), sheet(near, 300)]
        for (const point of crossReference(target, source) ?? []) {
          expect(point.x).toBeGreaterThanOrEqual(-1e-6)
          expect(point.x).toBeLessThanOrEqual(300 + 1e-6)
          const place = toPatient(a, point)
          expect(Math.abs(dot(minus(place, near.origin), normalOf(near)))).toBeLessThan(1e-6)
          const onSource = toImage(near, place)
          for (const coordinate of [onSource.x, onSource.y]) {
            expect(coordinate).toBeGreaterThanOrEqual(-1e-6)
            expect(coordinate).toBeLessThanOrEqual(300 + 1e-6)
          }
        }
      }),
    )
  })
})
