import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mostCertain } from './abstention.ts'
import { meanAbsoluteError, meanDifference, shareWithin, symmetricPercentageError } from './agreement.ts'
import { diceOf } from './segmentation.ts'

const isOne = (value: number) => value === 1

describe('Dice', () => {
  test('of areas of 3 and 2 pixels that share 2 is 4 of 5', () => {
    expect(diceOf([1, 1, 1, 0], [0, 1, 1, 0], isOne)).toBeCloseTo(0.8, 12)
  })
  test('counts several classes as one area', () => {
    expect(diceOf([1, 2, 3, 0], [2, 1, 0, 0], (value) => value === 1 || value === 2)).toBe(1)
  })
  test('of two empty areas is 1, of one empty area 0', () => {
    expect(diceOf([0, 0], [0, 0], isOne)).toBe(1)
    expect(diceOf([0, 0], [0, 1], isOne)).toBe(0)
  })
  test('does not care which of the two is the reference', () => {
    const area = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(area, area, (a, b) => {
        expect(diceOf(a, b, isOne)).toBeCloseTo(diceOf(b, a, isOne), 12)
      }),
    )
  })
})

describe('agreement of measured numbers', () => {
  const pairs = [
    { reference: 40, answer: 44 },
    { reference: 10, answer: 6 },
  ]
  test('errors, bias and share within', () => {
    expect(meanAbsoluteError(pairs)).toBe(4)
    expect(meanDifference(pairs)).toBe(0)
    expect(shareWithin(pairs, 4)).toBe(1)
    expect(shareWithin(pairs, 3.9)).toBe(0)
    expect(meanAbsoluteError([])).toBeNull()
  })
  test('the symmetric error weighs 4° of 84° and 4° of 16°', () => {
    expect(symmetricPercentageError(pairs)).toBeCloseTo((100 * (4 / 84 + 4 / 16)) / 2, 9)
    expect(symmetricPercentageError([{ reference: 0, answer: 0 }])).toBe(0)
  })
})

describe('abstention', () => {
  test('keeps what lies farthest from the threshold, on either side', () => {
    expect(mostCertain([0.5, 0.99, 0.02, 0.6], 0.5, 0.5)).toEqual([1, 2])
    // Around another threshold others are sure.
    expect(mostCertain([0.5, 0.99, 0.02, 0.6], 0.02, 0.75)).toEqual([1, 3, 0])
  })
  test('is defined at 0 and 1', () => {
    expect(mostCertain([0, 1, 0.5], 0.5, 0.67).toSorted()).toEqual([0, 1])
  })
})
