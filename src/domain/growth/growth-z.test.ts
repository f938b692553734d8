import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  asMeasuredForAge,
  bodyMassIndex,
  growthValueAt,
  growthZ,
  isGrowthZ,
  weightForLengthHeightZ,
  type AgeIndicator,
  type GrowthResult,
} from './growth-z.ts'
import { lmsZ } from './lms.ts'

const MONTH = 30.4375

function zOf(result: GrowthResult): number {
  if (!isGrowthZ(result)) throw new Error(result.refused)
  return result.z
}

/** Vectors of knowledge growth.who2006.* and growth.who2007.*; tolerance 0.01. */
const BY_AGE: readonly (readonly [AgeIndicator, 'male' | 'female', number, number, number])[] = [
  ['weight-for-age', 'male', 0, 3.0, -0.73],
  ['weight-for-age', 'female', 0, 4.2, 1.94],
  ['weight-for-age', 'male', 31, 4.0, -0.86],
  ['weight-for-age', 'female', 90, 5.0, -1.2],
  ['weight-for-age', 'male', 182, 6.2, -2.21],
  ['weight-for-age', 'female', 365, 9.0, 0.05],
  ['weight-for-age', 'male', 365, 9.5, -0.14],
  ['weight-for-age', 'female', 548, 9.0, -1.06],
  ['weight-for-age', 'male', 730, 12.0, -0.11],
  ['weight-for-age', 'female', 731, 11.0, -0.35],
  ['weight-for-age', 'male', 1000, 14.5, 0.41],
  ['weight-for-age', 'female', 1461, 16.0, -0.03],
  ['weight-for-age', 'male', 1500, 22.5, 2.34],
  ['weight-for-age', 'female', 1826, 30.0, 3.1],
  ['weight-for-age', 'male', 1826, 13.0, -2.61],
  ['weight-for-age', 'female', 400, 5.5, -4.21],
  ['length-height-for-age', 'male', 0, 49.0, -0.47],
  ['length-height-for-age', 'female', 0, 52.0, 1.53],
  ['length-height-for-age', 'male', 31, 54.0, -0.41],
  ['length-height-for-age', 'female', 90, 58.5, -0.57],
  ['length-height-for-age', 'male', 182, 64.0, -1.68],
  ['length-height-for-age', 'female', 365, 74.0, 0],
  ['length-height-for-age', 'male', 365, 75.2, -0.23],
  ['length-height-for-age', 'female', 548, 78.0, -0.93],
  ['length-height-for-age', 'female', 731, 85.0, -0.23],
  ['length-height-for-age', 'male', 1000, 95.0, 0.29],
  ['length-height-for-age', 'female', 1461, 101.0, -0.4],
  ['length-height-for-age', 'male', 1500, 104.0, -0.01],
  ['length-height-for-age', 'female', 1826, 112.0, 0.54],
  ['length-height-for-age', 'male', 1826, 100.0, -2.15],
  ['length-height-for-age', 'female', 400, 66.0, -3.56],
  ['bmi-for-age', 'male', 0, bodyMassIndex(3.0, 49.0), -0.74],
  ['bmi-for-age', 'female', 0, bodyMassIndex(4.2, 52.0), 1.64],
  ['bmi-for-age', 'male', 31, bodyMassIndex(4.0, 54.0), -0.97],
  ['bmi-for-age', 'female', 90, bodyMassIndex(5.0, 58.5), -1.2],
  ['bmi-for-age', 'male', 182, bodyMassIndex(6.2, 64.0), -1.67],
  ['bmi-for-age', 'female', 365, bodyMassIndex(9.0, 74.0), 0.05],
  ['bmi-for-age', 'male', 365, bodyMassIndex(9.5, 75.2), 0],
  ['bmi-for-age', 'female', 548, bodyMassIndex(9.0, 78.0), -0.72],
  ['bmi-for-age', 'female', 731, bodyMassIndex(11.0, 85.0), -0.36],
  ['bmi-for-age', 'male', 1000, bodyMassIndex(14.5, 95.0), 0.29],
  ['bmi-for-age', 'female', 1461, bodyMassIndex(16.0, 101.0), 0.3],
  ['bmi-for-age', 'male', 1500, bodyMassIndex(22.5, 104.0), 3.54],
  ['bmi-for-age', 'female', 1826, bodyMassIndex(30.0, 112.0), 4.26],
  ['bmi-for-age', 'male', 1826, bodyMassIndex(13.0, 100.0), -1.89],
  ['bmi-for-age', 'female', 400, bodyMassIndex(5.5, 66.0), -3.0],
  ['head-circumference-for-age', 'male', 0, 34.0, -0.36],
  ['head-circumference-for-age', 'female', 100, 38.0, -1.48],
  ['head-circumference-for-age', 'male', 365, 46.0, -0.05],
  ['head-circumference-for-age', 'female', 1826, 48.0, -1.35],
  ['head-circumference-for-age', 'male', 700, 52.5, 3.23],
  ['length-height-for-age', 'male', 72 * MONTH, 115.0, -0.19],
  ['length-height-for-age', 'female', 96 * MONTH, 128.0, 0.25],
  ['length-height-for-age', 'male', 100 * MONTH, 130.0, 0.17],
  ['length-height-for-age', 'female', 120 * MONTH, 140.0, 0.21],
  ['length-height-for-age', 'male', 144 * MONTH, 150.0, 0.13],
  ['length-height-for-age', 'female', 180 * MONTH, 160.0, -0.24],
  ['length-height-for-age', 'male', 216 * MONTH, 172.0, -0.55],
  ['length-height-for-age', 'female', 228 * MONTH, 158.0, -0.79],
  ['length-height-for-age', 'male', 150 * MONTH, 148.0, -0.61],
  ['length-height-for-age', 'male', 100 * MONTH, 100.0, -5.04],
  ['bmi-for-age', 'male', 72 * MONTH, bodyMassIndex(20.0, 115.0), -0.14],
  ['bmi-for-age', 'female', 96 * MONTH, bodyMassIndex(25.0, 128.0), -0.25],
  ['bmi-for-age', 'male', 100 * MONTH, bodyMassIndex(30.0, 130.0), 1.08],
  ['bmi-for-age', 'female', 120 * MONTH, bodyMassIndex(45.0, 140.0), 2.09],
  ['bmi-for-age', 'male', 144 * MONTH, bodyMassIndex(60.0, 150.0), 2.57],
  ['bmi-for-age', 'female', 180 * MONTH, bodyMassIndex(50.0, 160.0), -0.25],
  ['bmi-for-age', 'male', 216 * MONTH, bodyMassIndex(70.0, 172.0), 0.64],
  ['bmi-for-age', 'female', 228 * MONTH, bodyMassIndex(40.0, 158.0), -2.25],
  ['bmi-for-age', 'male', 150 * MONTH, bodyMassIndex(28.0, 148.0), -3.73],
  ['bmi-for-age', 'male', 100 * MONTH, bodyMassIndex(30.0, 100.0), 5.03],
  ['weight-for-age', 'male', 72 * MONTH, 20.0, -0.19],
  ['weight-for-age', 'female', 96 * MONTH, 25.0, -0.01],
  ['weight-for-age', 'male', 100 * MONTH, 30.0, 0.87],
  ['weight-for-age', 'female', 120 * MONTH, 45.0, 1.81],
  ['weight-for-age', 'male', 100 * MONTH, 30.0, 0.87],
]

