import data from './data/vitals-limits.json' with { type: 'json' }
import { growthZ, isGrowthZ } from '../growth/growth-z.ts'
import { normalShareBelow } from '../growth/normal-distribution.ts'
import {
  ageYearsOf,
  finding,
  isAdult,
  referenceSex,
  toOneDecimal,
  type Finding,
  type VitalsContext,
} from './finding.ts'
import type { VitalsValues } from './vitals-catalogue.ts'

type Sex = 'male' | 'female'

/**
 * Percentile of a child's blood pressure for age, sex and height, 1 to 17 years.
 * Source: NHBPEP Fourth Report 2004, appendix B (knowledge bp.child.fourth, verified). Its height z is that of CDC
 * 2000; the WHO one used here shifts the result slightly. It reads 1 to 4 mmHg higher than the AAP tables of 2017.
 * @param ageYears 1 to below 18, with its fraction
 * @param heightZ held within -3 to 3
 * @returns percentiles 0 to 100; null at other ages
 */
export function childPressurePercentiles(
  sex: Sex,
  ageYears: number,
  heightZ: number,
  systolicMmHg: number,
  diastolicMmHg: number,
): { readonly systolic: number; readonly diastolic: number } | null {
  if (!(ageYears >= 1 && ageYears < 18)) return null
  const { sbp, dbp } = data.fourthReport[sex]
  return {
    systolic: percentile(sbp, ageYears, heightZ, systolicMmHg),
    diastolic: percentile(dbp, ageYears, heightZ, diastolicMmHg),
  }
}

/** Coefficients in the order a0, b1 to b4 (age), g1 to g4 (height), sd. */
function percentile(c: readonly number[], ageYears: number, heightZ: number, mmHg: number): number {
  const years = ageYears - 10
  const height = Math.min(3, Math.max(-3, heightZ))
  const powers = [years, years ** 2, years ** 3, years ** 4, height, height ** 2, height ** 3, height ** 4]
  const mean = powers.reduce((sum, power, i) => sum + c[i + 1]! * power, c[0]!)
  return 100 * normalShareBelow((mmHg - mean) / c[9]!)
}

/**
 * Whether a reading needs the full tables, without a height: the 90th percentile of the shortest children.
 * Source: Flynn 2017 (Pediatrics 140:e20171904), tables 3 and 6 (knowledge bp.child.aap_screen, verified).
 * @param ageYears completed; null below 1 and from 18
 */
export function needsFullTables(
  sex: Sex,
  ageYears: number,
  systolicMmHg: number,
  diastolicMmHg: number,
): boolean | null {
  const years = Math.floor(ageYears)
  if (!(years >= 1 && years < 18)) return null
  if (years >= 13) return systolicMmHg >= 120 || diastolicMmHg >= 80
  const row = data.aapScreen.ageYears.indexOf(years)
  return (
    systolicMmHg >= data.aapScreen.systolic[sex][row]! || diastolicMmHg >= data.aapScreen.diastolic[sex][row]!
  )
}

/** 95th percentiles of WS/T 610-2018 for age, sex and height group. */
export interface Wst610 {
  readonly high: boolean
  readonly systolicLimit: number
  readonly diastolicLimit: number
}

/**
 * High blood pressure at 7 to 17 completed years by the Chinese standard; a diagnosis needs three separate days.
 * Source: WS/T 610-2018 (knowledge bp.child.wst610, NOT verified: one public copy).
 */
export function wst610(
  sex: Sex,
  ageYears: number,
  heightCm: number,
  systolicMmHg: number,
  diastolicMmHg: number,
): Wst610 | null {
  const tables = data.wst610
  const row = tables.ageYears.indexOf(Math.floor(ageYears))
  if (row < 0) return null
  const group = tables.heightCm[sex][row]!.filter((limit) => limit <= heightCm).length
  const systolicLimit = tables.systolicP95[sex][row]![group]!
  const diastolicLimit = tables.diastolicP95[sex][row]![group]!
  const high = systolicMmHg >= systolicLimit || diastolicMmHg >= diastolicLimit
  return { high, systolicLimit, diastolicLimit }
}

export function checkChildPressure(values: VitalsValues, context: VitalsContext): Finding[] {
  const { systolicMmHg: systolic, diastolicMmHg: diastolic, heightCm } = values
  const sex = referenceSex(context)
  const ageYears = ageYearsOf(context)
  if (systolic === undefined || diastolic === undefined) return []
  if (sex === null || ageYears === null || isAdult(context)) return []
  const reading = { systolic, diastolic }
  if (heightCm === undefined) {
    return needsFullTables(sex, ageYears, systolic, diastolic)
      ? [finding('bp.child.aap_screen', 'notable', 'bp-child-screen', 'systolicMmHg', reading)]
      : []
  }
  const height = growthZ('length-height-for-age', sex, context.ageDays!, heightCm)
  const percentiles = isGrowthZ(height)
    ? childPressurePercentiles(sex, ageYears, height.z, systolic, diastolic)
    : null
  const chinese = wst610(sex, ageYears, heightCm, systolic, diastolic)
  return [
    ...(percentiles === null ? [] : byPercentiles(reading, percentiles)),
    ...(chinese?.high ? [byWst610(reading, chinese)] : []),
  ]
}

interface Reading {
  readonly systolic: number
  readonly diastolic: number
}

function byPercentiles(reading: Reading, percentiles: Reading): Finding[] {
  const highest = Math.max(percentiles.systolic, percentiles.diastolic)
  if (highest < 90) return []
  const code = highest >= 95 ? 'bp-child-p95' : 'bp-child-p90'
  const details = {
    ...reading,
    systolicPercentile: toOneDecimal(percentiles.systolic),
    diastolicPercentile: toOneDecimal(percentiles.diastolic),
  }
  return [finding('bp.child.fourth', 'notable', code, 'systolicMmHg', details)]
}

function byWst610(reading: Reading, { systolicLimit, diastolicLimit }: Wst610): Finding {
  const details = { ...reading, systolicLimit, diastolicLimit }
  return finding('bp.child.wst610', 'notable', 'bp-child-wst610', 'systolicMmHg', details)
}
