import { calculate, type Computed } from './calculate.ts'
import type { Calculator, Input, InputValue } from './calculator.ts'
import { calculators } from './calculators.ts'

/** Tests alone: answers that score nothing where they can, made from the description of the inputs. */
export function quietAnswers(calculator: Calculator): Record<string, InputValue> {
  const answers = Object.fromEntries(
    Object.entries(calculator.inputs)
      .filter(([, { required }]) => required)
      .map(([name, input]) => [name, quiet(input)]),
  )
  return { ...answers, ...MEASURED[calculator.id] }
}

/** A healthy 40-year-old, where the middle of a range is no quiet answer. */
const MEASURED: Readonly<Record<string, Record<string, InputValue>>> = {
  news2: { respiratory_rate: 16, spo2: 98, systolic_bp: 120, pulse: 70, temperature: 36.6 },
  qsofa: { respiratory_rate: 16, systolic_bp: 120 },
  curb65: { urea_mmol_l: 5, respiratory_rate: 16, systolic_bp: 120, diastolic_bp: 75 },
  crb65: { respiratory_rate: 16, systolic_bp: 120, diastolic_bp: 75 },
  abcd2: { systolic_bp: 120, diastolic_bp: 75 },
  gcs: { eye_opening: 'spontaneous', verbal_response: 'orientated', motor_response: 'obey_commands' },
  egfr: { creatinine: 75 },
  schwartz: { age: 8, creatinine: 45 },
  'china-par': {
    sbp_mmhg: 120,
    total_cholesterol: 4.5,
    hdl_cholesterol: 1.4,
    waist_cm: 80,
    urban: false,
    family_history: false,
  },
  framingham: { sbp_mmhg: 120, total_cholesterol: 4.5, hdl_cholesterol: 1.4 },
  edd: { lmp: '2026-01-01', date: '2026-03-01' },
  fib4: { ast: 25, alt: 25, platelets: 220 },
  ldl: { tc_mmol_l: 4.5, hdl_mmol_l: 1.4, tg_mmol_l: 1.1 },
  'copd-gold': { exacerbations: 0, admissions: 0, mmrc: '0', cat: 3 },
  'htn-followup': { systolic_bp: 130, diastolic_bp: 80 },
  findrisc: { bmi: 22, waist_cm: 75, physically_active: true, daily_vegetables_fruit: true },
  cdrs: { age: 22, bmi: 21, waist_cm: 68, systolic: 105 },
  imci: { age_months: 24, respiratory_rate: 28 },
  pews: { age: 5 },
  'pain-nrs': { score: 0 },
  fluid421: { weight_kg: 15 },
  apgar: { minute: '5' },
}

function quiet(input: Input): InputValue {
  switch (input.kind) {
    case 'number': {
      const { low, high } = input.applies ?? input
      return Math.min(Math.max(40, low), high)
    }
    case 'choice':
      return input.choices[0]!.code
    case 'flag':
      return false
    case 'date':
      return '2026-01-01'
  }
}

export function calculatorOf(id: string): Calculator {
  const found = calculators.find((calculator) => calculator.id === id)
  if (!found) throw new Error(`no calculator ${id}`)
  return found
}

export type Answers = Readonly<Record<string, InputValue>>

/** The result for quiet answers but these. @throws where there is none */
export function run(id: string, answers: Answers): Computed {
  const calculator = calculatorOf(id)
  const result = calculate(calculator, { ...quietAnswers(calculator), ...answers })
  if (!result.computed) throw new Error(`${id}: ${JSON.stringify(result.faults)}`)
  return result
}
