import { defineCalculator, refuse, words, type Given } from '../calculator.ts'
import {
  age,
  CHOLESTEROL_MG_DL_PER_MMOL_L,
  hdlCholesterol,
  sex,
  systolic,
  totalCholesterol,
  waist,
} from '../clinic-inputs.ts'
import { ONE_SAMPLE_MS } from '../freshness.ts'
import { DIABETES } from '../icd10.ts'
import { flag, onProblemList, optional } from '../inputs.ts'
import { factors, stepAt } from '../points.ts'

/**
 * Ten-year risk of atherosclerotic cardiovascular disease in China.
 * Source: Yang 2016 (Circulation 134:1430). Knowledge `score.chinapar`. Cholesterol enters in mg/dL (with mmol/L the
 * sum misses the cohort mean); the published S0 has few digits, so the official site differs by a tenth of a per cent.
 */
const inputs = {
  age_years: age({
    low: 35,
    high: 74,
    why: words('China-PAR was derived for 35 to 74 years.', 'China-PAR模型适用于35～74岁。'),
  }),
  sex: sex(),
  sbp_mmhg: { ...systolic(), low: 80, high: 240 },
  bp_treated: flag(words('Takes blood pressure drugs', '正在服用降压药')),
  total_cholesterol: totalCholesterol([2, 10.35]),
  hdl_cholesterol: hdlCholesterol([0.38, 3.11]),
  waist_cm: waist([50, 150]),
  smoker: flag(words('Smokes now', '目前吸烟')),
  diabetes: flag(words('Diabetes', '糖尿病'), { chart: onProblemList(...DIABETES) }),
  north: flag(words('Lives north of the Yangtze', '居住在长江以北')),
  urban: optional(flag(words('Lives in a town (men only)', '居住在城市（仅男性）'))),
  family_history: optional(
    flag(
      words(
        'Parents or siblings with cardiovascular disease (men only)',
        '父母或兄弟姐妹有心血管病（仅男性）',
      ),
    ),
  ),
} as const

export const chinaPar = defineCalculator({
  id: 'china-par',
  entry: 'score.chinapar',
  names: words('China-PAR 10-year ASCVD risk', 'China-PAR十年心血管病风险'),
  source: 'Yang 2016 (Circulation 134:1430)',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '%', decimals: 1, range: [0, 100] },
  bands: {
    low: { label: words('Low: below 5 %', '低危：<5%') },
    intermediate: { label: words('Intermediate: 5 to below 10 %', '中危：5%～<10%') },
    high: { label: words('High: 10 % and over', '高危：≥10%') },
  },
  inputs,
  together: { inputs: ['total_cholesterol', 'hdl_cholesterol'], withinMs: ONE_SAMPLE_MS },
  limits: [
    words('For people without cardiovascular disease so far.', '适用于尚无心血管病者。'),
    words('May differ from the official site by a tenth of a per cent.', '与官方网站结果可有0.1%左右差异。'),
  ],
  compute(given) {
    const parts = factors(
      'age_years',
      'sex',
      'sbp_mmhg',
      'bp_treated',
      'total_cholesterol',
      'hdl_cholesterol',
      'waist_cm',
      'smoker',
      'diabetes',
      'north',
    )
    if (given.sex === 'female')
      return { value: 100 * (1 - 0.99 ** Math.exp(women(given) - 117.26)), band: level, parts }
    const { urban, family_history } = given
    if (urban === undefined)
      return refuse('missing', 'urban', words('For men, town or country is needed.', '男性须填写城乡。'))
    if (family_history === undefined)
      return refuse(
        'missing',
        'family_history',
        words('For men, the family history is needed.', '男性须填写家族史。'),
      )
    const sum = men(given, urban, family_history)
    return {
      value: 100 * (1 - 0.9707 ** Math.exp(sum - 140.68)),
      band: level,
      parts: [...parts, ...factors('urban', 'family_history')],
    }
  },
})

function level(percent: number) {
  return stepAt<'low' | 'intermediate' | 'high'>(percent, [
    [0, 'low'],
    [5, 'intermediate'],
    [10, 'high'],
  ])
}

function logs(given: Given<typeof inputs>) {
  return {
    lnAge: Math.log(given.age_years),
    lnSbp: Math.log(given.sbp_mmhg),
    lnTc: Math.log(given.total_cholesterol * CHOLESTEROL_MG_DL_PER_MMOL_L),
    lnHdl: Math.log(given.hdl_cholesterol * CHOLESTEROL_MG_DL_PER_MMOL_L),
    lnWaist: Math.log(given.waist_cm),
  }
}

function men(given: Given<typeof inputs>, urban: boolean, familyHistory: boolean): number {
  const { lnAge, lnSbp, lnTc, lnHdl, lnWaist } = logs(given)
  let sum = 31.97 * lnAge + 0.62 * lnTc - 0.69 * lnHdl - 0.71 * lnWaist
  sum += given.bp_treated ? 27.39 * lnSbp - 6.02 * lnAge * lnSbp : 26.15 * lnSbp - 5.73 * lnAge * lnSbp
  if (given.smoker) sum += 3.96 - 0.94 * lnAge
  if (given.diabetes) sum += 0.36
  if (given.north) sum += 0.48
  if (urban) sum -= 0.16
  if (familyHistory) sum += 6.22 - 1.53 * lnAge
  return sum
}

function women(given: Given<typeof inputs>): number {
  const { lnAge, lnSbp, lnTc, lnHdl, lnWaist } = logs(given)
  let sum = 24.87 * lnAge + 0.06 * lnTc - 0.22 * lnHdl + 1.48 * lnWaist
  sum += given.bp_treated ? 20.71 * lnSbp - 4.53 * lnAge * lnSbp : 19.98 * lnSbp - 4.36 * lnAge * lnSbp
  if (given.smoker) sum += 0.49
  if (given.diabetes) sum += 0.57
  if (given.north) sum += 0.54
  return sum
}
