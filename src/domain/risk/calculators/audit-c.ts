import { defineCalculator, words } from '../calculator.ts'
import { sex } from '../clinic-inputs.ts'
import { choice } from '../inputs.ts'
import { pointsOf, total } from '../points.ts'

/**
 * Hazardous drinking, three questions.
 * Source: Bush 1998. Knowledge `score.auditc`, unverified; the wording of the items is that of AUDIT (WHO), from memory.
 */
const inputs = {
  sex: sex(),
  item_1: choice(words('How often do you have a drink containing alcohol?', '您多久喝一次含酒精的饮料？'), [
    ['0', words('Never', '从不'), 0],
    ['1', words('Monthly or less', '每月1次或更少'), 1],
    ['2', words('2 to 4 times a month', '每月2～4次'), 2],
    ['3', words('2 to 3 times a week', '每周2～3次'), 3],
    ['4', words('4 or more times a week', '每周4次或更多'), 4],
  ]),
  item_2: choice(
    words('How many standard drinks on a typical day of drinking?', '饮酒的日子一般喝多少标准杯？'),
    [
      ['0', words('1 or 2', '1～2杯'), 0],
      ['1', words('3 or 4', '3～4杯'), 1],
      ['2', words('5 or 6', '5～6杯'), 2],
      ['3', words('7 to 9', '7～9杯'), 3],
      ['4', words('10 or more', '10杯或更多'), 4],
    ],
    { hint: words('One standard drink is 10 g of alcohol.', '1标准杯含纯酒精10 g。') },
  ),
  item_3: choice(
    words('How often six or more drinks on one occasion?', '一次喝6杯或更多的情况多久有一次？'),
    [
      ['0', words('Never', '从不'), 0],
      ['1', words('Less than monthly', '每月不到1次'), 1],
      ['2', words('Monthly', '每月1次'), 2],
      ['3', words('Weekly', '每周1次'), 3],
      ['4', words('Daily or almost daily', '每天或几乎每天'), 4],
    ],
  ),
} as const

export const auditC = defineCalculator({
  id: 'audit-c',
  entry: 'score.auditc',
  names: words('AUDIT-C', 'AUDIT-C饮酒筛查'),
  source: 'Bush 1998',
  verified: false,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 12] },
  bands: {
    negative: { label: words('Negative', '阴性') },
    positive: { label: words('Positive', '阳性'), means: words('Ask further.', '进一步评估。') },
  },
  inputs,
  together: null,
  limits: [],
  compute(given) {
    const parts = pointsOf(inputs, given)
    const value = total(parts)
    return { value, parts, band: value >= (given.sex === 'male' ? 4 : 3) ? 'positive' : 'negative' }
  },
})
