import type { Chart } from '#domain/record/chart.ts'
import { decimalNumber } from '#domain/record/decimal.ts'
import type { Judges } from '#domain/record/portrait.ts'
import { ageAt } from '#domain/identity/birth-date.ts'
import { interpret } from '#domain/lab/interpret.ts'
import { findingsOf } from './vitals-findings.ts'

/** What the values of this person mean, by their age on the day on which they were taken. */
export function judgesOf(chart: Chart): Judges {
  const { birthDate, sex } = chart.identity
  return {
    vitals: (value, on) => (isDay(on) ? findingsOf(chart, value, on) : []),
    result({ test, value }, on) {
      if (value.is !== 'quantity' || value.comparator || test.system !== 'loinc' || !test.code) return null
      const ageYears = birthDate !== null && isDay(on) ? (ageAt(birthDate, on)?.years ?? null) : null
      return interpret(test.code, decimalNumber(value.value), value.unit, { sex: sex ?? 'unknown', ageYears })
    },
  }
}

/** A value known to the month or year alone has no day on which somebody's age could be told. */
function isDay(on: string): boolean {
  return on.length === 10
}
