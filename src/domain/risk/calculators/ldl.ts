import { defineCalculator, refuse, words } from '../calculator.ts'
import { hdlCholesterol, totalCholesterol, triglyceride } from '../clinic-inputs.ts'
import { ONE_SAMPLE_MS } from '../freshness.ts'

/**
 * LDL cholesterol from a lipid panel.
 * Source: Friedewald 1972. Knowledge `score.ldl`: in mmol/L triglyceride is divided by 2.2 (5 belongs to mg/dL).
 */
const inputs = {
  tc_mmol_l: totalCholesterol([0.5, 30]),
  hdl_mmol_l: hdlCholesterol([0.05, 6]),
  tg_mmol_l: triglyceride([0, 100]),
} as const

export const ldl = defineCalculator({
  id: 'ldl',
  entry: 'score.ldl',
  names: words('LDL cholesterol, Friedewald', 'LDL-C（Friedewald公式）'),
  source: 'Friedewald 1972',
  verified: true,
  version: '1.0.0',
  fires: 'automatically',
  moment: 'after-lab',
  output: { unit: 'mmol/L', decimals: 2 },
  bands: {},
  inputs,
  together: { inputs: ['tc_mmol_l', 'hdl_mmol_l', 'tg_mmol_l'], withinMs: ONE_SAMPLE_MS },
  limits: [words('Calculated, not measured.', '计算值，非直接测定。')],
  compute({ tc_mmol_l, hdl_mmol_l, tg_mmol_l }) {
    if (tg_mmol_l >= 4.5)
      return refuse(
        'not-for-this-person',
        'tg_mmol_l',
        words(
          'From 4.5 mmol/L of triglyceride the formula fails; measure LDL directly.',
          '甘油三酯≥4.5 mmol/L时公式不适用；请直接测定LDL-C。',
        ),
      )
    const value = tc_mmol_l - hdl_mmol_l - tg_mmol_l / 2.2
    if (value <= 0)
      return refuse(
        'contradiction',
        'tc_mmol_l',
        words(
          'Total cholesterol is too low for the HDL and triglyceride given.',
          '总胆固醇与HDL-C、甘油三酯不相符。',
        ),
      )
    return {
      value,
      parts: [
        { input: 'tc_mmol_l', contribution: tc_mmol_l },
        { input: 'hdl_mmol_l', contribution: -hdl_mmol_l },
        { input: 'tg_mmol_l', contribution: -tg_mmol_l / 2.2 },
      ],
    }
  },
})
