import { defineCalculator, words } from '../calculator.ts'
import { adult, diastolic, respiratoryRate, systolic } from '../clinic-inputs.ts'
import { ONE_ROUND_MS, UREA_MS } from '../freshness.ts'
import { number, observed } from '../inputs.ts'
import { pointsOf, scored } from '../points.ts'
import { newConfusion, severityPoints } from '../pneumonia.ts'
import { pressuresContradict } from '../pressures.ts'

/**
 * Severity of a community-acquired pneumonia, with urea. Without it: crb65.ts.
 * Source: Lim 2003; Chinese guideline on community-acquired pneumonia 2016. Knowledge `score.curb65`.
 */
const inputs = {
  age: adult('CURB-65'),
  confusion: newConfusion(),
  urea_mmol_l: number(words('Urea', '尿素'), 'mmol/L', [0.1, 100], {
    hint: words('Urea, not urea nitrogen in mg/dL.', '尿素（mmol/L），不是尿素氮（mg/dL）。'),
    chart: observed(['22664-7', '3094-0'], ['mmol/L', 'mg/dL'], UREA_MS),
  }),
  respiratory_rate: respiratoryRate(),
  systolic_bp: systolic(),
  diastolic_bp: diastolic(),
} as const

export const curb65 = defineCalculator({
  id: 'curb65',
  entry: 'score.curb65',
  names: words('CURB-65', 'CURB-65肺炎评分'),
  source: 'Lim 2003; Chinese CAP guideline 2016',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 5] },
  bands: {
    home: { label: words('Low', '低危'), means: words('Treat at home.', '门诊治疗。') },
    hospital: { label: words('Moderate', '中危'), means: words('Hospital.', '住院治疗。') },
    'intensive-care': {
      label: words('Severe', '重度'),
      means: words('Hospital; consider intensive care.', '住院治疗，考虑重症监护。'),
    },
  },
  inputs,
  together: {
    inputs: ['respiratory_rate', 'systolic_bp', 'diastolic_bp', 'confusion'],
    withinMs: ONE_ROUND_MS,
  },
  limits: [words('For pneumonia acquired outside hospital.', '适用于社区获得性肺炎。')],
  compute(given) {
    const contradiction = pressuresContradict(given)
    if (contradiction) return contradiction
    const parts = pointsOf(inputs, given, {
      ...severityPoints(given),
      urea_mmol_l: given.urea_mmol_l > 7 ? 1 : 0,
    })
    return scored(parts, [
      [0, 'home'],
      [2, 'hospital'],
      [3, 'intensive-care'],
    ])
  },
})
