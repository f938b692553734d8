import { expect, test } from 'vitest'
import { lineOffsets } from './grid.ts'

test('grid lines stay on the same pixels of the paper wherever the window stands', () => {
  const step = 96 / 25.4
  const whole = lineOffsets(0, 1000, step)
  for (const from of [1, 137, 500]) {
    const seen = lineOffsets(from, 200, step).map((offset) => offset + from)
    expect(whole).toEqual(expect.arrayContaining(seen))
  }
})

test('no error adds up: the hundredth line lies where a hundred millimetres end', () => {
  expect(lineOffsets(0, 400, 96 / 25.4)[100]).toBe(Math.round(100 * (96 / 25.4)))
})
