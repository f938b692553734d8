import { describe, expect, test } from 'vitest'
import { schoolMalnutrition, schoolOverweight } from './school-age.ts'

describe('overweight at school age, WS/T 586', () => {
  // Vectors of knowledge growth.wst586.
  test.each([
    ['male', 7.2, 17.0, 'overweight'],
    ['male', 7.2, 16.9, 'normal'],
    ['female', 13.3, 25.0, 'obesity'],
    ['female', 10.6, 20.0, 'overweight'],
    ['male', 17.9, 27.8, 'obesity'],
  ] as const)('a %s of %d years with %d kg/m2: %s', (sex, age, bmi, expected) => {
    expect(schoolOverweight(sex, age, bmi)).toMatchObject({ class: expected, verified: true })
  })

  test('compares the index rounded to one decimal', () => {
    expect(schoolOverweight('male', 7, 16.95)).toMatchObject({ class: 'overweight' })
    expect(schoolOverweight('male', 7, 16.94)).toMatchObject({ class: 'normal' })
  })

  test('has a row of its own for girls of 13.0, which a public copy lost', () => {
    expect(schoolOverweight('female', 13.0, 22.2)).toMatchObject({ class: 'overweight' })
    expect(schoolOverweight('female', 13.5, 22.5)).toMatchObject({ class: 'normal' })
  })

  test('holds from 6 to 18 years', () => {
    expect(schoolOverweight('male', 5.99, 20)).toEqual({ refused: 'age-out-of-range', from: 6, to: 18 })
    expect(schoolOverweight('male', 18, 24)).toMatchObject({ class: 'overweight' })
    expect(schoolOverweight('male', 18.1, 24)).toHaveProperty('refused')
  })
})

describe('malnutrition at school age, WS/T 456', () => {
  // Vectors of knowledge growth.wst456.
  test.each([
    ['male', 6.0, 106.3, null, 'stunted'],
    ['female', 12.4, 150.0, 14.1, 'moderate-or-severe-wasting'],
    ['female', 12.4, 150.0, 14.7, 'mild-wasting'],
    ['male', 15.5, 165.0, 17.1, 'not-malnourished'],
  ] as const)('a %s of %d years, %d cm, %s kg/m2: %s', (sex, age, height, bmi, expected) => {
    expect(schoolMalnutrition(sex, age, height, bmi)).toMatchObject({ class: expected, verified: true })
  })

  test('girls of 14 to 18 have their own limits, which a public package gave to boys', () => {
    expect(schoolMalnutrition('female', 14, 160, 15.3)).toMatchObject({ class: 'moderate-or-severe-wasting' })
    expect(schoolMalnutrition('female', 16.5, 147, 20)).toMatchObject({ class: 'stunted' })
    expect(schoolMalnutrition('female', 16.5, 156, 20)).toMatchObject({ class: 'not-malnourished' })
    expect(schoolMalnutrition('female', 18, 147.5, 20)).toMatchObject({ class: 'stunted' })
  })

  test('height without a weight is judged alone', () => {
    expect(schoolMalnutrition('male', 6, 106.4, null)).toMatchObject({ class: 'not-malnourished' })
    expect(schoolMalnutrition('male', 19, 170, null)).toHaveProperty('refused')
  })
})
