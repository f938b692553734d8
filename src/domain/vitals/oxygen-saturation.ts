import { finding, type Finding, type VitalsContext } from './finding.ts'
import type { VitalsValues } from './vitals-catalogue.ts'

/**
 * Class of a saturation by pulse oximetry; each 500 m above 1,500 m takes one per cent from the limits.
 * Source: BTS 2017, WHO (knowledge vitals.spo2, not verified).
 */
export type SaturationClass = 'normal' | 'low' | 'severe'

const NORMAL_FROM_PERCENT = 95
const LOW_FROM_PERCENT = 90
const ALTITUDE_FROM_M = 1500
const ALTITUDE_STEP_M = 500

export function saturationClass(spo2Percent: number, altitudeM = 0): SaturationClass {
  const thinner = Math.floor(Math.max(0, altitudeM - ALTITUDE_FROM_M) / ALTITUDE_STEP_M)
  if (spo2Percent >= NORMAL_FROM_PERCENT - thinner) return 'normal'
  return spo2Percent >= LOW_FROM_PERCENT - thinner ? 'low' : 'severe'
}

/** Where carbon dioxide is retained, more is not better. */
const COPD_TARGET_PERCENT = [88, 92] as const

export function checkSaturation({ spo2Percent, onOxygen }: VitalsValues, context: VitalsContext): Finding[] {
  if (spo2Percent === undefined) return []
  const [low, high] = COPD_TARGET_PERCENT
  const details = { value: spo2Percent, low, high }
  if (context.copd === true) {
    if (spo2Percent < low)
      return [finding('vitals.spo2', 'notable', 'spo2-below-target', 'spo2Percent', details, true)]
    return spo2Percent > high && onOxygen === true
      ? [finding('vitals.spo2', 'notable', 'spo2-above-target', 'spo2Percent', details)]
      : []
  }
  const found = saturationClass(spo2Percent, context.altitudeM)
  if (found === 'normal') return []
  const value = { value: spo2Percent }
  if (found === 'low') return [finding('vitals.spo2', 'notable', 'spo2-low', 'spo2Percent', value)]
  return [finding('vitals.critical', 'notable', 'spo2-severe', 'spo2Percent', value, true)]
}
