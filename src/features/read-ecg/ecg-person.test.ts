import { expect, test } from 'vitest'
import { ecgPersonOf } from './ecg-person.ts'

const DAY = '2026-11-21'
const FILE = { sex: 'male', ageYears: 54 } as const

test('the chart of the chosen person says whose limits hold, whatever the file says', () => {
  const chosen = { sex: 'female', birthDate: '2019-11-21' } as const
  expect(ecgPersonOf(chosen, FILE, DAY)).toEqual({ sex: 'female', ageDays: 2557, from: 'chart' })
})

test('where nobody is chosen, or the chart knows neither sex nor age, the file is a hint', () => {
  const hint = { sex: 'male', ageDays: 19724, from: 'file' }
  expect(ecgPersonOf(null, FILE, DAY)).toEqual(hint)
  expect(ecgPersonOf({ sex: 'unknown', birthDate: null }, FILE, DAY)).toEqual(hint)
  expect(ecgPersonOf(null, null, DAY)).toEqual({ sex: null, ageDays: null, from: null })
})

test('the age is that of the day of the recording', () => {
  expect(ecgPersonOf(null, { birthDate: '2016-03-01' }, '2016-03-31').ageDays).toBe(30)
})

test('a year of birth is an age for a grown person and none for a small child', () => {
  const born = (birthDate: string) => ecgPersonOf({ sex: 'female', birthDate }, null, DAY).ageDays
  expect(born('1968')).toBeGreaterThan(58 * 365)
  expect(born('2025')).toBeNull()
  expect(born('2026-10')).toBeNull()
  expect(born('2024-10')).toBeGreaterThan(700)
})
