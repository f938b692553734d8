import { expect, test } from 'vitest'
import type { CartReading } from '#domain/ecg/cart.ts'
import { measured, notMeasurable } from '#domain/measured.ts'
import { cartValue, difference, NUMBER_IDS, NUMBER_ROWS } from './number-rows.ts'

const BY = { origin: 'derived', by: 'test' } as const

const CART: CartReading = {
  device: ['Cardiofax'],
  measurements: [
    { name: 'qrsMs', value: 92, unit: 'ms' },
    { name: 'qtcMs', value: 431, unit: 'ms' },
    { name: 'rV5Mv', value: 1400, unit: 'uV' },
  ],
  statements: [],
  confirmedBy: null,
  filter: null,
  person: null,
}

test('every number stands in one line, and every line shows numbers that it unfolds to', () => {
  expect(new Set(NUMBER_IDS).size).toBe(NUMBER_IDS.length)
  for (const { shows, ids } of NUMBER_ROWS) expect(ids).toEqual(expect.arrayContaining([...shows]))
})

test('a number of the cart stands beside ours only under the same name and in the same unit', () => {
  expect(cartValue(CART, 'qrsMs', measured(90, 'ms', BY))).toBe(92)
  expect(cartValue(CART, 'qrsMs', notMeasurable('no-p-wave'))).toBe(92)
  expect(cartValue(CART, 'qtcBazettMs', measured(430, 'ms', BY))).toBeNull()
  expect(cartValue(CART, 'rV5Mv', measured(1.4, 'mV', BY))).toBeNull()
  expect(cartValue(null, 'qrsMs', measured(90, 'ms', BY))).toBeNull()
})

test('the difference is ours less theirs, angles the short way round', () => {
  expect(difference(measured(90, 'ms', BY), 92)).toBe(-2)
  expect(difference(measured(119.5, 'ms', BY), 120)).toBe(0)
  expect(difference(measured(-175, 'deg', BY), 175)).toBe(10)
  expect(difference(notMeasurable('no-p-wave'), 92)).toBeNull()
})
