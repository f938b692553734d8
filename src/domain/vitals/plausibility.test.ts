import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { VitalsContext } from './finding.ts'
import { checkVitals } from './plausibility.ts'
import { NUMERIC_VITALS, type VitalsValues } from './vitals-catalogue.ts'

const YEAR = 365.25
const adult: VitalsContext = { ageDays: 45 * YEAR, sex: 'male' }
const codes = (values: VitalsValues, context: VitalsContext = adult): string[] =>
  checkVitals(values, context).map(({ code }) => code)

describe('a set of vital signs', () => {
  test('of a healthy adult has nothing to say', () => {
    const values: VitalsValues = {
      systolicMmHg: 118,
      diastolicMmHg: 76,
      heartRatePerMin: 72,
      respiratoryRatePerMin: 16,
      temperatureCel: 36.6,
      spo2Percent: 98,
      weightKg: 68,
      heightCm: 170,
      glucoseMmolL: 5.2,
      haemoglobinGPerL: 145,
      painScore: 0,
      onOxygen: false,
      consciousness: 'alert',
    }
    expect(checkVitals(values, adult)).toEqual([])
    expect(checkVitals({}, adult)).toEqual([])
  })

  // Vectors of knowledge vitals.plausibility.
  test('refuses what cannot be, asks about what is rare, takes the rest', () => {
    expect(checkVitals({ temperatureCel: 98.6 }, adult)).toMatchObject([
      { code: 'temperature-fahrenheit', severity: 'impossible', details: { celsius: 37 } },
    ])
    expect(checkVitals({ systolicMmHg: 270 }, adult)[0]).toMatchObject({
      code: 'vital-unusual',
      severity: 'ask',
      details: { value: 270, low: 60, high: 260 },
      verified: false,
    })
    expect(checkVitals({ heartRatePerMin: 72 }, adult)).toEqual([])
    expect(checkVitals({ systolicMmHg: 80, diastolicMmHg: 90 }, adult)).toMatchObject([
      { code: 'diastolic-not-below-systolic', severity: 'impossible', field: 'diastolicMmHg' },
    ])
  })

  test('takes the limits themselves', () => {
    expect(codes({ heightCm: 260 })).toEqual(['vital-unusual'])
    expect(codes({ heightCm: 260.1 })).toEqual(['vital-impossible'])
    expect(codes({ heightCm: 400 })).toEqual(['vital-impossible'])
    expect(codes({ heightCm: 220 })).toEqual([])
    expect(codes({ painScore: 11 })).toEqual(['vital-impossible'])
    expect(codes({ heightCm: Number.NaN })).toEqual(['vital-impossible'])
  })

  test('knows the slips that have a name', () => {
    expect(checkVitals({ glucoseMmolL: 126 }, adult)).toMatchObject([
      { code: 'glucose-mg-per-dl', severity: 'impossible', details: { mmolL: 7 } },
    ])
    expect(checkVitals({ glucoseMmolL: 72 }, adult)[0]).toMatchObject({
      severity: 'ask',
      details: { mmolL: 4 },
    })
    expect(checkVitals({ visualAcuityRight: 4.7 }, adult)).toMatchObject([
      { code: 'visual-acuity-five-grade', severity: 'impossible', details: { decimal: 0.5 } },
    ])
    expect(codes({ visualAcuityLeft: 1.2 })).toEqual([])
    expect(codes({ visualAcuityLeft: 2.8 })).toEqual(['vital-impossible'])
    expect(codes({ temperatureCel: 200 })).toEqual(['vital-impossible'])
    expect(codes({ spo2Percent: 97.5 })).toEqual(['spo2-not-whole'])
  })

  test('asks about a pulse pressure beyond 10 to 150', () => {
    expect(codes({ systolicMmHg: 110, diastolicMmHg: 101 })).toContain('pulse-pressure-unusual')
    expect(codes({ systolicMmHg: 110, diastolicMmHg: 75 })).toEqual([])
    expect(codes({ systolicMmHg: 210, diastolicMmHg: 59 })).toContain('pulse-pressure-unusual')
  })

  test('says the impossible first and the critical before the rest', () => {
    const found = checkVitals(
      { heartRatePerMin: 150, temperatureCel: 38.5, heightCm: 1.7, weightKg: 260 },
      adult,
    )
    expect(found.map((each) => [each.severity, each.critical])).toEqual([
      ['impossible', false],
      ['ask', false],
      ['notable', true],
      ['notable', false],
    ])
  })

  test('gives no meaning to a value that cannot be', () => {
    fc.assert(
      fc.property(
        fc.record(
          Object.fromEntries(
            NUMERIC_VITALS.map((field) => [field, fc.double({ min: -50, max: 500, noNaN: true })]),
          ),
          { requiredKeys: [] },
        ),
        fc.integer({ min: 0, max: 40_000 }),
        fc.constantFrom('male' as const, 'female' as const, 'unknown' as const),
        (values: VitalsValues, ageDays, sex) => {
          const found = checkVitals(values, { ageDays, sex, pregnant: sex === 'female' })
          const impossible = new Set(
            found.filter((each) => each.severity === 'impossible').map((each) => each.field),
          )
          for (const each of found) {
            if (each.severity === 'notable') expect(impossible.has(each.field)).toBe(false)
            expect(each.source).not.toBe('')
          }
        },
      ),
    )
  })
})
