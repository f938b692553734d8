import { finding, isAdult, type Finding, type VitalsContext } from './finding.ts'
import type { VitalsValues } from './vitals-catalogue.ts'

/**
 * Class of one office reading of an adult.
 * Source: Chinese hypertension guidelines 2018 and 2024 (knowledge bp.adult.china, verified; the line at 160/100
 * between grades 1 and 2 is from memory).
 */
export type AdultPressureClass =
  | { readonly class: 'normal' | 'high-normal' }
  | {
      readonly class: 'hypertension'
      readonly grade: 1 | 2 | 3
      /** Only one of the two is high. */
      readonly isolated: 'systolic' | 'diastolic' | null
    }

/** By the higher of the two. */
export function adultPressureClass(systolicMmHg: number, diastolicMmHg: number): AdultPressureClass {
  const systolicHigh = systolicMmHg >= 140
  const diastolicHigh = diastolicMmHg >= 90
  if (!systolicHigh && !diastolicHigh)
    return { class: systolicMmHg >= 120 || diastolicMmHg >= 80 ? 'high-normal' : 'normal' }
  const grade =
    systolicMmHg >= 180 || diastolicMmHg >= 110 ? 3 : systolicMmHg >= 160 || diastolicMmHg >= 100 ? 2 : 1
  const isolated = systolicHigh === diastolicHigh ? null : systolicHigh ? 'systolic' : 'diastolic'
  return { class: 'hypertension', grade, isolated }
}

/** Critical for an adult (knowledge vitals.critical, not verified): below, above. */
const CRITICAL = { systolicBelow: 90, systolicAbove: 200, diastolicAbove: 120 }
/** In pregnancy (knowledge vitals.critical, not verified): at or above. */
const PREGNANCY_SEVERE = { systolic: 160, diastolic: 110 }
const PREGNANCY_HIGH = { systolic: 140, diastolic: 90 }

export function checkAdultPressure(values: VitalsValues, context: VitalsContext): Finding[] {
  const pregnancy = context.pregnant === true ? pregnancyFindings(values) : []
  if (!isAdult(context)) return pregnancy
  const classed = pregnancy.length > 0 ? pregnancy : classFindings(values)
  return [...classed, ...criticalFindings(values)]
}

function pregnancyFindings({ systolicMmHg, diastolicMmHg }: VitalsValues): Finding[] {
  if (systolicMmHg === undefined || diastolicMmHg === undefined) return []
  const reaches = (limit: { systolic: number; diastolic: number }): boolean =>
    systolicMmHg >= limit.systolic || diastolicMmHg >= limit.diastolic
  const details = { systolic: systolicMmHg, diastolic: diastolicMmHg }
  if (reaches(PREGNANCY_SEVERE))
    return [finding('vitals.critical', 'notable', 'bp-pregnancy-severe', 'systolicMmHg', details, true)]
  return reaches(PREGNANCY_HIGH)
    ? [finding('vitals.critical', 'notable', 'bp-pregnancy-high', 'systolicMmHg', details)]
    : []
}

function classFindings({ systolicMmHg, diastolicMmHg }: VitalsValues): Finding[] {
  if (systolicMmHg === undefined || diastolicMmHg === undefined) return []
  const details = { systolic: systolicMmHg, diastolic: diastolicMmHg }
  const found = adultPressureClass(systolicMmHg, diastolicMmHg)
  if (found.class !== 'hypertension') {
    return found.class === 'normal'
      ? []
      : [finding('bp.adult.china', 'notable', 'bp-high-normal', 'systolicMmHg', details)]
  }
  const { grade, isolated } = found
  const code = isolated === null ? 'bp-hypertension' : (`bp-isolated-${isolated}` as const)
  const field = isolated === 'diastolic' ? 'diastolicMmHg' : 'systolicMmHg'
  return [finding('bp.adult.china', 'notable', code, field, { ...details, grade })]
}

function criticalFindings({ systolicMmHg, diastolicMmHg }: VitalsValues): Finding[] {
  const { systolicBelow, systolicAbove, diastolicAbove } = CRITICAL
  const found: Finding[] = []
  if (systolicMmHg !== undefined && systolicMmHg < systolicBelow) {
    const details = { value: systolicMmHg, limit: systolicBelow }
    found.push(finding('vitals.critical', 'notable', 'bp-critical-low', 'systolicMmHg', details, true))
  }
  if (systolicMmHg !== undefined && systolicMmHg > systolicAbove) {
    const details = { value: systolicMmHg, limit: systolicAbove }
    found.push(finding('vitals.critical', 'notable', 'bp-critical-high', 'systolicMmHg', details, true))
  }
  if (diastolicMmHg !== undefined && diastolicMmHg > diastolicAbove) {
    const details = { value: diastolicMmHg, limit: diastolicAbove }
    found.push(finding('vitals.critical', 'notable', 'bp-critical-high', 'diastolicMmHg', details, true))
  }
  return found
}
