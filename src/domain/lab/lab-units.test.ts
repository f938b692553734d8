import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LAB_TESTS } from './lab-catalogue.ts'
import { convertUnit, ucumOf } from './lab-units.ts'

/** Vectors of knowledge file 08. */
const VECTORS: readonly (readonly [string, number, string, number, string])[] = [
  ['718-7', 10, 'g/dL', 100, 'g/L'],
  ['789-8', 10, '10*6/uL', 10, '10*12/L'],
  ['6690-2', 10, '10*3/uL', 10, '10*9/L'],
  ['777-3', 10, '10*3/uL', 10, '10*9/L'],
  ['786-4', 10, 'g/dL', 100, 'g/L'],
  ['1988-5', 10, 'mg/dL', 100, 'mg/L'],
  ['2885-2', 10, 'g/dL', 100, 'g/L'],
  ['1751-7', 10, 'g/dL', 100, 'g/L'],
  ['10834-0', 10, 'g/dL', 100, 'g/L'],
  ['14631-6', 10, 'mg/dL', 171, 'umol/L'],
  ['14629-0', 10, 'mg/dL', 171, 'umol/L'],
  ['2823-3', 10, 'meq/L', 10, 'mmol/L'],
  ['2951-2', 10, 'meq/L', 10, 'mmol/L'],
  ['2075-0', 10, 'meq/L', 10, 'mmol/L'],
  ['2028-9', 10, 'meq/L', 10, 'mmol/L'],
  ['3094-0', 10, 'mg/dL', 3.57, 'mmol/L'],
  ['14682-9', 10, 'mg/dL', 884, 'umol/L'],
  ['14933-6', 10, 'mg/dL', 594.8, 'umol/L'],
  ['2000-8', 10, 'mg/dL', 2.5, 'mmol/L'],
  ['14879-1', 10, 'mg/dL', 3.23, 'mmol/L'],
  ['2601-3', 10, 'mg/dL', 4.11, 'mmol/L'],
  ['14798-3', 10, 'ug/dL', 1.79, 'umol/L'],
  ['2276-4', 10, 'ug/L', 10, 'ng/mL'],
  ['3034-6', 10, 'mg/dL', 0.1, 'g/L'],
  ['14800-7', 10, 'ug/dL', 1.79, 'umol/L'],
  ['14771-0', 10, 'mg/dL', 0.555, 'mmol/L'],
  ['14749-6', 10, 'mg/dL', 0.555, 'mmol/L'],
  ['14743-9', 10, 'mg/dL', 0.555, 'mmol/L'],
  ['14647-2', 10, 'mg/dL', 0.2586, 'mmol/L'],
  ['14927-8', 10, 'mg/dL', 0.1129, 'mmol/L'],
  ['14646-4', 10, 'mg/dL', 0.2586, 'mmol/L'],
  ['39469-2', 10, 'mg/dL', 0.2586, 'mmol/L'],
  ['22748-8', 10, 'mg/dL', 0.2586, 'mmol/L'],
  ['1869-7', 10, 'mg/dL', 0.1, 'g/L'],
  ['1884-6', 10, 'mg/dL', 0.1, 'g/L'],
  ['13965-9', 10, 'mg/L', 73.97, 'umol/L'],
  ['10839-9', 10, 'ug/L', 10, 'ng/mL'],
  ['33762-6', 10, 'ng/L', 10, 'pg/mL'],
  ['48065-7', 10, 'ng/mL', 0.01, 'mg/L{FEU}'],
  ['3255-7', 10, 'mg/dL', 0.1, 'g/L'],
  ['3016-3', 10, 'u[IU]/mL', 10, 'm[IU]/L'],
  ['14920-3', 10, 'ng/dL', 128.7, 'pmol/L'],
  ['14928-6', 10, 'pg/mL', 15.36, 'pmol/L'],
  ['2842-3', 10, 'm[IU]/L', 0.472, 'ng/mL'],
  ['14675-3', 10, 'ug/dL', 275.9, 'nmol/L'],
  ['14635-7', 10, 'ng/mL', 24.96, 'nmol/L'],
  ['14685-2', 10, 'pg/mL', 7.38, 'pmol/L'],
  ['14732-2', 10, 'ng/mL', 22.66, 'nmol/L'],
  ['2019-8', 10, 'kPa', 75.01, 'mm[Hg]'],
  ['2703-7', 10, 'kPa', 75.01, 'mm[Hg]'],
  ['2524-7', 10, 'mg/dL', 1.11, 'mmol/L'],
  ['16362-6', 10, 'ug/dL', 5.87, 'umol/L'],
  ['1995-0', 10, 'mg/dL', 2.5, 'mmol/L'],
  ['14959-1', 10, 'mg/mmol', 88.4, 'mg/g'],
  ['14698-5', 10, 'ng/mL', 12.81, 'nmol/L'],
  ['14639-9', 10, 'ug/mL', 42.33, 'umol/L'],
  ['14946-8', 10, 'ug/mL', 69.34, 'umol/L'],
]

