import { describe, expect, test } from 'vitest'
import { interpret } from './interpret.ts'

const man = { sex: 'male', ageYears: 45 } as const
const woman = { sex: 'female', ageYears: 45 } as const
const nobodyKnows = { sex: 'unknown', ageYears: 45 } as const

describe('a laboratory value', () => {
  test('is judged by sex', () => {
    expect(interpret('718-7', 120, 'g/L', woman)).toMatchObject({
      flag: 'normal',
      interval: { low: 115, high: 150 },
      source: 'WS/T 405-2012',
      verified: false,
    })
    expect(interpret('718-7', 120, 'g/L', man)).toMatchObject({ flag: 'low' })
    expect(interpret('718-7', 176, 'g/L', man)).toMatchObject({ flag: 'high' })
  })

  test('on a limit is normal, and at a critical value critical', () => {
    expect(interpret('2823-3', 3.5, 'mmol/L', man).flag).toBe('normal')
    expect(interpret('2823-3', 3.49, 'mmol/L', man).flag).toBe('low')
    expect(interpret('2823-3', 2.8, 'mmol/L', man)).toMatchObject({
      flag: 'critical-low',
      reason: null,
      interval: { low: 3.5, high: 5.3 },
    })
    expect(interpret('2823-3', 6.2, 'mmol/L', man).flag).toBe('critical-high')
  })

  test('is judged in whichever unit it was reported', () => {
    expect(interpret('718-7', 12, 'g/dL', woman).flag).toBe('normal')
    expect(interpret('2160-0', 1.2, 'mg/dL', man)).toMatchObject({ flag: 'high', unit: 'umol/L' })
    expect(interpret('14682-9', 106, 'μmol/L', man).flag).toBe('high')
    expect(interpret('718-7', 12, 'mmol/L', woman)).toMatchObject({
      flag: 'no-limits',
      reason: 'unit-unknown',
    })
    expect(interpret('3094-0', 5, 'mmol/L', man)).toMatchObject({ reason: 'unit-unknown' })
  })

  test('is judged by age where the limits are', () => {
    expect(interpret('14682-9', 105, 'umol/L', { sex: 'male', ageYears: 59.9 }).flag).toBe('high')
    expect(interpret('14682-9', 105, 'umol/L', { sex: 'male', ageYears: 60 }).flag).toBe('normal')
    expect(interpret('14682-9', 105, 'umol/L', { sex: 'male', ageYears: 85 })).toMatchObject({
      flag: 'no-limits',
      reason: 'age-not-covered',
    })
    expect(interpret('33762-6', 300, 'pg/mL', { sex: 'male', ageYears: 75 }).flag).toBe('normal')
    expect(interpret('33762-6', 300, 'pg/mL', { sex: 'male', ageYears: 74 }).flag).toBe('high')
  })

  test('of a child stands without a flag, critical ones too', () => {
    expect(interpret('718-7', 45, 'g/L', { sex: 'male', ageYears: 4 })).toMatchObject({
      flag: 'no-limits',
      reason: 'child',
      source: 'National Health Commission notice 2021 no. 3',
    })
    expect(interpret('718-7', 120, 'g/L', { sex: 'male', ageYears: null })).toMatchObject({
      reason: 'age-unknown',
    })
  })

  test('of a newborn is critical where the limit is that of newborns', () => {
    expect(interpret('14631-6', 310, 'umol/L', { sex: 'male', ageYears: 0.01 }).flag).toBe('critical-high')
    expect(interpret('14631-6', 310, 'umol/L', man).flag).toBe('high')
    expect(interpret('14631-6', 310, 'umol/L', { sex: 'male', ageYears: 0.1 }).reason).toBe('child')
  })

  test('of somebody whose sex is not known is judged where both sexes agree', () => {
    expect(interpret('718-7', 140, 'g/L', nobodyKnows)).toMatchObject({ flag: 'normal', interval: null })
    expect(interpret('718-7', 110, 'g/L', nobodyKnows).flag).toBe('low')
    expect(interpret('718-7', 120, 'g/L', nobodyKnows)).toMatchObject({ reason: 'sex-unknown' })
    expect(interpret('2857-1', 2, 'ng/mL', nobodyKnows)).toMatchObject({ reason: 'sex-unknown' })
  })

  test('without an interval says why', () => {
    expect(interpret('2857-1', 2, 'ng/mL', woman)).toMatchObject({ reason: 'no-interval' })
    expect(interpret('89579-7', 20, 'ng/L', man)).toMatchObject({ reason: 'no-interval' })
    expect(interpret('14675-3', 100, 'nmol/L', man)).toMatchObject({ reason: 'time-of-day' })
    expect(interpret('5195-3', 1, '1', man)).toMatchObject({ reason: 'test-in-words' })
    expect(interpret('1-8', 1, '1', man)).toMatchObject({ reason: 'test-unknown' })
  })

  test('with one limit only has no other side', () => {
    expect(interpret('14646-4', 3, 'mmol/L', man).flag).toBe('normal')
    expect(interpret('14646-4', 0.9, 'mmol/L', man).flag).toBe('low')
    expect(interpret('16935-9', 8, 'mIU/mL', man)).toMatchObject({ flag: 'low', condition: 'immune' })
  })
})
