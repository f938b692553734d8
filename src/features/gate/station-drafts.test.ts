import * as v from 'valibot'
import { expect, test } from 'vitest'
import { screening } from '#domain/record/kinds/screening.ts'
import { vitals } from '#domain/record/kinds/vitals.ts'
import { EMPTY_ENTRY, entryDoubt, stationDrafts } from './station-drafts.ts'

test('height, weight and vision become one set of vital signs and one screening result', () => {
  const entry = { ...EMPTY_ENTRY, heightCm: '131.50', weightKg: '28', visualAcuityRight: '4.9' }
  const [first, second, ...none] = stationDrafts('pupil', entry, 'Autumn', 'recheck')
  expect(none).toEqual([])
  expect(first?.body.value).toEqual({ heightCm: [13150, -2], weightKg: [28, 0] })
  expect(second?.body.value).toEqual({
    programme: 'Autumn',
    station: 'vision',
    values: [{ name: 'visualAcuityRight', value: [49, -1], unit: 'five-grade' }],
    outcome: 'recheck',
  })
  expect(v.is(vitals.value, first?.body.value)).toBe(true)
  expect(v.is(screening.value, second?.body.value)).toBe(true)
})

test('nothing typed is nothing written', () => {
  expect(stationDrafts('pupil', EMPTY_ENTRY, 'Autumn', null)).toEqual([])
})

test('a height of 400 cm cannot be, one of three letters is no number, 131.5 is taken', () => {
  expect(entryDoubt('heightCm', '400')).toBe('impossible')
  expect(entryDoubt('heightCm', 'abc')).toBe('no-number')
  expect(entryDoubt('heightCm', '131.5')).toBeNull()
})

test('vision is taken on the five-grade scale and as a decimal', () => {
  expect(entryDoubt('visualAcuityLeft', '5.0')).toBeNull()
  expect(entryDoubt('visualAcuityLeft', '0.8')).toBeNull()
  expect(entryDoubt('visualAcuityLeft', '50')).toBe('impossible')
})
