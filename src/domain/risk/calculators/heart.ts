import { defineCalculator, words } from '../calculator.ts'
import { adult } from '../clinic-inputs.ts'
import { choice } from '../inputs.ts'
import { pointsOf, scored, stepAt } from '../points.ts'

/**
 * Chest pain: risk of a major cardiac event within six weeks.
 * Source: Six 2008. Knowledge `score.heart`.
 */
const inputs = {
  age: adult('HEART'),
  history: choice(words('History', '病史'), [
    ['slightly_suspicious', words('Slightly suspicious', '轻度可疑'), 0],
    ['moderately_suspicious', words('Moderately suspicious', '中度可疑'), 1],
    ['highly_suspicious', words('Highly suspicious', '高度可疑'), 2],
  ]),
  ecg: choice(words('ECG', '心电图'), [
    ['normal', words('Normal', '正常'), 0],
    ['non_specific_repolarisation', words('Non-specific repolarisation', '非特异性复极异常'), 1],
    ['significant_st_deviation', words('Significant ST deviation', '明显ST段偏移'), 2],
  ]),
  risk_factors: choice(words('Risk factors', '危险因素'), [
    ['none', words('None', '无'), 0],
    ['one_or_two', words('1 or 2', '1～2个'), 1],
    ['three_or_more_or_atherosclerosis', words('3 or more, or atherosclerosis', '≥3个或动脉粥样硬化病史'), 2],
  ]),
  troponin: choice(words('Troponin', '肌钙蛋白'), [
    ['normal', words('Within its limit', '正常'), 0],
    ['one_to_three_times', words('1 to 3 times the limit', '上限1～3倍'), 1],
    ['over_three_times', words('More than 3 times', '>上限3倍'), 2],
  ]),
} as const

export const heart = defineCalculator({
  id: 'heart',
  entry: 'score.heart',
  names: words('HEART', 'HEART胸痛评分'),
  source: 'Six 2008',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 10] },
  bands: {
    low: { label: words('Low', '低危') },
    moderate: { label: words('Moderate', '中危') },
    high: { label: words('High', '高危') },
  },
  inputs,
  together: null,
  limits: [words('For chest pain without ST elevation.', '适用于非ST段抬高的胸痛。')],
  compute(given) {
    const parts = pointsOf(inputs, given, {
      age: stepAt(given.age, [
        [0, 0],
        [45, 1],
        [65, 2],
      ]),
    })
    return scored(parts, [
      [0, 'low'],
      [4, 'moderate'],
      [7, 'high'],
    ])
  },
})
