import { expect, test } from 'vitest'
import { createRandom } from './random.ts'

const draw = (seed: number, purpose?: string) => {
  const random = createRandom(seed, purpose)
  return Array.from({ length: 4000 }, () => random.uniform())
}

test('the same seed and purpose give the same numbers, another seed or purpose gives others', () => {
  expect(draw(7, 'beats')).toEqual(draw(7, 'beats'))
  expect(draw(7, 'beats')).not.toEqual(draw(8, 'beats'))
  expect(draw(7, 'beats')).not.toEqual(draw(7, 'noise'))
})

test('uniform numbers fill [0, 1) evenly', () => {
  const numbers = draw(1)
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...numbers)).toBeLessThan(1)
  expect(numbers.reduce((a, b) => a + b) / numbers.length).toBeCloseTo(0.5, 1)
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = numbers.filter((v) => Math.floor(v * 10) === tenth).length / numbers.length
    expect(share).toBeGreaterThan(0.08)
    expect(share).toBeLessThan(0.12)
  }
})

test('normal numbers have mean 0 and deviation 1', () => {
  const random = createRandom(3)
  const numbers = Array.from({ length: 20_000 }, () => random.gaussian())
  const mean = numbers.reduce((a, b) => a + b) / numbers.length
  const variance = numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length
  expect(Math.abs(mean)).toBeLessThan(0.03)
  expect(Math.abs(variance - 1)).toBeLessThan(0.05)
})