const BY_LENGTH_HEIGHT: readonly (readonly ['male' | 'female', number, number, number, number])[] = [
  ['male', 0, 49.0, 3.0, -0.48],
  ['female', 0, 52.0, 4.2, 1.11],
  ['male', 31, 54.0, 4.0, -0.76],
  ['female', 90, 58.5, 5.0, -1.03],
  ['male', 182, 64.0, 6.2, -1.55],
  ['female', 365, 74.0, 9.0, 0.05],
  ['male', 365, 75.2, 9.5, -0.06],
  ['female', 548, 78.0, 9.0, -0.85],
  ['female', 400, 66.0, 5.5, -3.27],
  ['female', 731, 85.0, 11.0, -0.4],
  ['male', 1000, 95.0, 14.5, 0.38],
  ['female', 1461, 101.0, 16.0, 0.34],
  ['male', 1500, 104.0, 22.5, 3.5],
  ['female', 1826, 112.0, 30.0, 4.44],
  ['male', 1826, 100.0, 13.0, -2.09],
]

describe('z by LMS', () => {
  test('is that of the published method, straight beyond three', () => {
    const heavy = { l: -0.3518, m: 18.2179, s: 0.14821 }
    expect(lmsZ(30, heavy, true)).toBeCloseTo(3.1, 2)
    expect(lmsZ(30, heavy, false)).toBeGreaterThan(3)
    expect(lmsZ(16.7992, { l: -0.4113, m: 16.7992, s: 0.08009 }, true)).toBeCloseTo(0, 3)
    expect(lmsZ(Math.E, { l: 0, m: 1, s: 0.5 }, false)).toBeCloseTo(2, 9)
  })
})

