import { ageAt, ageInDaysAt } from '#domain/identity/birth-date.ts'
import { dayOf } from '#domain/identity/calendar.ts'
import { earliestMs } from '#domain/record/at.ts'
import type { Chart } from '#domain/record/chart.ts'
import { decimalNumber, type Decimal } from '#domain/record/decimal.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { standingValues } from '#domain/record/standing-values.ts'
import type { ChartValue, PersonOnChart } from '#domain/risk/from-chart.ts'
import { findVital, NUMERIC_VITALS } from '#domain/vitals/vitals-catalogue.ts'
import { isPregnant } from './vitals-form.ts'

/** Stands for a fact that this visit will write: it has no id before it is signed. */
export const THIS_VISIT = 'this-visit'

/** LOINC of a last menstrual period and of the body mass index, as the calculators ask for them. */
const LAST_PERIOD = '8665-2'
const BODY_MASS_INDEX = '39156-5'

/** Every observation of the chart that a calculator can take. */
export function chartValues({ statements }: Chart): readonly ChartValue[] {
  return [
    ...standingValues(statements.vitals).flatMap(({ value, at, fact }) =>
      vitalValues(value, earliestMs(at), fact),
    ),
    ...standingValues(statements.result).flatMap(({ value: { test, value }, at, fact }): ChartValue[] => {
      // A result with a comparator (`< 5`) is no number.
      if (test.system !== 'loinc' || !test.code || value.is !== 'quantity' || value.comparator) return []
      const number = decimalNumber(value.value)
      return [{ code: test.code, value: number, unit: value.unit, atMs: earliestMs(at), factId: fact }]
    }),
    ...standingValues(statements.score).flatMap(
      ({ value: { calculator, result }, at, fact }): ChartValue[] => {
        if (calculator !== 'bmi' || !result?.value) return []
        const number = decimalNumber(result.value)
        return [{ code: BODY_MASS_INDEX, value: number, unit: 'kg/m2', atMs: earliestMs(at), factId: fact }]
      },
    ),
    ...standingValues(statements.pregnancy).flatMap(({ value, at, fact }): ChartValue[] => {
      const { lastMenstrualPeriod: day } = value
      const whole = day !== undefined && dayOf(day) !== null
      return whole ? [{ code: LAST_PERIOD, value: day, unit: '', atMs: earliestMs(at), factId: fact }] : []
    }),
  ]
}

/** @param factId of the fact that says them, or `THIS_VISIT` */
export function vitalValues(vitals: Vitals, atMs: number, factId: FactId): readonly ChartValue[] {
  const values: ChartValue[] = NUMERIC_VITALS.flatMap((field) => {
    const { loinc, ucum } = findVital(field)
    const taken = vitals[field] as Decimal | undefined
    return taken && loinc
      ? [{ code: loinc, value: decimalNumber(taken), unit: ucum ?? '', atMs, factId }]
      : []
  })
  const { onOxygen, consciousness } = vitals
  if (onOxygen !== undefined)
    values.push({ code: 'vitals.onOxygen', value: onOxygen, unit: '', atMs, factId })
  if (consciousness !== undefined)
    values.push({ code: 'vitals.consciousness', value: consciousness, unit: '', atMs, factId })
  return values
}

/**
 * The person as the calculators ask for them.
 * @param today `YYYY-MM-DD`
 * @param diagnoses ICD-10 codes that this visit has made sure of
 */
export function personOnChart(chart: Chart, today: string, diagnoses: readonly string[]): PersonOnChart {
  const { birthDate, sex } = chart.identity
  const age = birthDate === null ? null : ageAt(birthDate, today)
  const days = birthDate === null ? null : ageInDaysAt(birthDate, today)
  const listed = standingValues(chart.statements.problem).flatMap(({ value: { status, condition } }) =>
    status === 'active' && condition.system === 'icd10' && condition.code ? [condition.code] : [],
  )
  return {
    ageYears: age?.years ?? null,
    ageMonths: age?.exact ? age.years * 12 + age.months : null,
    ageDays: days && days.plusMinusDays === 0 ? days.days : null,
    sex: sex ?? null,
    problems: [...listed, ...diagnoses],
    pregnant: isPregnant(chart),
  }
}
