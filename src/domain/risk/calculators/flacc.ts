import { defineCalculator, words, type Words } from '../calculator.ts'
import { choice } from '../inputs.ts'
import { pointsOf, total } from '../points.ts'

/**
 * Pain of those who cannot say it: five observations, 0 to 2 each by the printed sheet.
 * Source: Merkel 1997. Knowledge `score.pain`, `flacc`, unverified; no classes stand there, so none are given.
 * The age limit is no refusal: it does not hold for those who cannot report pain.
 */
const item = (label: Words) =>
  choice(label, [
    ['0', words('0', '0分'), 0],
    ['1', words('1', '1分'), 1],
    ['2', words('2', '2分'), 2],
  ])

const inputs = {
  face: item(words('Face', '面部表情')),
  legs: item(words('Legs', '腿部动作')),
  activity: item(words('Activity', '活动度')),
  cry: item(words('Cry', '哭闹')),
  consolability: item(words('Consolability', '可安慰性')),
} as const

export const flacc = defineCalculator({
  id: 'flacc',
  entry: 'score.pain',
  names: words('Pain, FLACC', 'FLACC疼痛评分'),
  source: 'Merkel 1997',
  verified: false,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0, range: [0, 10] },
  bands: {},
  inputs,
  together: null,
  limits: [
    words(
      'For 2 months to 7 years, and for those who cannot report pain. The printed sheet says what makes 0, 1 or 2.',
      '适用于2月龄～7岁及不能自述疼痛者。各项0、1、2分标准见量表原文。',
    ),
  ],
  compute(given) {
    const parts = pointsOf(inputs, given)
    return { value: total(parts), parts }
  },
})
