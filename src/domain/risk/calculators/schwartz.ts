import { defineCalculator, words } from '../calculator.ts'
import { age, creatinine, CREATININE_UMOL_L_PER_MG_DL, height } from '../clinic-inputs.ts'
import { factors } from '../points.ts'

/**
 * Glomerular filtration rate of a child, bedside Schwartz.
 * Source: Schwartz 2009 (JASN 20:629). Knowledge `score.schwartz`; creatinine 0.1 to 15 mg/dL as there.
 */
const inputs = {
  age: age({
    low: 1,
    high: 17,
    why: words(
      'Bedside Schwartz is for 1 to 17 years; adults use CKD-EPI.',
      '床旁Schwartz公式适用于1～17岁；成人用CKD-EPI。',
    ),
  }),
  height_cm: height([60, 190]),
  creatinine: creatinine([8.84, 1326]),
} as const

export const schwartz = defineCalculator({
  id: 'schwartz',
  entry: 'score.schwartz',
  names: words('eGFR, bedside Schwartz (1 to 17 years)', '儿童eGFR（床旁Schwartz）'),
  source: 'Schwartz 2009 (JASN 20:629)',
  verified: true,
  version: '1.0.0',
  fires: 'automatically',
  moment: 'after-lab',
  output: { unit: 'mL/min/{1.73_m2}', decimals: 0 },
  bands: {},
  inputs,
  together: null,
  limits: [words('For creatinine by an enzymatic method.', '适用于酶法测定的肌酐。')],
  compute({ height_cm, creatinine }) {
    const mgPerDl = creatinine / CREATININE_UMOL_L_PER_MG_DL
    return { value: (0.413 * height_cm) / mgPerDl, parts: factors('height_cm', 'creatinine') }
  },
})
