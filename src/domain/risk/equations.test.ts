import { expect, test } from 'vitest'
import { run, type Answers } from './answers.fixture.ts'

/** The linear predictor behind a ten-year risk, but for the mean: ln of the hazard ratio. */
function logHazard(id: string, s0: number, answers: Answers): number {
  return Math.log(Math.log(1 - run(id, answers).value! / 100) / Math.log(s0))
}

test('China-PAR: each answer moves the hazard by its published coefficient', () => {
  const woman = (answers: Answers) =>
    logHazard('china-par', 0.99, { sex: 'female', age_years: 50, ...answers })
  const ofWoman = (answers: Answers) => woman(answers) - woman({})
  expect(ofWoman({ smoker: true })).toBeCloseTo(0.49, 6)
  expect(ofWoman({ diabetes: true })).toBeCloseTo(0.57, 6)
  expect(ofWoman({ north: true })).toBeCloseTo(0.54, 6)
  expect(ofWoman({ bp_treated: true })).toBeCloseTo(
    (20.71 - 19.98 + (4.36 - 4.53) * Math.log(50)) * Math.log(120),
    6,
  )
  expect(ofWoman({ total_cholesterol: 9 })).toBeCloseTo(0.06 * Math.log(2), 6)
  expect(ofWoman({ hdl_cholesterol: 2.8 })).toBeCloseTo(-0.22 * Math.log(2), 6)
  expect(ofWoman({ waist_cm: 120 })).toBeCloseTo(1.48 * Math.log(1.5), 6)
  const man = (answers: Answers) => logHazard('china-par', 0.9707, { sex: 'male', age_years: 50, ...answers })
  const ofMan = (answers: Answers) => man(answers) - man({})
  expect(ofMan({ smoker: true })).toBeCloseTo(3.96 - 0.94 * Math.log(50), 6)
  expect(ofMan({ diabetes: true })).toBeCloseTo(0.36, 6)
  expect(ofMan({ north: true })).toBeCloseTo(0.48, 6)
  expect(ofMan({ urban: true })).toBeCloseTo(-0.16, 6)
  expect(ofMan({ family_history: true })).toBeCloseTo(6.22 - 1.53 * Math.log(50), 6)
  expect(ofMan({ bp_treated: true })).toBeCloseTo(
    (27.39 - 26.15 + (5.73 - 6.02) * Math.log(50)) * Math.log(120),
    6,
  )
  expect(ofMan({ total_cholesterol: 9 })).toBeCloseTo(0.62 * Math.log(2), 6)
  expect(ofMan({ hdl_cholesterol: 2.8 })).toBeCloseTo(-0.69 * Math.log(2), 6)
  expect(ofMan({ waist_cm: 120 })).toBeCloseTo(-0.71 * Math.log(1.5), 6)
})

test('Framingham: each answer moves the hazard by its published coefficient', () => {
  const of = (sex: string, s0: number) => (answers: Answers) =>
    logHazard('framingham', s0, { sex, age_years: 50, ...answers }) -
    logHazard('framingham', s0, { sex, age_years: 50 })
  const woman = of('female', 0.95012)
  expect(woman({ smoker: true })).toBeCloseTo(0.52873, 6)
  expect(woman({ diabetes: true })).toBeCloseTo(0.69154, 6)
  expect(woman({ bp_treated: true })).toBeCloseTo((2.82263 - 2.76157) * Math.log(120), 6)
  expect(woman({ total_cholesterol: 9 })).toBeCloseTo(1.20904 * Math.log(2), 6)
  expect(woman({ hdl_cholesterol: 2.8 })).toBeCloseTo(-0.70833 * Math.log(2), 6)
  const man = of('male', 0.88936)
  expect(man({ smoker: true })).toBeCloseTo(0.65451, 6)
  expect(man({ diabetes: true })).toBeCloseTo(0.57367, 6)
  expect(man({ bp_treated: true })).toBeCloseTo((1.99881 - 1.93303) * Math.log(120), 6)
  expect(man({ total_cholesterol: 9 })).toBeCloseTo(1.1237 * Math.log(2), 6)
  expect(man({ hdl_cholesterol: 2.8 })).toBeCloseTo(-0.93263 * Math.log(2), 6)
})
