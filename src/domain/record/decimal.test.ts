import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalNumber, decimalOf, decimalText, parseDecimal } from './decimal.ts'

test('a quantity is shown as it was written, to the last zero', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -99_999_999, max: 99_999_999 }),
      fc.integer({ min: -6, max: 0 }),
      (mantissa, exponent) => {
        const text = decimalText([mantissa, exponent])
        expect(parseDecimal(text)).toEqual([mantissa, exponent === 0 ? 0 : exponent])
        expect(decimalNumber([mantissa, exponent])).toBeCloseTo(mantissa * 10 ** exponent, 6)
      },
    ),
  )
  expect(decimalText([150, -2])).toBe('1.50')
  expect(decimalText([5, 3])).toBe('5000')
  expect(decimalText(decimalOf(36.6, 2))).toBe('36.60')
})

test('full-width digits are digits; what is no plain number is refused', () => {
  expect(parseDecimal('１２．５')).toEqual([125, -1])
  for (const text of ['', '1,5', '1e3', '.5', '5.', 'x', '1234567890123456'])
    expect(parseDecimal(text)).toBeNull()
})
