import { expect, test } from 'vitest'
import type { FilePatient } from '#domain/imaging/image.ts'
import { filmPersonOf } from './film-person.ts'

const FILE: FilePatient = { names: [], id: '', birthDate: '2020-05-01', sex: 'female', ageYears: 4 }
const TODAY = '2026-11-22'

test('the chart of the chosen person says age and sex, on the day of the study', () => {
  const chosen = { sex: 'male', birthDate: '2019-11-22' } as const
  const { sex, ageYears } = filmPersonOf(chosen, FILE, '2025-11-22T09:00:00', TODAY)
  expect(sex).toBe('male')
  expect(ageYears).toBeCloseTo(6, 1)
})

test('where nobody is chosen the file may say it; without a birth date its own age counts', () => {
  expect(filmPersonOf(null, FILE, null, TODAY).ageYears).toBeCloseTo(6.56, 1)
  expect(filmPersonOf(null, { ...FILE, birthDate: null }, null, TODAY)).toEqual({
    sex: 'female',
    ageYears: 4,
  })
})

test('a chart that knows neither leaves it to the file; other than two sexes are not known to packs', () => {
  const unknown = { sex: null, birthDate: null }
  expect(filmPersonOf(unknown, FILE, null, TODAY).sex).toBe('female')
  expect(filmPersonOf(null, { ...FILE, sex: 'other' }, null, TODAY).sex).toBeNull()
})
