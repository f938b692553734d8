import { refuse, words, type Refusal } from './calculator.ts'

/** Knowledge `vitals.plausibility`, cross-checks: the diastolic pressure is below the systolic. */
export function pressuresContradict(given: {
  readonly systolic_bp: number
  readonly diastolic_bp: number
}): Refusal | null {
  if (given.diastolic_bp < given.systolic_bp) return null
  return refuse(
    'contradiction',
    'diastolic_bp',
    words('The diastolic pressure is not below the systolic.', '舒张压不低于收缩压。'),
  )
}
