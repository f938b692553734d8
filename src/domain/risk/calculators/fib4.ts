import { defineCalculator, words } from '../calculator.ts'
import { adult } from '../clinic-inputs.ts'
import { LIVER_MS, ONE_SAMPLE_MS } from '../freshness.ts'
import { CHRONIC_HEPATITIS_C } from '../icd10.ts'
import { flag, number, observed, onProblemList, optional } from '../inputs.ts'
import { factors } from '../points.ts'

/**
 * Index of liver fibrosis.
 * Source: Sterling 2006. Knowledge `score.fib4`: the low limit is 2.0 from 65 years, the high one 3.25 in hepatitis C.
 */
const inputs = {
  age: adult('FIB-4'),
  ast: number(words('AST', '天门冬氨酸氨基转移酶（AST）'), 'U/L', [1, 20_000], {
    chart: observed(['1920-8'], ['U/L'], LIVER_MS),
  }),
  alt: number(words('ALT', '丙氨酸氨基转移酶（ALT）'), 'U/L', [1, 20_000], {
    chart: observed(['1742-6'], ['U/L'], LIVER_MS),
  }),
  platelets: number(words('Platelets', '血小板'), '10*9/L', [1, 2000], {
    chart: observed(['777-3'], ['10*9/L', '10*3/uL'], LIVER_MS),
  }),
  hepatitis_c: optional(
    flag(words('Chronic hepatitis C', '慢性丙型肝炎'), { chart: onProblemList(...CHRONIC_HEPATITIS_C) }),
  ),
} as const

export const fib4 = defineCalculator({
  id: 'fib4',
  entry: 'score.fib4',
  names: words('FIB-4', 'FIB-4肝纤维化指数'),
  source: 'Sterling 2006',
  verified: true,
  version: '1.0.0',
  fires: 'automatically',
  moment: 'after-lab',
  output: { unit: '1', decimals: 2 },
  bands: {
    low: { label: words('Advanced fibrosis unlikely', '进展期肝纤维化可能性小') },
    indeterminate: { label: words('Indeterminate', '不确定') },
    high: { label: words('Advanced fibrosis likely', '进展期肝纤维化可能性大') },
  },
  inputs,
  together: { inputs: ['ast', 'alt', 'platelets'], withinMs: ONE_SAMPLE_MS },
  limits: [],
  compute({ age, ast, alt, platelets, hepatitis_c }) {
    const lowBelow = age >= 65 ? 2 : 1.3
    const highAbove = hepatitis_c ? 3.25 : 2.67
    return {
      value: (age * ast) / (platelets * Math.sqrt(alt)),
      band: (value) => (value < lowBelow ? 'low' : value > highAbove ? 'high' : 'indeterminate'),
      parts: factors('age', 'ast', 'alt', 'platelets'),
      limits:
        hepatitis_c === undefined
          ? [
              words(
                'In hepatitis C the high limit is 3.25 instead of 2.67.',
                '丙型肝炎患者高值界限为3.25（其他为2.67）。',
              ),
            ]
          : [],
    }
  },
})
