import { describe, expect, test } from 'vitest'
import { CLINIC_OBSERVATIONS, findClinicObservation } from './clinic-observations.ts'
import { findLabTest, LAB_TESTS } from './lab-catalogue.ts'
import { isLoinc } from './loinc.ts'

describe('the laboratory catalogue', () => {
  test('has 125 tests, each under a LOINC code whose check digit holds', () => {
    expect(LAB_TESTS).toHaveLength(125)
    const codes = LAB_TESTS.flatMap(({ loinc, convert }) => [loinc, convert?.loinc ?? loinc])
    expect(codes.filter((code) => !isLoinc(code))).toEqual([])
    expect(isLoinc('718-8')).toBe(false)
  })

  test('has names in both languages, and a unit unless it ends in words', () => {
    for (const { id, en, zh, ucum, reference, expected } of LAB_TESTS) {
      expect(en.length * zh.length, id).toBeGreaterThan(0)
      expect(reference.length > 0 ? ucum : (expected ?? null), id).not.toBe(undefined)
      if (reference.length > 0) expect(ucum, id).not.toBeNull()
    }
  })

  test('has critical values outside the limits of normal', () => {
    for (const { id, critical, reference } of LAB_TESTS) {
      for (const { low, high } of reference) {
        expect(critical?.low ?? -Infinity, id).toBeLessThan(low ?? Infinity)
        expect(critical?.high ?? Infinity, id).toBeGreaterThanOrEqual(high ?? -Infinity)
      }
    }
  })

  test('finds a test by the code of either unit', () => {
    expect(findLabTest('2160-0')).toBe(findLabTest('14682-9'))
    expect(findLabTest('14682-9')).toMatchObject({ zh: '肌酐', ucum: 'umol/L' })
    expect(findLabTest('9999-9')).toBeNull()
  })
})

describe('what a clinic observes', () => {
  test('has a name, and codes whose check digits hold, once each', () => {
    const codes = CLINIC_OBSERVATIONS.map(({ loinc }) => loinc)
    expect(codes).toHaveLength(88)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.filter((code) => !isLoinc(code))).toEqual([])
    expect(findClinicObservation('8867-4')).toMatchObject({ zh: '心率', ucum: '/min', unitZh: '次/分' })
    expect(findClinicObservation('1-8')).toBeNull()
  })

  test('keeps the right eye apart from the left', () => {
    expect(findClinicObservation('98499-7')?.zh).toBe('右眼裸眼视力')
    expect(findClinicObservation('98498-9')?.zh).toBe('左眼裸眼视力')
  })
})
