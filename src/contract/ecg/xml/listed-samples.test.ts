import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listedSamples } from './listed-samples.ts'

const COUNTS = { perCountMv: 1, originMv: 0 }
const samples = (text: string, complete = true): number[] => [
  ...listedSamples(text, COUNTS, complete).samplesMv,
]

test('numbers between spaces, lines or commas come back in order and place', () => {
  const number = fc.oneof(fc.integer({ min: -99_999, max: 99_999 }), fc.constantFrom(0.5, -12.25, 1e-3))
  const separator = fc.constantFrom(' ', ',', ', ', '\r\n', ',\n\t', ' , ')
  fc.assert(
    fc.property(fc.array(number, { maxLength: 30 }), separator, (numbers, between) => {
      expect(samples(numbers.join(between))).toEqual(numbers.map(Math.fround))
    }),
    { seed: 11 },
  )
})

test('an empty place between commas is a missing sample; one comma at the end is not', () => {
  expect(samples('1,,3')).toEqual([1, NaN, 3])
  expect(samples(',2')).toEqual([NaN, 2])
  expect(samples('1, , 3,')).toEqual([1, NaN, 3])
  expect(samples('')).toEqual([])
})

test('what is no number is a missing sample, and is counted', () => {
  const { samplesMv, unreadable } = listedSamples('1 x 3 - 5 0x10 1e999', COUNTS, true)
  expect([...samplesMv]).toEqual([1, NaN, 3, NaN, 5, NaN, NaN])
  expect(unreadable).toBe(4)
})

test('the last number of a text that was cut may be half of one and is left out', () => {
  expect(samples('12 34 5', false)).toEqual([12, 34])
  expect(samples('12 34 ', false)).toEqual([12, 34])
  expect(samples('12,34,', false)).toEqual([12])
  expect(samples('', false)).toEqual([])
})

test('a count becomes millivolts by scale, then origin', () => {
  const { samplesMv } = listedSamples('-2 0 4', { perCountMv: 0.0025, originMv: 0.1 }, true)
  expect([...samplesMv]).toEqual([0.095, 0.1, 0.11].map(Math.fround))
})
