import { describe, expect, test } from 'vitest'
import type { VitalsContext } from './finding.ts'
import { checkRates, ratesReference } from './rates-by-age.ts'

const MONTH = 30.4375
const aged = (months: number): VitalsContext => ({ ageDays: Math.ceil(months * MONTH), sex: 'female' })

describe('pulse and respiration', () => {
  // Vectors of knowledge vitals.reference.
  test('are judged by age', () => {
    expect(checkRates({ heartRatePerMin: 150 }, aged(4))).toEqual([])
    expect(checkRates({ heartRatePerMin: 130 }, aged(96))).toMatchObject([
      { code: 'heart-rate-high', details: { low: 60, high: 120 }, verified: false, critical: false },
    ])
    expect(checkRates({ respiratoryRatePerMin: 22 }, aged(480))).toMatchObject([
      { code: 'respiratory-rate-high' },
    ])
  })

  test('take the limits themselves, and the next row from its first day', () => {
    expect(checkRates({ heartRatePerMin: 60, respiratoryRatePerMin: 20 }, aged(480))).toEqual([])
    expect(checkRates({ heartRatePerMin: 59 }, aged(480))).toMatchObject([{ code: 'heart-rate-low' }])
    expect(ratesReference(0)).toMatchObject({ pulse: [90, 180] })
    expect(ratesReference(Math.ceil(216 * MONTH))).toMatchObject({ pulse: [60, 100] })
    expect(ratesReference(-1)).toBeNull()
  })

  test('far beyond are critical: by the adult list, for a child 30 per cent beyond its own', () => {
    expect(checkRates({ heartRatePerMin: 39 }, aged(480))).toMatchObject([
      { code: 'heart-rate-critical', critical: true },
    ])
    expect(checkRates({ heartRatePerMin: 140 }, aged(480))).toMatchObject([{ code: 'heart-rate-high' }])
    expect(checkRates({ heartRatePerMin: 141 }, aged(480))).toMatchObject([{ critical: true }])
    expect(checkRates({ respiratoryRatePerMin: 7 }, aged(480))).toMatchObject([{ critical: true }])
    expect(checkRates({ heartRatePerMin: 156 }, aged(96))).toMatchObject([{ critical: false }])
    expect(checkRates({ heartRatePerMin: 157 }, aged(96))).toMatchObject([{ critical: true }])
  })

  test('of somebody whose age nobody knows are not judged', () => {
    expect(checkRates({ heartRatePerMin: 170 }, { ageDays: null, sex: 'male' })).toEqual([])
  })
})
