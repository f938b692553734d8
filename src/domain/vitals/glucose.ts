import { finding, type Finding, type VitalsContext } from './finding.ts'
import type { VitalsValues } from './vitals-catalogue.ts'

/**
 * Class of a blood glucose. Of a finger it is a screen, never a diagnosis; without symptoms it is repeated on another
 * day, and a random value means diabetes only with symptoms.
 * Source: WHO 1999 as used in China, Chinese guideline for type 2 diabetes 2020 (knowledge glucose, not verified).
 */
export type GlucoseClass = 'normal' | 'impaired' | 'diabetes'
export type GlucoseWhen = NonNullable<VitalsContext['glucoseWhen']>

/** From the first on impaired, from the second on diabetes, mmol/L. */
const LIMITS: Readonly<Record<GlucoseWhen, readonly [impaired: number, diabetes: number]>> = {
  fasting: [6.1, 7],
  'two-hours': [7.8, 11.1],
  random: [11.1, 11.1],
}

export function glucoseClass(mmolL: number, when: GlucoseWhen): GlucoseClass {
  const [impaired, diabetes] = LIMITS[when]
  if (mmolL >= diabetes) return 'diabetes'
  return mmolL >= impaired ? 'impaired' : 'normal'
}

const NEWBORN_DAYS = 28
const NEWBORN_LOW_BELOW = 2.6
/** Of somebody with diabetes; without it a value is low below the critical limit. */
const LOW_BELOW = 3.9
/** Knowledge vitals.critical, not verified. */
const CRITICAL = [2.8, 22.2] as const

export function checkGlucose({ glucoseMmolL }: VitalsValues, context: VitalsContext): Finding[] {
  if (glucoseMmolL === undefined) return []
  const value = { value: glucoseMmolL }
  const [criticalLow, criticalHigh] = CRITICAL
  if (context.ageDays !== null && context.ageDays < NEWBORN_DAYS) {
    return glucoseMmolL < NEWBORN_LOW_BELOW
      ? [finding('glucose', 'notable', 'glucose-newborn-low', 'glucoseMmolL', value, true)]
      : []
  }
  if (glucoseMmolL < criticalLow)
    return [finding('vitals.critical', 'notable', 'glucose-critical-low', 'glucoseMmolL', value, true)]
  if (glucoseMmolL > criticalHigh)
    return [finding('vitals.critical', 'notable', 'glucose-critical-high', 'glucoseMmolL', value, true)]
  if (glucoseMmolL < LOW_BELOW) return [finding('glucose', 'notable', 'glucose-low', 'glucoseMmolL', value)]
  // A value whose hour nobody noted is judged as mildly as a random one.
  const when = context.glucoseWhen ?? 'random'
  const found = glucoseClass(glucoseMmolL, when)
  if (found === 'normal') return []
  const code = found === 'impaired' ? 'glucose-impaired' : 'glucose-diabetes-range'
  return [finding('glucose', 'notable', code, 'glucoseMmolL', { ...value, when })]
}
