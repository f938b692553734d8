import { defineCalculator, words, type Finding } from '../calculator.ts'
import { respiratoryRate, spo2 } from '../clinic-inputs.ts'
import { ONE_ROUND_MS, VITALS_MS } from '../freshness.ts'
import { HIV } from '../icd10.ts'
import { flag, number, observed, onProblemList, optional } from '../inputs.ts'
import { factors, stepAt } from '../points.ts'

/**
 * Fast breathing and danger signs of a child under 5 years.
 * Source: WHO IMCI 2014. Knowledge `score.imci`, unverified.
 */
const inputs = {
  age_months: number(words('Age in months', '月龄'), 'mo', [0, 1440], {
    completed: true,
    chart: { from: 'age', unit: 'mo' },
    applies: { low: 0, high: 59, why: words('For children under 5 years.', '适用于5岁以下儿童。') },
  }),
  respiratory_rate: {
    ...respiratoryRate(),
    hint: words('Counted over a whole minute, child calm.', '安静时数满1分钟。'),
  },
  cannot_drink: flag(words('Cannot drink or breastfeed', '不能喝水或吃奶')),
  vomits_everything: flag(words('Vomits everything', '吃什么吐什么')),
  convulsions: flag(words('Convulsions', '惊厥')),
  lethargic_or_unconscious: flag(words('Lethargic or unconscious', '嗜睡或昏迷'), {
    chart: observed(['vitals.consciousness'], [], VITALS_MS, { coded: { pain: true, unresponsive: true } }),
  }),
  stridor_at_rest: flag(words('Stridor when calm', '安静时喉喘鸣')),
  chest_indrawing: flag(words('Chest indrawing', '胸凹陷')),
  spo2: optional(spo2()),
  hiv: optional(flag(words('HIV infection or exposure', 'HIV感染或暴露'), { chart: onProblemList(...HIV) })),
} as const

const SIGNS = [
  'cannot_drink',
  'vomits_everything',
  'convulsions',
  'lethargic_or_unconscious',
  'stridor_at_rest',
] as const

export const imci = defineCalculator({
  id: 'imci',
  entry: 'score.imci',
  names: words('Fast breathing and danger signs, under 5', '5岁以下儿童快呼吸与危险体征'),
  source: 'WHO IMCI 2014',
  verified: false,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '1', decimals: 0 },
  bands: {
    danger: { label: words('Danger sign', '有危险体征'), means: words('Refer urgently.', '紧急转诊。') },
    pneumonia: { label: words('Chest indrawing: pneumonia', '胸凹陷：肺炎') },
    fast: { label: words('Fast breathing', '呼吸增快') },
    normal: { label: words('Breathing not fast, no danger sign', '呼吸不快，无危险体征') },
  },
  inputs,
  together: { inputs: ['respiratory_rate', 'spo2'], withinMs: ONE_ROUND_MS },
  limits: [],
  compute(given) {
    const fastFrom = stepAt(given.age_months, [
      [0, 60],
      [2, 50],
      [12, 40],
    ])
    const danger = SIGNS.filter((sign) => given[sign])
    const lowOxygen = given.spo2 !== undefined && given.spo2 < 90
    const severe = danger.length > 0 || lowOxygen || (given.chest_indrawing && given.hiv === true)
    const band = severe
      ? 'danger'
      : given.chest_indrawing
        ? 'pneumonia'
        : given.respiratory_rate >= fastFrom
          ? 'fast'
          : 'normal'
    const found: Finding<'danger' | 'pneumonia' | 'fast' | 'normal'> = {
      value: null,
      band,
      parts: factors(
        'age_months',
        'respiratory_rate',
        ...danger,
        ...(lowOxygen ? ['spo2'] : []),
        ...(given.chest_indrawing ? ['chest_indrawing'] : []),
      ),
    }
    if (given.age_months >= 2) return found
    return {
      ...found,
      limits: [words('Under 2 months use the chart for young infants.', '2月龄以下请用小婴儿流程图。')],
    }
  },
})
