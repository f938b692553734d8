import { defineCalculator, words } from '../calculator.ts'
import { ageFrom } from '../clinic-inputs.ts'
import { choice } from '../inputs.ts'
import { pointsOf, scored, total } from '../points.ts'

/**
 * Glasgow Coma Scale.
 * Source: Teasdale 1974, 2014. Knowledge `score.gcs`. A component that cannot be tested gives the parts and no total;
 * the verbal scale for children under 2 stands in the entry from memory only and is not used: they are refused.
 */
const inputs = {
  age: ageFrom(
    2,
    words(
      'The verbal scale does not fit children under 2 years; use a paediatric coma scale.',
      '言语评分不适用于2岁以下儿童；请用儿童昏迷评分。',
    ),
  ),
  eye_opening: choice(words('Eye opening', '睁眼反应'), [
    ['spontaneous', words('Spontaneous', '自发睁眼'), 4],
    ['to_sound', words('To sound', '呼唤睁眼'), 3],
    ['to_pressure', words('To pressure', '刺激睁眼'), 2],
    ['no_response', words('None', '无反应'), 1],
    ['not_testable', words('Not testable', '无法检查')],
  ]),
  verbal_response: choice(words('Verbal response', '言语反应'), [
    ['orientated', words('Orientated', '回答正确'), 5],
    ['confused', words('Confused', '回答错误'), 4],
    ['words', words('Words', '只能说出单词'), 3],
    ['sounds', words('Sounds', '只能发声'), 2],
    ['no_response', words('None', '无反应'), 1],
    ['not_testable', words('Not testable', '无法检查')],
  ]),
  motor_response: choice(words('Motor response', '运动反应'), [
    ['obey_commands', words('Obeys commands', '遵嘱活动'), 6],
    ['localising', words('Localising', '刺激定位'), 5],
    ['normal_flexion', words('Normal flexion', '刺激躲避'), 4],
    ['abnormal_flexion', words('Abnormal flexion', '异常屈曲'), 3],
    ['extension', words('Extension', '异常伸展'), 2],
    ['no_response', words('None', '无反应'), 1],
    ['not_testable', words('Not testable', '无法检查')],
  ]),
} as const

export const gcs = defineCalculator({
  id: 'gcs',
  entry: 'score.gcs',
  names: words('Glasgow Coma Scale', '格拉斯哥昏迷评分'),
  source: 'Teasdale 1974, 2014',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [3, 15] },
  bands: {
    severe: { label: words('Severe', '重度') },
    moderate: { label: words('Moderate', '中度') },
    mild: { label: words('Mild', '轻度') },
  },
  inputs,
  together: null,
  limits: [],
  compute(given) {
    const parts = pointsOf(inputs, given)
    const answers = [given.eye_opening, given.verbal_response, given.motor_response]
    if (answers.includes('not_testable'))
      return {
        value: null,
        parts,
        limits: [
          words(
            `A component could not be tested: the others give ${total(parts)}, and there is no total.`,
            `有一项无法检查：其余各项共${total(parts)}分，不计总分。`,
          ),
        ],
      }
    return scored(parts, [
      [3, 'severe'],
      [9, 'moderate'],
      [13, 'mild'],
    ])
  },
})
