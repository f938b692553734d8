import { defineCalculator, refuse, words, type Also, type Words } from '../calculator.ts'
import { choice, number, optional } from '../inputs.ts'
import { factors, stepAt } from '../points.ts'

/**
 * COPD: group A, B or E, and grade 1 to 4 where FEV1 is known. Groups C and D have not existed since 2023.
 * Source: GOLD 2023 to 2025. Knowledge `copd.gold`; the text of the CAT is licensed, so its total is asked for.
 */
const inputs = {
  exacerbations: number(
    words('Moderate exacerbations in the last year', '过去1年中度急性加重次数'),
    '1',
    [0, 50],
    {
      step: 1,
      hint: words('Treated with steroid tablets or antibiotics.', '需口服激素或抗生素治疗。'),
    },
  ),
  admissions: number(
    words('Admissions for exacerbation in the last year', '过去1年因急性加重住院次数'),
    '1',
    [0, 50],
    { step: 1 },
  ),
  mmrc: optional(
    choice(words('Breathlessness (mMRC)', '呼吸困难（mMRC）'), [
      ['0', words('Only with hard exercise', '仅在剧烈运动时气短')],
      ['1', words('When hurrying or on a slight hill', '平地快走或上缓坡时气短')],
      [
        '2',
        words(
          'Slower than people of the same age, or stops on the level',
          '平地行走比同龄人慢，或需停下休息',
        ),
      ],
      ['3', words('Stops after 100 metres', '平地走约100米需停下')],
      ['4', words('Too breathless to leave the house', '因气短不能离家')],
    ]),
  ),
  cat: optional(number(words('CAT total', 'CAT总分'), '{score}', [0, 40], { step: 1 })),
  fev1_percent: optional(
    number(
      words('FEV1 after bronchodilator, per cent of predicted', '支气管舒张剂后FEV1占预计值'),
      '%',
      [5, 150],
    ),
  ),
  fev1_fvc: optional(number(words('FEV1/FVC after bronchodilator', '支气管舒张剂后FEV1/FVC'), '1', [0.1, 1])),
} as const

export const copdGold = defineCalculator({
  id: 'copd-gold',
  entry: 'copd.gold',
  names: words('COPD: GOLD grade and group', '慢阻肺GOLD分级与分组'),
  source: 'GOLD 2023 to 2025',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '1', decimals: 0 },
  bands: {
    A: {
      label: words('Group A', 'A组'),
      means: words('Start: one bronchodilator.', '起始：一种支气管舒张剂。'),
    },
    B: { label: words('Group B', 'B组'), means: words('Start: LABA + LAMA.', '起始：LABA+LAMA。') },
    E: {
      label: words('Group E', 'E组'),
      means: words(
        'Start: LABA + LAMA; add an inhaled steroid if eosinophils are 300/uL or more.',
        '起始：LABA+LAMA；嗜酸性粒细胞≥300/μL时加用ICS。',
      ),
    },
  },
  inputs,
  together: null,
  limits: [],
  compute({ exacerbations, admissions, mmrc, cat, fev1_percent, fev1_fvc }) {
    if (fev1_fvc !== undefined && fev1_fvc >= 0.7)
      return refuse(
        'not-for-this-person',
        'fev1_fvc',
        words(
          'FEV1/FVC is not below 0.70: this is not COPD by GOLD.',
          'FEV1/FVC不低于0.70：不符合慢阻肺诊断。',
        ),
      )
    const often = exacerbations >= 2 || admissions >= 1
    const breathless = (mmrc !== undefined && Number(mmrc) >= 2) || (cat !== undefined && cat >= 10)
    if (!often && !breathless && mmrc === undefined && cat === undefined)
      return refuse(
        'missing',
        'mmrc',
        words('mMRC or CAT is needed for A and B.', '区分A、B组须有mMRC或CAT。'),
      )
    const limits: Words[] = []
    if (fev1_fvc === undefined)
      limits.push(
        words(
          'COPD itself needs FEV1/FVC below 0.70 after bronchodilator.',
          '诊断慢阻肺须舒张剂后FEV1/FVC<0.70。',
        ),
      )
    if (!often && !breathless && (mmrc === undefined || cat === undefined))
      limits.push(
        words('A by one of mMRC and CAT; the other was not given.', '仅凭mMRC、CAT之一判为A组，另一项未填。'),
      )
    return {
      value: null,
      band: often ? 'E' : breathless ? 'B' : 'A',
      parts: factors(
        'exacerbations',
        'admissions',
        ...(mmrc === undefined ? [] : ['mmrc']),
        ...(cat === undefined ? [] : ['cat']),
      ),
      also: fev1_percent === undefined ? [] : [grade(fev1_percent)],
      limits,
    }
  },
})

function grade(fev1Percent: number): Also {
  const code = stepAt(fev1Percent, [
    [0, '4'],
    [30, '3'],
    [50, '2'],
    [80, '1'],
  ])
  return {
    id: 'grade',
    names: words('Grade', '分级'),
    verified: true,
    shows: { code, label: words(`GOLD ${code}`, `GOLD ${code}级`) },
  }
}
