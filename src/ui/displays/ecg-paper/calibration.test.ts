import { describe, expect, test } from 'vitest'
import { CARD_MM, PX_PER_MM_MAX, pxPerMmFrom, pxPerMmNow } from './calibration.ts'

describe('calibration by a bank card', () => {
  test('a card drawn 428 pixels wide means 5 pixels a millimetre', () => {
    expect(pxPerMmFrom(428, CARD_MM.width)).toBeCloseTo(5)
  })

  test('no screen is finer than any screen', () => {
    expect(pxPerMmFrom(9999, CARD_MM.width)).toBe(PX_PER_MM_MAX)
  })

  test('holds when the page is zoomed to 150 %: a CSS pixel is then half as large again', () => {
    const calibration = { pxPerMm: 6, pixelRatio: 2 }
    expect(pxPerMmNow(calibration, 3)).toBeCloseTo(4)
    expect(pxPerMmNow(calibration, 2)).toBe(6)
  })
})
