import { finding, type Finding } from './finding.ts'
import type { VitalsValues } from './vitals-catalogue.ts'

const PULSE_PRESSURE_MMHG = [10, 150] as const

/**
 * Whether two pressures can be of one measurement.
 * Source: knowledge vitals.plausibility (local rule, not verified).
 */
export function checkPressurePair({ systolicMmHg, diastolicMmHg }: VitalsValues): Finding[] {
  if (systolicMmHg === undefined || diastolicMmHg === undefined) return []
  const details = { systolic: systolicMmHg, diastolic: diastolicMmHg }
  if (diastolicMmHg >= systolicMmHg)
    return [
      finding('vitals.plausibility', 'impossible', 'diastolic-not-below-systolic', 'diastolicMmHg', details),
    ]
  const pulsePressure = systolicMmHg - diastolicMmHg
  const [low, high] = PULSE_PRESSURE_MMHG
  if (pulsePressure >= low && pulsePressure <= high) return []
  return [
    finding('vitals.plausibility', 'ask', 'pulse-pressure-unusual', 'systolicMmHg', {
      ...details,
      pulsePressure,
      low,
      high,
    }),
  ]
}
