import { defineCalculator, words, type Also } from '../calculator.ts'
import { DVT } from '../icd10.ts'
import { flag, onProblemList } from '../inputs.ts'
import { pointsOf, stepAt, total } from '../points.ts'

/**
 * Pre-test probability of a deep-vein thrombosis of the leg.
 * Source: Wells 2003. Knowledge `score.wells_dvt`.
 */
const inputs = {
  active_cancer: flag(words('Active cancer', '活动性肿瘤'), {
    points: 1,
    hint: words('Treated within 6 months, or palliative.', '6个月内治疗或姑息治疗。'),
  }),
  paralysis_paresis_immobilisation: flag(
    words('Paralysis, paresis or plaster of the leg', '下肢瘫痪、轻瘫或石膏固定'),
    {
      points: 1,
    },
  ),
  bedridden_or_major_surgery: flag(words('Bedridden lately, or major surgery', '近期卧床或大手术'), {
    points: 1,
    hint: words('Bed 3 days or more, or surgery within 12 weeks.', '卧床≥3天，或12周内大手术。'),
  }),
  localised_tenderness: flag(words('Tender along the deep veins', '沿深静脉走行压痛'), { points: 1 }),
  entire_leg_swollen: flag(words('Whole leg swollen', '全下肢肿胀'), { points: 1 }),
  calf_swelling_over_3cm: flag(words('Calf more than 3 cm thicker than the other', '患侧小腿较对侧粗>3 cm'), {
    points: 1,
    hint: words('10 cm below the tibial tuberosity.', '胫骨粗隆下10 cm处测量。'),
  }),
  pitting_oedema: flag(words('Pitting oedema of this leg only', '仅患肢凹陷性水肿'), { points: 1 }),
  collateral_superficial_veins: flag(words('Collateral superficial veins', '浅静脉侧支（非曲张）'), {
    points: 1,
  }),
  previously_documented_dvt: flag(words('Earlier deep-vein thrombosis, documented', '既往确诊深静脉血栓'), {
    points: 1,
    chart: onProblemList(...DVT),
  }),
  alternative_diagnosis_as_likely: flag(
    words('Another diagnosis at least as likely', '其他诊断可能性相同或更大'),
    {
      points: -2,
    },
  ),
} as const

const THREE_LEVEL = {
  low: words('Low of three', '三分法：低'),
  moderate: words('Moderate of three', '三分法：中'),
  high: words('High of three', '三分法：高'),
}

export const wellsDvt = defineCalculator({
  id: 'wells-dvt',
  entry: 'score.wells_dvt',
  names: words('Wells score, deep-vein thrombosis', 'Wells评分（DVT）'),
  source: 'Wells 2003',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [-2, 9] },
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
    return { value, parts, band: value >= 2 ? 'likely' : 'unlikely', also: [threeLevel(value)] }
  },
})

function threeLevel(value: number): Also {
  const code = stepAt<keyof typeof THREE_LEVEL>(value, [
    [-2, 'low'],
    [1, 'moderate'],
    [3, 'high'],
  ])
  return {
    id: 'three-level',
    names: words('Three levels', '三分法'),
    verified: true,
    shows: { code, label: THREE_LEVEL[code] },
  }
}
