import { describe, expect, test } from 'vitest'
import { growthValueAt } from '../growth/growth-z.ts'
import type { VitalsContext } from './finding.ts'
import { checkGrowth } from './growth-rules.ts'

const YEAR = 365.25
const adult: VitalsContext = { ageDays: 45 * YEAR, sex: 'male' }
const girl: VitalsContext = { ageDays: 3 * 365, sex: 'female' }

describe('weight and height against what was measured before', () => {
  test('an adult does not change by more than a tenth in a week', () => {
    const previous = [
      { daysAgo: 90, values: { weightKg: 90 } },
      { daysAgo: 7, values: { weightKg: 70 } },
      { daysAgo: 3, values: { heightCm: 170 } },
    ]
    expect(checkGrowth({ weightKg: 77.1 }, { ...adult, previous })).toMatchObject([
      { code: 'weight-changed-fast', severity: 'ask', details: { before: 70, days: 7, percent: 10 } },
    ])
    expect(checkGrowth({ weightKg: 77 }, { ...adult, previous })).toEqual([])
    expect(checkGrowth({ weightKg: 62 }, { ...adult, previous })).toHaveLength(1)
    expect(checkGrowth({ weightKg: 40 }, { ...adult, previous: previous.slice(0, 1) })).toEqual([])
  })

  test('a child does not jump by more than two z, nor shrink by more than 2 cm', () => {
    const previous = [{ daysAgo: 60, values: { weightKg: 14, heightCm: 95 } }]
    expect(checkGrowth({ weightKg: 14.3, heightCm: 95.5 }, { ...girl, previous })).toEqual([])
    expect(checkGrowth({ weightKg: 19.5 }, { ...girl, previous })).toMatchObject([
      { code: 'weight-z-jumped', severity: 'ask', details: { before: 14, days: 60 } },
    ])
    expect(checkGrowth({ heightCm: 92.9 }, { ...girl, previous })).toMatchObject([
      { code: 'height-fell', details: { value: 92.9, before: 95 } },
    ])
    expect(checkGrowth({ heightCm: 93 }, { ...girl, previous })).toEqual([])
  })

  test('an adult may lose height, and nobody is judged without an age', () => {
    const previous = [{ daysAgo: 60, values: { weightKg: 14, heightCm: 95 } }]
    expect(checkGrowth({ heightCm: 80 }, { ...adult, previous })).toEqual([])
    expect(checkGrowth({ heightCm: 80 }, { ...girl, ageDays: null, previous })).toEqual([])
  })
})

describe('a child against the standards of WHO', () => {
  test('beyond their flags is asked about again, with a verified source', () => {
    expect(checkGrowth({ weightKg: 40, heightCm: 95 }, girl)).toMatchObject([
      { code: 'growth-implausible', details: { indicator: 'weight-for-age' }, verified: true },
      { code: 'growth-implausible', details: { indicator: 'weight-for-length-height' } },
    ])
    expect(checkGrowth({ heightCm: 60 }, girl)).toMatchObject([{ field: 'heightCm' }])
    expect(checkGrowth({ headCircumferenceCm: 30 }, girl)).toMatchObject([{ field: 'headCircumferenceCm' }])
    expect(checkGrowth({ weightKg: 120, heightCm: 130 }, { ...girl, ageDays: 12 * YEAR })).toMatchObject([
      { details: { indicator: 'bmi-for-age' } },
    ])
  })

  test('is not judged where only the year of birth is known', () => {
    expect(checkGrowth({ weightKg: 40 }, { ...girl, agePlusMinusDays: 183 })).toEqual([])
    expect(checkGrowth({ weightKg: 40 }, { ...girl, agePlusMinusDays: 16 })).toHaveLength(1)
    expect(checkGrowth({ weightKg: 40 }, { ...girl, sex: 'unknown' })).toEqual([])
  })

  test('takes the position of measuring into account', () => {
    const short = { ...girl, ageDays: 800 }
    const heightCm = growthValueAt('length-height-for-age', 'female', 800, -6)! + 0.3
    const flagged = (heightPosition: 'lying' | 'standing'): number =>
      checkGrowth({ heightCm }, { ...short, heightPosition }).length
    expect([flagged('standing'), flagged('lying')]).toEqual([0, 1])
  })

  test('with a thin arm is named', () => {
    expect(checkGrowth({ muacMm: 114 }, girl)).toMatchObject([{ code: 'muac-severe', verified: true }])
    expect(checkGrowth({ muacMm: 120 }, girl)).toMatchObject([{ code: 'muac-moderate' }])
    expect(checkGrowth({ muacMm: 140 }, girl)).toEqual([])
  })
})
