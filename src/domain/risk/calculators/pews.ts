import { defineCalculator, words } from '../calculator.ts'
import { age } from '../clinic-inputs.ts'
import { choice, flag } from '../inputs.ts'
import { pointsOf, scored } from '../points.ts'

/**
 * Early warning of children, a Brighton-type variant (there are many).
 * Source: Monaghan 2005. Knowledge `score.pews`, unverified. "Normal" means the reference range of the age.
 */
const inputs = {
  age: age({
    low: 0,
    high: 17,
    why: words('For children; from 16 years NEWS2 applies.', '适用于儿童；16岁起用NEWS2。'),
  }),
  behaviour: choice(words('Behaviour', '行为'), [
    ['0', words('Playing, appropriate', '玩耍，反应正常'), 0],
    ['1', words('Sleeping', '睡眠'), 1],
    ['2', words('Irritable', '烦躁'), 2],
    ['3', words('Lethargic, confused, or less response to pain', '嗜睡、意识模糊或对疼痛反应减弱'), 3],
  ]),
  cardiovascular: choice(words('Circulation', '循环'), [
    ['0', words('Pink, refill 1 to 2 s', '面色红润，毛细血管再充盈1～2 s'), 0],
    ['1', words('Pale, or refill 3 s', '苍白，或再充盈3 s'), 1],
    ['2', words('Grey, or refill 4 s, or pulse 20 above normal', '灰白，或再充盈4 s，或脉搏高于正常20次'), 2],
    [
      '3',
      words(
        'Grey and mottled, or refill 5 s or more, or pulse 30 above normal, or slow pulse',
        '灰白有花纹，或再充盈≥5 s，或脉搏高于正常30次，或心动过缓',
      ),
      3,
    ],
  ]),
  respiratory: choice(words('Breathing', '呼吸'), [
    ['0', words('Normal, no recession', '正常，无吸凹'), 0],
    [
      '1',
      words(
        '10 above normal, accessory muscles, FiO2 0.30 or 3 L/min',
        '高于正常10次，辅助呼吸肌参与，FiO2≥0.30或3 L/min',
      ),
      1,
    ],
    [
      '2',
      words('20 above normal, recession, FiO2 0.40 or 6 L/min', '高于正常20次，吸凹，FiO2≥0.40或6 L/min'),
      2,
    ],
    [
      '3',
      words(
        '5 below normal with recession or grunting, FiO2 0.50 or 8 L/min',
        '低于正常5次伴吸凹或呻吟，FiO2≥0.50或8 L/min',
      ),
      3,
    ],
  ]),
  nebuliser: flag(words('Nebuliser every quarter of an hour', '每15分钟雾化一次'), { points: 2 }),
  vomiting: flag(words('Persistent vomiting after surgery', '术后持续呕吐'), { points: 2 }),
} as const

export const pews = defineCalculator({
  id: 'pews',
  entry: 'score.pews',
  names: words('Paediatric early warning (a Brighton-type variant)', '儿童早期预警评分（PEWS）'),
  source: 'Monaghan 2005',
  verified: false,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 13] },
  bands: {
    routine: { label: words('0 to 2', '0～2分'), means: words('Routine.', '常规观察。') },
    nurse: { label: words('3', '3分'), means: words('Tell the nurse in charge.', '报告责任护士。') },
    doctor: { label: words('4', '4分'), means: words('Call a doctor.', '通知医师。') },
    urgent: { label: words('5 and over', '≥5分'), means: words('Urgent; transfer.', '紧急处理，转运。') },
  },
  inputs,
  together: null,
  limits: [words('One of many variants (Brighton type).', '存在多种版本，此为Brighton型。')],
  compute(given) {
    return scored(pointsOf(inputs, given), [
      [0, 'routine'],
      [3, 'nurse'],
      [4, 'doctor'],
      [5, 'urgent'],
    ])
  },
})
