import { expect, test } from 'vitest'
import { contourOf, finer } from './contour.ts'

test('a lone peak is ringed, and the ring closes', () => {
  const ring = contourOf([0, 0, 0, 0, 1, 0, 0, 0, 0], 3, 3, 0.5)
  expect(ring).toHaveLength(4)
  const ends = ring.flat().map(({ x, y }) => `${x} ${y}`)
  // Every end belongs to two lines.
  expect(ends.every((end) => ends.filter((other) => other === end).length === 2)).toBe(true)
  expect(ring.flat().every(({ x, y }) => Math.abs(x - 1.5) + Math.abs(y - 1.5) === 0.5)).toBe(true)
})

test('what reaches the edge of the grid is closed along it', () => {
  expect(contourOf([1], 1, 1, 0.5)).toHaveLength(4)
})

test('a flat map has no line', () => {
  expect(contourOf([0.4, 0.4, 0.4, 0.4], 2, 2, 0.5)).toEqual([])
})

test('a finer grid keeps what lies between the centres of cells on a straight line', () => {
  expect([...finer([0, 1], 1, 2, 2)].slice(0, 4)).toEqual([0, 0.25, 0.75, 1])
  expect([...finer([0.5], 1, 1, 3)]).toEqual(Array.from({ length: 9 }, () => 0.5))
})