describe('a laboratory value in another unit', () => {
  test.each(VECTORS)('%s: %d %s is %d %s', (loinc, value, from, expected, to) => {
    expect(convertUnit(loinc, value, from, to)).toBeCloseTo(expected, 6)
  })

  test('HbA1c changes by the master equation', () => {
    // Vectors of knowledge lab.convert.hba1c, whole numbers.
    expect(Math.round(convertUnit('4548-4', 6.5, '%', 'mmol/mol')!)).toBe(48)
    expect(Math.round(convertUnit('4548-4', 7, '%', 'mmol/mol')!)).toBe(53)
    expect(convertUnit('59261-8', 48, 'mmol/mol', '%')).toBeCloseTo(6.54, 2)
  })

  test('comes back as it went, and stays as it is in its own unit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LAB_TESTS.filter((each) => each.convert)),
        fc.double({ min: 0.001, max: 10_000, noNaN: true }),
        ({ loinc, ucum, convert }, value) => {
          const code = convert!.ofLoincOnly ? convert!.loinc! : loinc
          const there = convertUnit(code, value, ucum!, convert!.unit)!
          expect(convertUnit(code, there, convert!.unit, ucum!)! / value).toBeCloseTo(1, 9)
          expect(convertUnit(code, value, ucum!, ucum!)).toBe(value)
        },
      ),
    )
  })

  test('of pure numbers is the number', () => {
    expect(convertUnit('6301-6', 2.5, '', '{INR}')).toBe(2.5)
    expect(convertUnit('2744-1', 7.31, 'pH', '[pH]')).toBe(7.31)
  })

  test('takes the code of either unit', () => {
    expect(convertUnit('2160-0', 1, 'mg/dL', 'umol/L')).toBeCloseTo(88.4)
  })

  test('is refused where the unit means another analyte, or nothing', () => {
    expect(convertUnit('22664-7', 10, 'mg/dL', 'mmol/L')).toBeNull()
    expect(convertUnit('3094-0', 10, 'mg/dL', 'mmol/L')).toBeCloseTo(3.57)
    expect(convertUnit('2823-3', 4, 'mg/dL', 'mmol/L')).toBeNull()
    expect(convertUnit('0000-0', 4, 'mg/dL', 'mmol/L')).toBeNull()
  })
})

describe('a unit as a laboratory prints it', () => {
  test.each([
    ['μmol/L', 'umol/L'],
    ['µmol/l', 'umol/L'],
    ['10^9/L', '10*9/L'],
    ['×10^9/L', '10*9/L'],
    ['mmHg', 'mm[Hg]'],
    ['IU/L', 'U/L'],
    ['mg/dl', 'mg/dL'],
    [' g / L ', 'g/L'],
    ['m[IU]/L', 'm[IU]/L'],
  ])('%s is %s', (text, ucum) => {
    expect(ucumOf(text)).toBe(ucum)
  })
})
