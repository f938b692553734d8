import { defineCalculator, words } from '../calculator.ts'
import { ageFrom, temperatureAbove } from '../clinic-inputs.ts'
import { flag } from '../inputs.ts'
import { pointsOf, scored, stepAt } from '../points.ts'

/**
 * Streptococcal sore throat: Centor criteria with McIsaac's age.
 * Source: McIsaac 1998. Knowledge `score.centor`. Fever is above 38, not from 38.
 */
const inputs = {
  age: ageFrom(3, words('The score is for people of 3 years and over.', '该评分适用于3岁及以上人群。')),
  tonsillar_exudate: flag(words('Tonsils swollen or with exudate', '扁桃体肿大或渗出'), { points: 1 }),
  tender_anterior_cervical_nodes: flag(words('Tender anterior neck nodes', '颈前淋巴结压痛'), { points: 1 }),
  absence_of_cough: flag(words('No cough', '无咳嗽'), { points: 1 }),
  fever: flag(words('Fever above 38 °C', '发热>38 ℃'), { points: 1, chart: temperatureAbove(38) }),
} as const

export const centor = defineCalculator({
  id: 'centor',
  entry: 'score.centor',
  names: words('Centor with McIsaac age', 'Centor/McIsaac咽炎评分'),
  source: 'McIsaac 1998',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [-1, 5] },
  bands: {
    'no-test': {
      label: words('Low', '低'),
      means: words('No test, no antibiotic.', '无需检测，不用抗生素。'),
    },
    test: { label: words('Moderate', '中'), means: words('Test for streptococci.', '行链球菌检测。') },
    'test-or-treat': { label: words('High', '高'), means: words('Test or treat.', '检测或治疗。') },
  },
  inputs,
  together: null,
  limits: [],
  compute(given) {
    const parts = pointsOf(inputs, given, {
      age: stepAt(given.age, [
        [3, 1],
        [15, 0],
        [45, -1],
      ]),
    })
    return scored(parts, [
      [-1, 'no-test'],
      [2, 'test'],
      [4, 'test-or-treat'],
    ])
  },
})
