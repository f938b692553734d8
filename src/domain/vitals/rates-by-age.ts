import data from './data/vitals-limits.json' with { type: 'json' }
import { finding, isAdult, type Finding, type FindingCode, type VitalsContext } from './finding.ts'
import type { NumericVital, VitalsValues } from './vitals-catalogue.ts'

/**
 * Pulse and respiration against age, awake and calm.
 * Source: knowledge vitals.reference (PALS 2020, Fleming 2011, rounded) and vitals.critical, neither verified.
 */
export interface RatesReference {
  readonly pulse: readonly [number, number]
  readonly respiration: readonly [number, number]
}

const DAYS_PER_MONTH = 30.4375

/** Null before birth and beyond the table. */
export function ratesReference(ageDays: number): RatesReference | null {
  const months = ageDays / DAYS_PER_MONTH
  const row = data.reference.find(({ ageMonths }) => months >= ageMonths[0]! && months < ageMonths[1]!)
  return (row as unknown as RatesReference | undefined) ?? null
}

/** Critical for an adult: below the first, above the second. For a child: 30 per cent beyond its reference. */
const CRITICAL_ADULT = { pulse: [40, 140], respiration: [8, 30] } as const
const CRITICAL_CHILD_SHARE = 0.3

export function checkRates(values: VitalsValues, context: VitalsContext): Finding[] {
  const { ageDays } = context
  const reference = ageDays === null ? null : ratesReference(ageDays)
  if (reference === null) return []
  const critical = isAdult(context) ? CRITICAL_ADULT : criticalChild(reference)
  return [
    ...judge('heartRatePerMin', 'heart-rate', values.heartRatePerMin, reference.pulse, critical.pulse),
    ...judge(
      'respiratoryRatePerMin',
      'respiratory-rate',
      values.respiratoryRatePerMin,
      reference.respiration,
      critical.respiration,
    ),
  ]
}

function criticalChild({ pulse, respiration }: RatesReference): RatesReference {
  const wider = ([low, high]: readonly [number, number]): readonly [number, number] => [
    low * (1 - CRITICAL_CHILD_SHARE),
    high * (1 + CRITICAL_CHILD_SHARE),
  ]
  return { pulse: wider(pulse), respiration: wider(respiration) }
}

function judge(
  field: NumericVital,
  name: 'heart-rate' | 'respiratory-rate',
  value: number | undefined,
  [low, high]: readonly [number, number],
  critical: readonly [number, number],
): Finding[] {
  if (value === undefined || (value >= low && value <= high)) return []
  const details = { value, low, high }
  if (value < critical[0] || value > critical[1])
    return [finding('vitals.critical', 'notable', `${name}-critical`, field, details, true)]
  const code: FindingCode = value < low ? `${name}-low` : `${name}-high`
  return [finding('vitals.reference', 'notable', code, field, details)]
}