describe('z for age', () => {
  test.each(BY_AGE)('%s of a %s of %d days with %d is %d', (indicator, sex, ageDays, value, z) => {
    expect(Math.abs(zOf(growthZ(indicator, sex, ageDays, value)) - z)).toBeLessThanOrEqual(0.01)
  })

  test('names its source', () => {
    expect(growthZ('weight-for-age', 'male', 400, 10)).toMatchObject({
      verified: true,
      plausible: true,
      source: 'WHO Child Growth Standards 2006, igrowup daily tables',
    })
    expect(growthZ('length-height-for-age', 'male', 3000, 128)).toMatchObject({
      source: 'WHO Reference 2007',
    })
  })

  test('uses the length table on day 730 and the height table on day 731', () => {
    const [length, height] = [730, 731].map((day) => zOf(growthZ('length-height-for-age', 'male', day, 87)))
    expect(height! - length!).toBeGreaterThan(0.2)
    expect(zOf(growthZ('length-height-for-age', 'male', 730.9, 87))).toBe(length)
  })

  test('goes on without a gap through the month between the two references', () => {
    for (const indicator of ['weight-for-age', 'length-height-for-age', 'bmi-for-age'] as const) {
      const value = growthValueAt(indicator, 'female', 1826, 0)!
      for (let day = 1827; day <= 1857; day++)
        expect(Math.abs(zOf(growthZ(indicator, 'female', day, value)))).toBeLessThan(0.15)
    }
  })

  test('outside the tables is a refusal with their ends', () => {
    expect(growthZ('weight-for-age', 'male', 3700, 30)).toEqual({
      refused: 'age-out-of-range',
      from: 0,
      to: 3682,
    })
    expect(growthZ('bmi-for-age', 'male', 6970, 22)).toHaveProperty('z')
    expect(growthZ('bmi-for-age', 'male', 6971, 22)).toMatchObject({ refused: 'age-out-of-range' })
    expect(growthZ('head-circumference-for-age', 'male', 1857, 50)).toMatchObject({ to: 1856 })
    expect(growthZ('bmi-for-age', 'male', -1, 22)).toMatchObject({ refused: 'age-out-of-range' })
    expect(growthZ('bmi-for-age', 'male', Number.NaN, 22)).toMatchObject({ refused: 'age-out-of-range' })
    expect(growthZ('bmi-for-age', 'male', 400, 0)).toMatchObject({ refused: 'not-a-measurement' })
  })

  test('beyond the flags of WHO is given, and not believed', () => {
    expect(growthZ('length-height-for-age', 'male', 100 * MONTH, 90)).toMatchObject({ plausible: false })
    expect(growthZ('length-height-for-age', 'male', 100 * MONTH, 100)).toMatchObject({ plausible: true })
  })

  test('rises with the value, and the value at z gives z back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<AgeIndicator>('weight-for-age', 'length-height-for-age', 'bmi-for-age'),
        fc.constantFrom('male' as const, 'female' as const),
        fc.integer({ min: 0, max: 3600 }),
        fc.double({ min: -3, max: 2.9, noNaN: true }),
        (indicator, sex, ageDays, z) => {
          const value = growthValueAt(indicator, sex, ageDays, z)!
          expect(zOf(growthZ(indicator, sex, ageDays, value))).toBeCloseTo(z, 6)
          expect(zOf(growthZ(indicator, sex, ageDays, value * 1.05))).toBeGreaterThan(z)
        },
      ),
    )
  })
})

describe('z of weight for length or height', () => {
  test.each(BY_LENGTH_HEIGHT)('a %s of %d days, %d cm, %d kg: %d', (sex, ageDays, cm, kg, z) => {
    expect(Math.abs(zOf(weightForLengthHeightZ(sex, ageDays, cm, kg)) - z)).toBeLessThanOrEqual(0.01)
  })

  test('outside the tables is a refusal with their ends', () => {
    expect(weightForLengthHeightZ('male', 100, 40, 3)).toEqual({
      refused: 'length-out-of-range',
      from: 45,
      to: 110,
    })
    expect(weightForLengthHeightZ('male', 800, 121, 20)).toMatchObject({ from: 65, to: 120 })
    expect(weightForLengthHeightZ('male', 1857, 100, 20)).toMatchObject({ refused: 'age-out-of-range' })
    expect(weightForLengthHeightZ('male', 800, 90, -1)).toMatchObject({ refused: 'not-a-measurement' })
  })
})

describe('a child measured in the other position', () => {
  test('is 0.7 cm longer lying than standing', () => {
    expect(asMeasuredForAge(80, 600, 'standing')).toBeCloseTo(80.7)
    expect(asMeasuredForAge(80, 600, 'lying')).toBe(80)
    expect(asMeasuredForAge(90, 800, 'lying')).toBeCloseTo(89.3)
    expect(asMeasuredForAge(90, 800, 'standing')).toBe(90)
  })
})

describe('the percentile', () => {
  test('belongs to z', () => {
    expect(
      growthZ('weight-for-age', 'male', 0, growthValueAt('weight-for-age', 'male', 0, 1.6449)!),
    ).toMatchObject({
      percentile: expect.closeTo(95, 2) as number,
    })
    expect(
      growthZ('weight-for-age', 'male', 0, growthValueAt('weight-for-age', 'male', 0, -1.881)!),
    ).toMatchObject({
      percentile: expect.closeTo(3, 1) as number,
    })
  })
})
