import { describe, expect, test } from 'vitest'
import { growthClass, muacClass } from './growth-classes.ts'

describe('what a z of WHO means', () => {
  // Vectors of knowledge growth.who.classes.
  test('overweight begins above 2 for the young and above 1 at school age', () => {
    expect(growthClass('bmi-for-age', 1000, 2.4)?.class).toBe('overweight')
    expect(growthClass('bmi-for-age', 3000, 1.3)?.class).toBe('overweight')
    expect(growthClass('bmi-for-age', 1000, 1.3)?.class).toBe('possible-risk-of-overweight')
    expect(growthClass('bmi-for-age', 3000, 2.4)?.class).toBe('obese')
    expect(growthClass('length-height-for-age', 1000, -3.2)?.class).toBe('severely-stunted')
  })

  test('a z on the limit is on its milder side', () => {
    expect(growthClass('length-height-for-age', 1000, -3)?.class).toBe('stunted')
    expect(growthClass('length-height-for-age', 1000, -2)?.class).toBe('normal')
    expect(growthClass('weight-for-length-height', 1000, 3)?.class).toBe('overweight')
    expect(growthClass('weight-for-length-height', 1000, -3.01)?.class).toBe('severely-wasted')
    expect(growthClass('weight-for-age', 1000, -2.5)?.class).toBe('underweight')
    expect(growthClass('head-circumference-for-age', 100, 2.1)?.class).toBe('large-head')
  })

  test('from 61 months there is no class of weight for age, and one of height', () => {
    expect(growthClass('weight-for-age', 1857, -4)).toBeNull()
    expect(growthClass('length-height-for-age', 1857, -4)?.class).toBe('stunted')
    expect(growthClass('length-height-for-age', 1856, -4)).toMatchObject({ verified: true })
  })
})

describe('mid-upper arm circumference', () => {
  test('speaks of malnutrition from 6 to 59 months', () => {
    expect(muacClass(400, 114)?.class).toBe('severe-acute-malnutrition')
    expect(muacClass(400, 115)?.class).toBe('moderate-acute-malnutrition')
    expect(muacClass(400, 124.9)?.class).toBe('moderate-acute-malnutrition')
    expect(muacClass(400, 125)?.class).toBe('normal')
    expect(muacClass(182, 110)).toBeNull()
    expect(muacClass(1826, 110)).not.toBeNull()
    expect(muacClass(1827, 110)).toBeNull()
  })
})
