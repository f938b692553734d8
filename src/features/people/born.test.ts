import { expect, test } from 'vitest'
import { isAge, readBorn } from './born.ts'

const TODAY = '2026-11-21'

test('an age in years leaves the year of birth, and no day that nobody said', () => {
  expect(readBorn('58', 'years', TODAY)).toMatchObject({ ok: true, value: '1968' })
  expect(readBorn('５８ 岁', 'years', TODAY)).toMatchObject({ ok: true, value: '1968' })
})

test('an age in months leaves the month of birth, also across the turn of a year', () => {
  expect(readBorn('7', 'months', TODAY)).toMatchObject({ value: '2026-04' })
  expect(readBorn('11个月', 'years', TODAY)).toMatchObject({ value: '2025-12' })
  expect(readBorn('23', 'months', TODAY)).toMatchObject({ value: '2024-12' })
})

test('four digits are a year of birth, eight a day', () => {
  expect(isAge('1968')).toBe(false)
  expect(readBorn('1968', 'years', TODAY)).toMatchObject({ value: '1968' })
  expect(readBorn('19680301', 'years', TODAY)).toMatchObject({ value: '1968-03-01' })
})

test('a birth date in the future is refused with its reason', () => {
  expect(readBorn('20270101', 'years', TODAY)).toMatchObject({
    ok: false,
    problem: { code: 'birth-date-in-future' },
  })
})

test('nobody is 150 years old', () => {
  expect(isAge('150')).toBe(false)
  expect(readBorn('150', 'years', TODAY)).toMatchObject({ ok: false })
})
