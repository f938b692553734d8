import { defineCalculator, words } from '../calculator.ts'
import { adult, diastolic, systolic } from '../clinic-inputs.ts'
import { ONE_ROUND_MS } from '../freshness.ts'
import { DIABETES } from '../icd10.ts'
import { choice, flag, onProblemList } from '../inputs.ts'
import { pointsOf, scored } from '../points.ts'
import { pressuresContradict } from '../pressures.ts'

/**
 * Stroke soon after a transient ischaemic attack.
 * Source: Johnston 2007. Knowledge `score.abcd2`, unverified. One pressure at or above 140/90 makes the point; it
 * stands at the one that is high.
 */
const inputs = {
  age: adult('ABCD2'),
  systolic_bp: systolic(),
  diastolic_bp: diastolic(),
  clinical_features: choice(words('What was lost', '临床表现'), [
    ['other', words('Neither', '其他'), 0],
    ['speech-without-weakness', words('Speech, without weakness', '言语障碍不伴无力'), 1],
    ['unilateral-weakness', words('Weakness of one side', '单侧无力'), 2],
  ]),
  duration: choice(words('How long', '持续时间'), [
    ['under-10min', words('Under 10 minutes', '<10分钟'), 0],
    ['10-59min', words('10 to 59 minutes', '10～59分钟'), 1],
    ['60min-or-more', words('60 minutes or more', '≥60分钟'), 2],
  ]),
  diabetes: flag(words('Diabetes', '糖尿病'), { points: 1, chart: onProblemList(...DIABETES) }),
} as const

export const abcd2 = defineCalculator({
  id: 'abcd2',
  entry: 'score.abcd2',
  names: words('ABCD2 after TIA', 'ABCD2短暂性脑缺血评分'),
  source: 'Johnston 2007',
  verified: false,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 7] },
  bands: {
    low: { label: words('Low', '低危') },
    moderate: { label: words('Moderate', '中危') },
    high: { label: words('High', '高危') },
  },
  inputs,
  together: { inputs: ['systolic_bp', 'diastolic_bp'], withinMs: ONE_ROUND_MS },
  limits: [words('A low score does not rule out an early stroke.', '低分不能排除早期卒中。')],
  compute(given) {
    const contradiction = pressuresContradict(given)
    if (contradiction) return contradiction
    const highSystolic = given.systolic_bp >= 140
    const parts = pointsOf(inputs, given, {
      age: given.age >= 60 ? 1 : 0,
      systolic_bp: highSystolic ? 1 : 0,
      diastolic_bp: !highSystolic && given.diastolic_bp >= 90 ? 1 : 0,
    })
    return scored(parts, [
      [0, 'low'],
      [4, 'moderate'],
      [6, 'high'],
    ])
  },
})
