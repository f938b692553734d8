import { defineCalculator, words } from '../calculator.ts'
import { adult, diastolic, respiratoryRate, systolic } from '../clinic-inputs.ts'
import { ONE_ROUND_MS } from '../freshness.ts'
import { pointsOf, scored } from '../points.ts'
import { newConfusion, severityPoints } from '../pneumonia.ts'
import { pressuresContradict } from '../pressures.ts'

/**
 * CURB-65 where no laboratory is at hand: its own number and classes, never CURB-65 with urea left out.
 * Source: Lim 2003. Knowledge `score.curb65`, `crb65`.
 */
const inputs = {
  age: adult('CRB-65'),
  confusion: newConfusion(),
  respiratory_rate: respiratoryRate(),
  systolic_bp: systolic(),
  diastolic_bp: diastolic(),
} as const

export const crb65 = defineCalculator({
  id: 'crb65',
  entry: 'score.curb65',
  names: words('CRB-65', 'CRB-65肺炎评分'),
  source: 'Lim 2003',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 4] },
  bands: {
    home: { label: words('Low', '低危'), means: words('Treat at home.', '门诊治疗。') },
    assess: { label: words('Moderate', '中危'), means: words('Assess in hospital.', '到医院评估。') },
    urgent: { label: words('Severe', '重度'), means: words('Urgent admission.', '紧急住院。') },
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
    return scored(pointsOf(inputs, given, severityPoints(given)), [
      [0, 'home'],
      [1, 'assess'],
      [3, 'urgent'],
    ])
  },
})
