import { describe, expect, test } from 'vitest'
import type { VitalsContext } from './finding.ts'
import { checkGlucose, glucoseClass } from './glucose.ts'
import { anaemiaClass, anaemiaGroup, checkHaemoglobin } from './haemoglobin.ts'
import { checkSaturation, saturationClass } from './oxygen-saturation.ts'
import { checkTemperature, temperatureClass } from './temperature.ts'

const YEAR = 365.25
const adult: VitalsContext = { ageDays: 45 * YEAR, sex: 'male' }

describe('temperature', () => {
  // Vector of knowledge vitals.temperature.
  test('of 38.5 in the armpit is a moderate fever', () => {
    expect(temperatureClass(38.5, 'axillary')).toBe('moderate')
  })

  test('is graded at tenths of a degree, and by site', () => {
    expect([34.9, 35, 37.2, 37.3, 38, 38.1, 39.1, 41.1].map((t) => temperatureClass(t, 'axillary'))).toEqual([
      'hypothermia',
      'normal',
      'normal',
      'low',
      'low',
      'moderate',
      'high',
      'hyperpyrexia',
    ])
    expect(temperatureClass(37.6, 'rectal')).toBe('normal')
    expect(temperatureClass(37.6, 'oral')).toBe('above-site')
  })

  test('is critical for an adult beyond 35 and 40', () => {
    expect(checkTemperature({ temperatureCel: 40 }, adult)).toMatchObject([{ critical: false }])
    expect(checkTemperature({ temperatureCel: 40.1 }, adult)).toMatchObject([
      { code: 'temperature-fever-high', critical: true, verified: false },
    ])
    expect(checkTemperature({ temperatureCel: 34.5 }, adult)).toMatchObject([
      { code: 'temperature-hypothermia', critical: true },
    ])
  })

  test('of a young infant is urgent sooner', () => {
    const infant = { ...adult, ageDays: 60 }
    expect(checkTemperature({ temperatureCel: 37.5 }, infant)).toMatchObject([
      { code: 'temperature-young-infant', critical: true },
    ])
    expect(
      checkTemperature({ temperatureCel: 37.9 }, { ...infant, temperatureSite: 'rectal' }),
    ).toMatchObject([{ code: 'temperature-above-site' }])
    expect(checkTemperature({ temperatureCel: 37.5 }, { ...infant, ageDays: 91 })).toMatchObject([
      { code: 'temperature-fever-low' },
    ])
  })
})

describe('oxygen saturation', () => {
  // Vectors of knowledge vitals.spo2 and vitals.critical.
  test('below 90 is severe, 91 is low and not critical', () => {
    expect(saturationClass(89)).toBe('severe')
    expect(checkSaturation({ spo2Percent: 89 }, adult)).toMatchObject([
      { code: 'spo2-severe', critical: true },
    ])
    expect(checkSaturation({ spo2Percent: 91 }, adult)).toMatchObject([{ code: 'spo2-low', critical: false }])
    expect(saturationClass(95)).toBe('normal')
  })

  test('has lower limits in thin air', () => {
    expect(saturationClass(93, 2500)).toBe('normal')
    expect(saturationClass(92, 2500)).toBe('low')
    expect(saturationClass(93, 1900)).toBe('low')
  })

  test('where carbon dioxide is retained has a target of 88 to 92', () => {
    const copd = { ...adult, copd: true }
    expect(checkSaturation({ spo2Percent: 89, onOxygen: true }, copd)).toEqual([])
    expect(checkSaturation({ spo2Percent: 95, onOxygen: true }, copd)).toMatchObject([
      { code: 'spo2-above-target' },
    ])
    expect(checkSaturation({ spo2Percent: 95, onOxygen: false }, copd)).toEqual([])
    expect(checkSaturation({ spo2Percent: 87 }, copd)).toMatchObject([
      { code: 'spo2-below-target', critical: true },
    ])
  })
})

describe('glucose', () => {
  // Vectors of knowledge glucose.
  test.each([
    ['fasting', 6.5, 'impaired'],
    ['two-hours', 11.1, 'diabetes'],
    ['fasting', 7, 'diabetes'],
    ['fasting', 6, 'normal'],
    ['random', 11, 'normal'],
    ['two-hours', 7.8, 'impaired'],
  ] as const)('%s, %d mmol/L: %s', (when, value, expected) => {
    expect(glucoseClass(value, when)).toBe(expected)
  })

  test('is a screen at the finger, judged by when it was taken', () => {
    expect(checkGlucose({ glucoseMmolL: 7.2 }, { ...adult, glucoseWhen: 'fasting' })).toMatchObject([
      { code: 'glucose-diabetes-range', details: { when: 'fasting' }, verified: false },
    ])
    expect(checkGlucose({ glucoseMmolL: 7.2 }, adult)).toEqual([])
    expect(checkGlucose({ glucoseMmolL: 6.3 }, { ...adult, glucoseWhen: 'fasting' })).toMatchObject([
      { code: 'glucose-impaired' },
    ])
  })

  test('is critical far below and far above, and low sooner in a newborn', () => {
    expect(checkGlucose({ glucoseMmolL: 2.7 }, adult)).toMatchObject([
      { code: 'glucose-critical-low', critical: true },
    ])
    expect(checkGlucose({ glucoseMmolL: 3.8 }, adult)).toMatchObject([{ code: 'glucose-low' }])
    expect(checkGlucose({ glucoseMmolL: 22.3 }, adult)).toMatchObject([{ code: 'glucose-critical-high' }])
    expect(checkGlucose({ glucoseMmolL: 2.7 }, { ...adult, ageDays: 2 })).toEqual([])
    expect(checkGlucose({ glucoseMmolL: 2.5 }, { ...adult, ageDays: 2 })).toMatchObject([
      { code: 'glucose-newborn-low' },
    ])
  })
})

describe('haemoglobin', () => {
  // Vectors of knowledge haemoglobin.who.
  test.each([
    [108, 'pregnant', 'mild'],
    [118, 'women', 'mild'],
    [75, 'men', 'severe'],
    [120, 'women', 'none'],
    [130, 'men', 'none'],
    [109, '5-to-11-years', 'moderate'],
  ] as const)('%d g/L, %s: %s', (value, group, expected) => {
    expect(anaemiaClass(value, group)).toBe(expected)
  })

  test('is brought down to sea level first', () => {
    expect(anaemiaClass(135, 'men', 2400)).toBe('mild')
    expect(anaemiaClass(135, 'men', 999)).toBe('none')
  })

  test('is judged in the group of the person', () => {
    const group = (years: number, sex: VitalsContext['sex'] = 'female') =>
      anaemiaGroup({ ageDays: years * YEAR, sex })
    expect([0.4, 0.5, 5, 12, 15].map((years) => group(years))).toEqual([
      null,
      '6-to-59-months',
      '5-to-11-years',
      '12-to-14-years',
      'women',
    ])
    expect(group(15, 'male')).toBe('men')
    expect(group(15, 'unknown')).toBeNull()
    expect(
      checkHaemoglobin({ haemoglobinGPerL: 108 }, { ...adult, sex: 'female', pregnant: true }),
    ).toMatchObject([{ code: 'anaemia-mild', details: { limit: 110 } }])
  })
})
