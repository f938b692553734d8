import { defineCalculator, words } from '../calculator.ts'
import {
  age,
  CHOLESTEROL_MG_DL_PER_MMOL_L,
  hdlCholesterol,
  sex,
  systolic,
  totalCholesterol,
} from '../clinic-inputs.ts'
import { ONE_SAMPLE_MS } from '../freshness.ts'
import { DIABETES } from '../icd10.ts'
import { flag, onProblemList } from '../inputs.ts'
import { factors } from '../points.ts'

/**
 * Ten-year risk of cardiovascular disease, general model with lipids.
 * Source: D'Agostino 2008 (Circulation 117:743). Knowledge `score.framingham`.
 */
const inputs = {
  age_years: age({
    low: 30,
    high: 74,
    why: words('The model was derived for 30 to 74 years.', '该模型适用于30～74岁。'),
  }),
  sex: sex(),
  sbp_mmhg: { ...systolic(), low: 80, high: 240 },
  bp_treated: flag(words('Takes blood pressure drugs', '正在服用降压药')),
  total_cholesterol: totalCholesterol([2, 10.35]),
  hdl_cholesterol: hdlCholesterol([0.38, 3.11]),
  smoker: flag(words('Smokes now', '目前吸烟')),
  diabetes: flag(words('Diabetes', '糖尿病'), { chart: onProblemList(...DIABETES) }),
} as const

const COEFFICIENTS = {
  male: {
    lnAge: 3.06117,
    lnTc: 1.1237,
    lnHdl: -0.93263,
    lnSbpUntreated: 1.93303,
    lnSbpTreated: 1.99881,
    smoker: 0.65451,
    diabetes: 0.57367,
    mean: 23.9802,
    s0: 0.88936,
  },
  female: {
    lnAge: 2.32888,
    lnTc: 1.20904,
    lnHdl: -0.70833,
    lnSbpUntreated: 2.76157,
    lnSbpTreated: 2.82263,
    smoker: 0.52873,
    diabetes: 0.69154,
    mean: 26.1931,
    s0: 0.95012,
  },
}

export const framingham = defineCalculator({
  id: 'framingham',
  entry: 'score.framingham',
  names: words('Framingham general CVD 10-year risk (2008)', 'Framingham十年心血管病风险'),
  source: "D'Agostino 2008 (Circulation 117:743)",
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '%', decimals: 1, range: [0, 100] },
  bands: {},
  inputs,
  together: { inputs: ['total_cholesterol', 'hdl_cholesterol'], withinMs: ONE_SAMPLE_MS },
  limits: [
    words('Overestimates in China: prefer China-PAR.', '在中国人群中高估风险：建议优先使用China-PAR。'),
    words('For people without cardiovascular disease so far.', '适用于尚无心血管病者。'),
  ],
  compute(given) {
    const b = COEFFICIENTS[given.sex]
    const sum =
      b.lnAge * Math.log(given.age_years) +
      b.lnTc * Math.log(given.total_cholesterol * CHOLESTEROL_MG_DL_PER_MMOL_L) +
      b.lnHdl * Math.log(given.hdl_cholesterol * CHOLESTEROL_MG_DL_PER_MMOL_L) +
      (given.bp_treated ? b.lnSbpTreated : b.lnSbpUntreated) * Math.log(given.sbp_mmhg) +
      (given.smoker ? b.smoker : 0) +
      (given.diabetes ? b.diabetes : 0)
    return {
      value: 100 * (1 - b.s0 ** Math.exp(sum - b.mean)),
      parts: factors(
        'age_years',
        'sex',
        'sbp_mmhg',
        'bp_treated',
        'total_cholesterol',
        'hdl_cholesterol',
        'smoker',
        'diabetes',
      ),
    }
  },
})
