import { defineCalculator, words } from '../calculator.ts'
import { ageFrom, pregnant, pulse, respiratoryRate, spo2, systolic, temperature } from '../clinic-inputs.ts'
import { ONE_ROUND_MS, VITALS_MS } from '../freshness.ts'
import { choice, flag, observed } from '../inputs.ts'
import { pointsOf, stepAt, total, type Steps } from '../points.ts'

/**
 * Early warning from one round of vital signs.
 * Source: Royal College of Physicians, National Early Warning Score (NEWS) 2, 2017. Knowledge `score.news2`; its
 * narrower entry limits (60 breaths, 50 per cent) are not taken: the tables are open at both ends, and the sickest
 * patient must get a score.
 */
const inputs = {
  age: ageFrom(
    16,
    words(
      'NEWS2 is for people of 16 years and over; use a paediatric score.',
      'NEWS2适用于16岁及以上人群；儿童请用儿童早期预警评分。',
    ),
  ),
  pregnant: pregnant(
    words(
      'NEWS2 is not for pregnancy; use an obstetric early warning score.',
      'NEWS2不适用于孕妇；请用产科早期预警评分。',
    ),
  ),
  respiratory_rate: respiratoryRate(),
  spo2: spo2(),
  spo2_scale: choice(
    words('Saturation scale', '血氧评分量表'),
    [
      ['1', words('Scale 1: most people', '量表1：一般人群')],
      ['2', words('Scale 2: target 88 to 92 %, by a doctor', '量表2：目标88%～92%，由医师确定')],
    ],
    {
      hint: words(
        'Scale 2 only in confirmed hypercapnic respiratory failure.',
        '量表2仅用于确诊的高碳酸血症性呼吸衰竭。',
      ),
    },
  ),
  on_oxygen: flag(words('On supplemental oxygen', '正在吸氧'), {
    points: 2,
    chart: observed(['vitals.onOxygen'], [], VITALS_MS),
  }),
  systolic_bp: systolic(),
  pulse: pulse(),
  consciousness: choice(
    words('Consciousness', '意识'),
    [
      ['alert', words('Alert', '清醒'), 0],
      [
        'confusion-or-vpu',
        words(
          'New confusion, or responds to voice, pain, or not at all',
          '新发意识模糊，或仅对声音、疼痛有反应，或无反应',
        ),
        3,
      ],
    ],
    {
      chart: observed(['vitals.consciousness'], [], VITALS_MS, {
        coded: {
          alert: 'alert',
          confused: 'confusion-or-vpu',
          voice: 'confusion-or-vpu',
          pain: 'confusion-or-vpu',
          unresponsive: 'confusion-or-vpu',
        },
      }),
    },
  ),
  temperature: temperature(),
} as const

const RESPIRATORY_RATE: Steps<number> = [
  [0, 3],
  [9, 1],
  [12, 0],
  [21, 2],
  [25, 3],
]
const SPO2_SCALE_1: Steps<number> = [
  [0, 3],
  [92, 2],
  [94, 1],
  [96, 0],
]
const SPO2_SCALE_2_ON_AIR: Steps<number> = [
  [0, 3],
  [84, 2],
  [86, 1],
  [88, 0],
]
const SPO2_SCALE_2_ON_OXYGEN: Steps<number> = [
  [0, 3],
  [84, 2],
  [86, 1],
  [88, 0],
  [93, 1],
  [95, 2],
  [97, 3],
]
const SYSTOLIC: Steps<number> = [
  [0, 3],
  [91, 2],
  [101, 1],
  [111, 0],
  [220, 3],
]
const PULSE: Steps<number> = [
  [0, 3],
  [41, 1],
  [51, 0],
  [91, 1],
  [111, 2],
  [131, 3],
]
const TEMPERATURE: Steps<number> = [
  [0, 3],
  [35.1, 1],
  [36.1, 0],
  [38.1, 1],
  [39.1, 2],
]

export const news2 = defineCalculator({
  id: 'news2',
  entry: 'score.news2',
  names: words('NEWS2', '国家早期预警评分2（NEWS2）'),
  source: 'Royal College of Physicians 2017',
  verified: true,
  version: '1.0.0',
  fires: 'automatically',
  moment: 'after-vitals',
  output: { unit: '{score}', decimals: 0, range: [0, 20] },
  bands: {
    low: {
      label: words('Low', '低危'),
      means: words(
        'Repeat within 4 to 6 hours, at 0 points within 12.',
        '4～6小时内复测；0分者12小时内复测。',
      ),
    },
    'low-medium': {
      label: words('Low to medium: one value scores 3', '低中危：单项3分'),
      means: words(
        'Repeat at least every hour; a clinician looks at this one value.',
        '至少每小时复测；由医师评估该单项。',
      ),
    },
    medium: {
      label: words('Medium', '中危'),
      means: words(
        'Repeat at least every hour; urgent review by a clinician.',
        '至少每小时复测；医师紧急评估。',
      ),
    },
    high: {
      label: words('High', '高危'),
      means: words('Monitor continuously; emergency review.', '持续监测；急诊评估。'),
    },
  },
  inputs,
  together: {
    inputs: ['respiratory_rate', 'spo2', 'on_oxygen', 'systolic_bp', 'pulse', 'consciousness', 'temperature'],
    withinMs: ONE_ROUND_MS,
  },
  limits: [],
  compute(given) {
    const scale2 = given.on_oxygen ? SPO2_SCALE_2_ON_OXYGEN : SPO2_SCALE_2_ON_AIR
    const parts = pointsOf(inputs, given, {
      respiratory_rate: stepAt(given.respiratory_rate, RESPIRATORY_RATE),
      spo2: stepAt(given.spo2, given.spo2_scale === '1' ? SPO2_SCALE_1 : scale2),
      systolic_bp: stepAt(given.systolic_bp, SYSTOLIC),
      pulse: stepAt(given.pulse, PULSE),
      temperature: stepAt(given.temperature, TEMPERATURE),
    })
    const value = total(parts)
    const one3 = parts.some(({ contribution }) => contribution === 3)
    const band = value >= 7 ? 'high' : value >= 5 ? 'medium' : one3 ? 'low-medium' : 'low'
    return { value, parts, band }
  },
})
