import { describe, expect, test } from 'vitest'
import { adultPressureClass, checkAdultPressure } from './blood-pressure-adult.ts'
import {
  checkChildPressure,
  childPressurePercentiles,
  needsFullTables,
  wst610,
} from './blood-pressure-child.ts'
import type { VitalsContext } from './finding.ts'

const YEAR = 365.25
const adult: VitalsContext = { ageDays: 45 * YEAR, sex: 'female' }
const reading = (systolicMmHg: number, diastolicMmHg: number) => ({ systolicMmHg, diastolicMmHg })

describe('blood pressure of an adult', () => {
  // Vectors of knowledge bp.adult.china.
  test.each([
    [139, 90, { grade: 1 }],
    [165, 95, { grade: 2 }],
    [150, 85, { grade: 1, isolated: 'systolic' }],
    [118, 78, { class: 'normal' }],
    [181, 100, { grade: 3 }],
  ])('%d/%d is classed by the higher of the two', (systolic, diastolic, expected) => {
    expect(adultPressureClass(systolic, diastolic)).toMatchObject(expected)
  })

  test('has its limits where the guideline has them', () => {
    expect(adultPressureClass(119, 79)).toEqual({ class: 'normal' })
    expect(adultPressureClass(120, 79)).toEqual({ class: 'high-normal' })
    expect(adultPressureClass(139, 89)).toEqual({ class: 'high-normal' })
    expect(adultPressureClass(140, 90)).toEqual({ class: 'hypertension', grade: 1, isolated: null })
    expect(adultPressureClass(159, 100)).toMatchObject({ grade: 2 })
    expect(adultPressureClass(139, 110)).toEqual({ class: 'hypertension', grade: 3, isolated: 'diastolic' })
  })

  test('is named with its source, verified', () => {
    expect(checkAdultPressure(reading(150, 85), adult)).toMatchObject([
      { code: 'bp-isolated-systolic', severity: 'notable', details: { grade: 1 }, verified: true },
    ])
    expect(checkAdultPressure(reading(165, 95), adult)).toMatchObject([
      {
        code: 'bp-hypertension',
        details: { grade: 2 },
        source: 'Chinese hypertension guidelines 2018 and 2024',
      },
    ])
    expect(checkAdultPressure({ systolicMmHg: 150 }, adult)).toEqual([])
  })

  // Vector of knowledge vitals.critical.
  test('above 200 or 120, or below 90, is critical, and unverified', () => {
    expect(checkAdultPressure(reading(205, 100), adult)[1]).toMatchObject({
      code: 'bp-critical-high',
      critical: true,
      verified: false,
    })
    expect(checkAdultPressure(reading(180, 121), adult)[1]).toMatchObject({ field: 'diastolicMmHg' })
    expect(checkAdultPressure({ systolicMmHg: 89 }, adult)).toMatchObject([{ code: 'bp-critical-low' }])
    expect(checkAdultPressure({ systolicMmHg: 200 }, adult)).toEqual([])
  })

  test('in pregnancy has limits of its own', () => {
    const pregnant = { ...adult, pregnant: true }
    expect(checkAdultPressure(reading(142, 85), pregnant)).toMatchObject([{ code: 'bp-pregnancy-high' }])
    expect(checkAdultPressure(reading(150, 110), pregnant)).toMatchObject([
      { code: 'bp-pregnancy-severe', critical: true },
    ])
    expect(checkAdultPressure(reading(125, 70), pregnant)).toMatchObject([{ code: 'bp-high-normal' }])
    expect(checkAdultPressure(reading(142, 85), { ...pregnant, ageDays: null })).toHaveLength(1)
  })
})

describe('blood pressure of a child', () => {
  // Vectors of knowledge bp.child.fourth; tolerance 0.2.
  test.each([
    ['male', 10, 0, 119, 80, 94.2, 94.9],
    ['female', 7, -1, 108, 70, 90.3, 89.4],
    ['male', 15, 1.2, 135, 85, 95.4, 94.9],
    ['female', 3, 0.5, 95, 58, 64.8, 77.2],
  ] as const)(
    'of a %s of %d years, height z %d: %d/%d',
    (sex, age, height, sbp, dbp, systolic, diastolic) => {
      const found = childPressurePercentiles(sex, age, height, sbp, dbp)!
      expect(Math.abs(found.systolic - systolic)).toBeLessThanOrEqual(0.2)
      expect(Math.abs(found.diastolic - diastolic)).toBeLessThanOrEqual(0.2)
    },
  )

  test('has percentiles from 1 year to below 18, and a height held within three z', () => {
    expect(childPressurePercentiles('male', 0.99, 0, 100, 60)).toBeNull()
    expect(childPressurePercentiles('male', 18, 0, 100, 60)).toBeNull()
    expect(childPressurePercentiles('male', 8, 9, 100, 60)).toEqual(
      childPressurePercentiles('male', 8, 3, 100, 60),
    )
  })

  // Vectors of knowledge bp.child.aap_screen.
  test.each([
    ['male', 9, 107, 60, true],
    ['female', 12, 113, 74, false],
    ['male', 5, 100, 63, true],
  ] as const)(
    'of a %s of %d years, %d/%d, without a height: full tables %s',
    (sex, age, sbp, dbp, needed) => {
      expect(needsFullTables(sex, age, sbp, dbp)).toBe(needed)
    },
  )

  // Vectors of knowledge bp.child.wst610.
  test.each([
    ['male', 7, 125.5, 115, 60, true],
    ['male', 7, 125.4, 114, 74, true],
    ['female', 12, 150, 121, 70, true],
    ['female', 17, 170, 125, 81, false],
    ['male', 13, 140, 117, 70, true],
    ['male', 16, 175, 132, 84, true],
  ] as const)('by WS/T 610, %s, %d years, %d cm, %d/%d: high %s', (sex, age, height, sbp, dbp, high) => {
    expect(wst610(sex, age, height, sbp, dbp)?.high).toBe(high)
  })

  test('by WS/T 610 is judged from 7 to 17 completed years', () => {
    expect(wst610('male', 6.99, 120, 140, 90)).toBeNull()
    expect(wst610('male', 17.99, 175, 140, 90)).not.toBeNull()
    expect(wst610('male', 18, 175, 140, 90)).toBeNull()
  })

  test('is named twice: the percentile verified, the Chinese standard not', () => {
    const boy: VitalsContext = { ageDays: 10.5 * YEAR, sex: 'male' }
    expect(checkChildPressure({ ...reading(125, 80), heightCm: 141 }, boy)).toMatchObject([
      { code: 'bp-child-p95', verified: true },
      { code: 'bp-child-wst610', verified: false, details: { systolicLimit: 121 } },
    ])
    expect(checkChildPressure(reading(125, 80), boy)).toMatchObject([
      { code: 'bp-child-screen', verified: true },
    ])
    expect(checkChildPressure({ ...reading(100, 60), heightCm: 141 }, boy)).toEqual([])
    expect(checkChildPressure(reading(125, 80), { ...boy, sex: 'unknown' })).toEqual([])
    expect(checkChildPressure(reading(125, 80), { ...boy, ageDays: 18 * YEAR })).toEqual([])
  })

  test('has a finding between the 90th and the 95th percentile', () => {
    const girl: VitalsContext = { ageDays: 5 * YEAR, sex: 'female' }
    expect(checkChildPressure({ ...reading(107, 60), heightCm: 109 }, girl)).toMatchObject([
      { code: 'bp-child-p90' },
    ])
  })
})
