import { describe, expect, test } from 'vitest'
import { isLoinc } from '../lab/loinc.ts'
import data from './data/vitals-limits.json' with { type: 'json' }
import { findVital, NUMERIC_VITALS, plausibilityLimits, VITALS } from './vitals-catalogue.ts'

describe('the vital signs of a clinic', () => {
  test('have names in both languages, and codes whose check digits hold', () => {
    for (const { field, en, zh, loinc } of VITALS) {
      expect(en.length * zh.length, field).toBeGreaterThan(0)
      expect(loinc === null || isLoinc(loinc), field).toBe(true)
    }
    expect(new Set(VITALS.map((each) => each.field)).size).toBe(VITALS.length)
  })

  test('have a unit and decimals where they are numbers', () => {
    for (const field of NUMERIC_VITALS) {
      expect(findVital(field).ucum, field).not.toBeNull()
      expect(findVital(field).decimals, field).toBeGreaterThanOrEqual(0)
    }
  })

  test('agree with the knowledge on code and unit, but for two codes of another test', () => {
    const { plausibility } = data
    for (const [field, id] of [
      ['systolicMmHg', 'systolic'],
      ['diastolicMmHg', 'diastolic'],
      ['heartRatePerMin', 'heart_rate'],
      ['respiratoryRatePerMin', 'respiratory_rate'],
      ['temperatureCel', 'temperature'],
      ['spo2Percent', 'spo2'],
      ['weightKg', 'weight'],
      ['heightCm', 'height'],
      ['headCircumferenceCm', 'head_circumference'],
      ['waistCm', 'waist'],
      ['haemoglobinGPerL', 'haemoglobin'],
      ['fetalHeartRatePerMin', 'fetal_heart_rate'],
      ['muacMm', 'muac'],
      ['peakFlowLPerMin', 'peak_flow'],
    ] as const) {
      expect(findVital(field)).toMatchObject({ loinc: plausibility[id].loinc, ucum: plausibility[id].unit })
    }
    // 15074-8 is glucose of any blood; 79880-1 is acuity with the best correction.
    expect(findVital('glucoseMmolL').loinc).toBe('14743-9')
    expect(findVital('visualAcuityRight').loinc).toBe('98499-7')
  })

  test('have soft limits within the hard ones', () => {
    for (const field of NUMERIC_VITALS) {
      const { hard, soft } = plausibilityLimits(field)
      expect(soft[0], field).toBeGreaterThanOrEqual(hard[0])
      expect(soft[1], field).toBeLessThanOrEqual(hard[1])
    }
  })
})
