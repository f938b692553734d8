import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Figure } from './figure.ts'
import { placeLabels } from './labels.ts'

const stage = { widthPx: 800, heightPx: 600 }
const figureAt = (x: number, y: number): Figure => ({
  strokes: [],
  handles: [{ x, y }],
  anchor: { x, y },
  side: 'right',
})

test('words stand inside the stage and none upon another', () => {
  const places = fc.array(
    fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 300 }) }),
    {
      maxLength: 8,
    },
  )
  fc.assert(
    fc.property(places, (points) => {
      const placed = placeLabels(
        points.map(({ x, y }) => ({ figure: figureAt(x, y), lines: ['≈ 42 mm', '面积 12 mm²'], off: null })),
        stage,
      ).map((label) => label!)
      placed.forEach((label, i) => {
        expect(label.x).toBeGreaterThanOrEqual(0)
        expect(label.x + label.width).toBeLessThanOrEqual(800)
        for (const other of placed.slice(0, i)) {
          const apart = label.y >= other.y + other.height || other.y >= label.y + label.height
          const beside = label.x >= other.x + other.width || other.x >= label.x + label.width
          expect(apart || beside).toBe(true)
        }
      })
    }),
  )
})

test('words that were dragged away hang on a line, those beside their mark do not', () => {
  const [beside, away] = placeLabels(
    [
      { figure: figureAt(100, 100), lines: ['12 mm'], off: null },
      { figure: figureAt(100, 300), lines: ['12 mm'], off: { x: 200, y: 50 } },
    ],
    stage,
  )
  expect(beside?.leader).toBeNull()
  expect(away?.leader?.[0]).toEqual({ x: 100, y: 300 })
})

test('a mark out of sight has no words on the stage', () => {
  expect(placeLabels([{ figure: figureAt(-50, 100), lines: ['12 mm'], off: null }], stage)).toEqual([null])
})
