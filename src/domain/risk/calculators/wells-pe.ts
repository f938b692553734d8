import { defineCalculator, words, type Also } from '../calculator.ts'
import { heartRateAbove } from '../clinic-inputs.ts'
import { DVT_OR_PE } from '../icd10.ts'
import { flag, onProblemList } from '../inputs.ts'
import { pointsOf, total } from '../points.ts'

/**
 * Pre-test probability of a pulmonary embolism.
 * Source: Wells 2000. Knowledge `score.wells_pe`. Likely is above 4, not from 4; high is above 6.
 */
const inputs = {
  clinical_signs_of_dvt: flag(words('Signs of deep-vein thrombosis', '深静脉血栓体征'), { points: 3 }),
  pe_most_likely_diagnosis: flag(words('Embolism is the likeliest diagnosis', '肺栓塞为最可能诊断'), {
    points: 3,
  }),
  heart_rate_over_100: flag(words('Heart rate above 100', '心率>100次/分'), {
    points: 1.5,
    chart: heartRateAbove(100),
  }),
  immobilisation_or_surgery: flag(
    words('Immobile 3 days, or surgery within 4 weeks', '制动≥3天或4周内手术'),
    { points: 1.5 },
  ),
  previous_dvt_or_pe: flag(words('Earlier thrombosis or embolism', '既往DVT或PE'), {
    points: 1.5,
    chart: onProblemList(...DVT_OR_PE),
  }),
  haemoptysis: flag(words('Haemoptysis', '咯血'), { points: 1 }),
  malignancy: flag(words('Malignancy', '恶性肿瘤'), {
    points: 1,
    hint: words('Treated within 6 months, or palliative.', '6个月内治疗或姑息治疗。'),
  }),
} as const

const THREE_LEVEL = {
  low: words('Low of three', '三分法：低'),
  moderate: words('Moderate of three', '三分法：中'),
  high: words('High of three', '三分法：高'),
}

export const wellsPe = defineCalculator({
  id: 'wells-pe',
  entry: 'score.wells_pe',
  names: words('Wells score, pulmonary embolism', 'Wells评分（PE）'),
  source: 'Wells 2000',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 1, range: [0, 12.5] },
  bands: {
    unlikely: { label: words('Unlikely', '可能性小') },
    likely: { label: words('Likely', '可能性大') },
  },
  inputs,
  together: null,
  limits: [],
  compute(given) {
    const parts = pointsOf(inputs, given)
    const value = total(parts)
    return { value, parts, band: value > 4 ? 'likely' : 'unlikely', also: [threeLevel(value)] }
  },
})

function threeLevel(value: number): Also {
  const code = value > 6 ? 'high' : value >= 2 ? 'moderate' : 'low'
  return {
    id: 'three-level',
    names: words('Three levels', '三分法'),
    verified: true,
    shows: { code, label: THREE_LEVEL[code] },
  }
}
