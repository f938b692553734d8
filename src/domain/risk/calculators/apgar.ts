import { defineCalculator, words, type Action } from '../calculator.ts'
import { choice } from '../inputs.ts'
import { pointsOf, scored } from '../points.ts'

/**
 * State of a newborn at a stated minute.
 * Source: Apgar 1953; AAP/ACOG 2015. Knowledge `score.apgar`.
 */
const inputs = {
  minute: choice(words('Minutes after birth', '出生后分钟'), [
    ['1', words('1 minute', '1分钟')],
    ['5', words('5 minutes', '5分钟')],
    ['10', words('10 minutes', '10分钟')],
    ['15', words('15 minutes', '15分钟')],
    ['20', words('20 minutes', '20分钟')],
  ]),
  appearance: choice(words('Colour', '皮肤颜色'), [
    ['blue_or_pale', words('Blue or pale', '青紫或苍白'), 0],
    ['pink_body_blue_extremities', words('Body pink, limbs blue', '躯干红、四肢青紫'), 1],
    ['completely_pink', words('Pink all over', '全身红'), 2],
  ]),
  heart_rate: choice(words('Heart rate', '心率'), [
    ['absent', words('Absent', '无'), 0],
    ['below_100', words('Below 100', '<100次/分'), 1],
    ['at_least_100', words('100 or more', '≥100次/分'), 2],
  ]),
  reflex_irritability: choice(words('Response to stimulation', '对刺激的反应'), [
    ['no_response', words('None', '无反应'), 0],
    ['grimace', words('Grimace', '有些动作，如皱眉'), 1],
    [
      'cough_sneeze_or_active_withdrawal',
      words('Cough, sneeze or active withdrawal', '咳嗽、喷嚏或主动回避'),
      2,
    ],
  ]),
  muscle_tone: choice(words('Muscle tone', '肌张力'), [
    ['flaccid', words('Flaccid', '松弛'), 0],
    ['some_flexion', words('Some flexion', '四肢略屈曲'), 1],
    ['active_motion', words('Active motion', '四肢活动'), 2],
  ]),
  respiratory_effort: choice(words('Breathing', '呼吸'), [
    ['absent', words('Absent', '无'), 0],
    ['slow_or_irregular', words('Slow or irregular', '慢、不规则'), 1],
    ['good_with_vigorous_cry', words('Good, vigorous cry', '正常、哭声响'), 2],
  ]),
} as const

const REPEAT: Action = {
  urgent: true,
  words: words('Below 7: repeat every 5 minutes up to 20.', '低于7分：每5分钟重评一次，直至20分钟。'),
}

export const apgar = defineCalculator({
  id: 'apgar',
  entry: 'score.apgar',
  names: words('Apgar', 'Apgar评分'),
  source: 'Apgar 1953; AAP/ACOG 2015',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 10] },
  bands: {
    low: { label: words('Low', '低') },
    'moderately-low': { label: words('Moderately low', '中度偏低') },
    reassuring: { label: words('Reassuring', '正常') },
  },
  inputs,
  together: null,
  limits: [
    words(
      'Resuscitation starts before the score is made; the score alone is no diagnosis of asphyxia.',
      '复苏先于评分；不能仅凭评分诊断窒息。',
    ),
  ],
  compute(given) {
    const found = scored(pointsOf(inputs, given), [
      [0, 'low'],
      [4, 'moderately-low'],
      [7, 'reassuring'],
    ])
    const repeat = found.band !== 'reassuring' && given.minute !== '20'
    return repeat ? { ...found, actions: [REPEAT] } : found
  },
})
