import { defineCalculator, words } from '../calculator.ts'
import { adult, bmiIs } from '../clinic-inputs.ts'
import { DVT_OR_PE } from '../icd10.ts'
import { flag, onProblemList } from '../inputs.ts'
import { pointsOf, scored } from '../points.ts'

/**
 * Risk of venous thromboembolism of medical inpatients.
 * Source: Barbar 2010. Knowledge `score.padua`.
 */
const inputs = {
  age: adult('Padua'),
  active_cancer: flag(words('Active cancer', '活动性肿瘤'), { points: 3 }),
  previous_vte: flag(words('Earlier thromboembolism', '既往静脉血栓栓塞'), {
    points: 3,
    chart: onProblemList(...DVT_OR_PE),
  }),
  reduced_mobility: flag(words('Reduced mobility, 3 days or more', '活动减少≥3天'), { points: 3 }),
  thrombophilia: flag(words('Known thrombophilia', '已知易栓症'), { points: 3 }),
  recent_trauma_or_surgery: flag(words('Injury or surgery within a month', '1个月内创伤或手术'), {
    points: 2,
  }),
  heart_or_respiratory_failure: flag(words('Heart or respiratory failure', '心力衰竭或呼吸衰竭'), {
    points: 1,
  }),
  acute_mi_or_ischaemic_stroke: flag(
    words('Acute infarction or ischaemic stroke', '急性心肌梗死或缺血性卒中'),
    {
      points: 1,
    },
  ),
  acute_infection_or_rheumatological: flag(
    words('Acute infection or rheumatological disease', '急性感染或风湿性疾病'),
    { points: 1 },
  ),
  obesity: flag(words('Body mass index 30 or more', '体质指数≥30'), {
    points: 1,
    chart: bmiIs('at-least', 30),
  }),
  ongoing_hormonal_treatment: flag(words('On hormonal treatment', '正在激素治疗'), { points: 1 }),
} as const

export const padua = defineCalculator({
  id: 'padua',
  entry: 'score.padua',
  names: words('Padua VTE risk (medical inpatients)', 'Padua静脉血栓风险'),
  source: 'Barbar 2010',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 20] },
  bands: {
    low: { label: words('Low', '低危') },
    high: { label: words('High', '高危') },
  },
  inputs,
  together: null,
  limits: [],
  compute(given) {
    const parts = pointsOf(inputs, given, { age: given.age >= 70 ? 1 : 0 })
    return scored(parts, [
      [0, 'low'],
      [4, 'high'],
    ])
  },
})
