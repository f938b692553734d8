import * as fc from 'fast-check'
import { cross, unitOf } from './geometry.ts'
import type { Plane, Vector3 } from './image.ts'

/** For tests: any direction. */
export const directions: fc.Arbitrary<Vector3> = fc
  .tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true })))
  .filter((vector) => Math.hypot(...vector) > 0.1)
  .map(([x, y, z]) => unitOf([x!, y!, z!]))

/** For tests: any plane with pixels of any shape. */
export const planes: fc.Arbitrary<Plane> = fc
  .record({
    alongRow: directions,
    other: directions,
    origin: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -500, max: 500, noNaN: true }))),
    rowMm: fc.double({ min: 0.1, max: 3, noNaN: true }),
    columnMm: fc.double({ min: 0.1, max: 3, noNaN: true }),
  })
  .filter(({ alongRow, other }) => Math.hypot(...cross(alongRow, other)) > 0.1)
  .map(({ alongRow, other, origin, rowMm, columnMm }) => ({
    ...{ alongRow, rowMm, columnMm, thicknessMm: null, frameOfReference: '1.2' },
    alongColumn: unitOf(cross(cross(alongRow, other), alongRow)),
    origin: [origin[0]!, origin[1]!, origin[2]!] as const,
  }))
