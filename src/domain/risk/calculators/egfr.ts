import { defineCalculator, words, type Also } from '../calculator.ts'
import { adult, creatinine, CREATININE_UMOL_L_PER_MG_DL, sex } from '../clinic-inputs.ts'
import { YEARLY_MS } from '../freshness.ts'
import { number, observed, optional } from '../inputs.ts'
import { factors, stepAt } from '../points.ts'

/**
 * Glomerular filtration rate from creatinine, CKD-EPI 2021 (without race).
 * Source: Inker 2021 (NEJM 385:1737); stages KDIGO 2024. Knowledge `score.egfr`.
 * Creatinine from 20 umol/L: a value in mg/dL typed here (0.5 to 20) is refused instead of read as a healthy kidney.
 */
const inputs = {
  age: adult('CKD-EPI'),
  sex: sex(),
  creatinine: creatinine([20, 3000]),
  acr: optional(
    number(words('Urine albumin/creatinine', '尿白蛋白/肌酐'), 'mg/g', [0, 30_000], {
      chart: observed(['14959-1'], ['mg/g', 'mg/mmol'], YEARLY_MS),
    }),
  ),
} as const

const ALBUMINURIA = {
  A1: words('A1: below 30 mg/g', 'A1：低于30 mg/g'),
  A2: words('A2: 30 to 300 mg/g', 'A2：30～300 mg/g'),
  A3: words('A3: above 300 mg/g', 'A3：高于300 mg/g'),
}

export const egfr = defineCalculator({
  id: 'egfr',
  entry: 'score.egfr',
  names: words('eGFR, CKD-EPI 2021 creatinine', '估算肾小球滤过率（CKD-EPI 2021）'),
  source: 'Inker 2021 (NEJM 385:1737); KDIGO 2024',
  verified: true,
  version: '1.0.0',
  fires: 'automatically',
  moment: 'after-lab',
  output: { unit: 'mL/min/{1.73_m2}', decimals: 0 },
  bands: {
    G1: { label: words('G1: normal or high', 'G1：正常或升高') },
    G2: { label: words('G2: mildly decreased', 'G2：轻度下降') },
    G3a: { label: words('G3a: mildly to moderately decreased', 'G3a：轻中度下降') },
    G3b: { label: words('G3b: moderately to severely decreased', 'G3b：中重度下降') },
    G4: { label: words('G4: severely decreased', 'G4：重度下降') },
    G5: { label: words('G5: kidney failure', 'G5：肾衰竭') },
  },
  inputs,
  together: null,
  limits: [
    words(
      'One value makes no chronic kidney disease: that needs more than three months.',
      '单次结果不能诊断慢性肾脏病：须持续3个月以上。',
    ),
    words(
      'CKD-EPI 2021, not the 2009 form that is also in use.',
      '采用CKD-EPI 2021公式，与仍在使用的2009版不同。',
    ),
  ],
  compute({ age, sex, creatinine, acr }) {
    const female = sex === 'female'
    const ratio = creatinine / CREATININE_UMOL_L_PER_MG_DL / (female ? 0.7 : 0.9)
    const value =
      142 *
      Math.min(ratio, 1) ** (female ? -0.241 : -0.302) *
      Math.max(ratio, 1) ** -1.2 *
      0.9938 ** age *
      (female ? 1.012 : 1)
    return {
      value,
      band: stage,
      parts: factors('age', 'sex', 'creatinine'),
      also: acr === undefined ? [] : [albuminuria(acr)],
    }
  },
})

function stage(value: number) {
  return stepAt<'G5' | 'G4' | 'G3b' | 'G3a' | 'G2' | 'G1'>(value, [
    [0, 'G5'],
    [15, 'G4'],
    [30, 'G3b'],
    [45, 'G3a'],
    [60, 'G2'],
    [90, 'G1'],
  ])
}

function albuminuria(mgPerG: number): Also {
  const code = mgPerG < 30 ? 'A1' : mgPerG <= 300 ? 'A2' : 'A3'
  return {
    id: 'albuminuria',
    names: words('Albuminuria', '白蛋白尿分期'),
    verified: true,
    shows: { code, label: ALBUMINURIA[code] },
  }
}
