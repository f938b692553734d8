import { defineCalculator, words } from '../calculator.ts'
import { adult, bmi, sex, waist } from '../clinic-inputs.ts'
import { choice, flag } from '../inputs.ts'
import { pointsOf, scored, stepAt } from '../points.ts'

/**
 * Ten-year risk of type 2 diabetes.
 * Source: Lindstrom 2003. Knowledge `score.findrisc`, unverified.
 */
const inputs = {
  age: adult('FINDRISC'),
  sex: sex(),
  bmi: bmi(),
  waist_cm: waist(),
  physically_active: flag(words('Active 30 minutes a day', '每天活动≥30分钟')),
  daily_vegetables_fruit: flag(words('Vegetables or fruit every day', '每天吃蔬菜或水果')),
  antihypertensive_medication: flag(words('Has taken blood pressure drugs', '服用过降压药'), { points: 2 }),
  high_blood_glucose_history: flag(words('Ever high glucose', '曾有血糖升高'), { points: 5 }),
  family_history: choice(words('Diabetes in the family', '糖尿病家族史'), [
    ['none', words('No', '无'), 0],
    ['second_degree', words('Grandparent, aunt, uncle, cousin', '祖父母、叔伯姑舅姨、堂表亲'), 3],
    ['first_degree', words('Parent, sibling, own child', '父母、兄弟姐妹、子女'), 5],
  ]),
} as const

export const findrisc = defineCalculator({
  id: 'findrisc',
  entry: 'score.findrisc',
  names: words('FINDRISC', 'FINDRISC糖尿病风险评分'),
  source: 'Lindstrom 2003',
  verified: false,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 26] },
  bands: {
    low: { label: words('Low: about 1 in 100', '低：约1/100') },
    'slightly-raised': { label: words('Slightly raised: about 1 in 25', '略高：约1/25') },
    moderate: { label: words('Moderate: about 1 in 6', '中：约1/6') },
    high: { label: words('High: about 1 in 3', '高：约1/3') },
    'very-high': { label: words('Very high: about 1 in 2', '很高：约1/2') },
  },
  inputs,
  together: null,
  limits: [
    words(
      'Derived in Finland; for China there is a score of its own.',
      '源于芬兰人群；中国另有糖尿病风险评分。',
    ),
  ],
  compute(given) {
    const [middle, wide] = given.sex === 'male' ? [94, 102] : [80, 88]
    const parts = pointsOf(inputs, given, {
      age: stepAt(given.age, [
        [0, 0],
        [45, 2],
        [55, 3],
        [65, 4],
      ]),
      bmi: given.bmi < 25 ? 0 : given.bmi <= 30 ? 1 : 3,
      waist_cm: given.waist_cm < middle ? 0 : given.waist_cm <= wide ? 3 : 4,
      physically_active: given.physically_active ? 0 : 2,
      daily_vegetables_fruit: given.daily_vegetables_fruit ? 0 : 1,
    })
    return scored(parts, [
      [0, 'low'],
      [7, 'slightly-raised'],
      [12, 'moderate'],
      [15, 'high'],
      [21, 'very-high'],
    ])
  },
})
