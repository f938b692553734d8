import type { Chart } from '#domain/record/chart.ts'
import { decimalNumber, type Decimal } from '#domain/record/decimal.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { ageInDaysAt } from '#domain/identity/birth-date.ts'
import type { Finding, VitalsContext } from '#domain/vitals/finding.ts'
import { checkVitals } from '#domain/vitals/plausibility.ts'
import { NUMERIC_VITALS, type VitalsValues } from '#domain/vitals/vitals-catalogue.ts'

/** What is to be said about a set of vital signs of this person. @param on `YYYY-MM-DD`, the day they were taken */
export function findingsOf(chart: Chart, vitals: Vitals, on: string): readonly Finding[] {
  return checkVitals(numbersOf(vitals), contextOf(chart, vitals, on))
}

function numbersOf(vitals: Vitals): VitalsValues {
  const numbers = NUMERIC_VITALS.flatMap((field) => {
    const taken = (vitals as Readonly<Record<string, unknown>>)[field] as Decimal | undefined
    return taken ? [[field, decimalNumber(taken)] as const] : []
  })
  const { onOxygen, consciousness } = vitals
  return {
    ...Object.fromEntries(numbers),
    ...(onOxygen === undefined ? {} : { onOxygen }),
    ...(consciousness === undefined ? {} : { consciousness }),
  }
}

function contextOf({ identity, statements }: Chart, vitals: Vitals, on: string): VitalsContext {
  const age = identity.birthDate === null ? null : ageInDaysAt(identity.birthDate, on)
  const pregnancy = statements.pregnancy.find(({ standing }) => standing === 'stands')?.current.value
  return {
    ageDays: age?.days ?? null,
    agePlusMinusDays: age?.plusMinusDays,
    sex: identity.sex ?? 'unknown',
    pregnant: pregnancy?.status === 'pregnant',
    glucoseWhen: vitals.glucoseWhen,
    temperatureSite: vitals.temperatureSite,
    heightPosition: vitals.heightPosition,
  }
}
