/** What CURB-65 and CRB-65 share. Source: Lim 2003. Knowledge `score.curb65`. */
import { words } from './calculator.ts'
import { VITALS_MS } from './freshness.ts'
import { flag, observed } from './inputs.ts'

export const newConfusion = () =>
  flag(words('New confusion', '新发意识模糊'), {
    points: 1,
    chart: observed(['vitals.consciousness'], [], VITALS_MS, { coded: { alert: false, confused: true } }),
  })

/** Systolic and diastolic pressure make one point together; it stands at the one that is low. */
export function severityPoints(given: {
  readonly age: number
  readonly respiratory_rate: number
  readonly systolic_bp: number
  readonly diastolic_bp: number
}) {
  const lowSystolic = given.systolic_bp < 90
  return {
    age: given.age >= 65 ? 1 : 0,
    respiratory_rate: given.respiratory_rate >= 30 ? 1 : 0,
    systolic_bp: lowSystolic ? 1 : 0,
    diastolic_bp: !lowSystolic && given.diastolic_bp <= 60 ? 1 : 0,
  }
}
