import { ageInDaysAt } from '#domain/identity/birth-date.ts'
import { dayNumber, dayOf } from '#domain/identity/calendar.ts'
import type { At } from '#domain/record/at.ts'
import type { Chart } from '#domain/record/chart.ts'
import { decimalNumber, parseDecimal, type Decimal } from '#domain/record/decimal.ts'
import { compareHlc } from '#domain/record/hlc.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { standingValues } from '#domain/record/standing-values.ts'
import type { PreviousVitals, VitalsContext } from '#domain/vitals/finding.ts'
import { NUMERIC_VITALS, type VitalsValues } from '#domain/vitals/vitals-catalogue.ts'
import { FORM_VITALS, type FormVital } from './vitals-fields.ts'
import type { VitalsForm } from './visit-draft.ts'

type WrittenVitals = { -readonly [F in keyof Vitals]: Vitals[F] }

/** The set of vital signs as it would be signed: decimals to the last typed digit. Null where nothing was taken. */
export function vitalsOf(form: VitalsForm): Vitals | null {
  const vitals: WrittenVitals = {}
  for (const field of FORM_VITALS) {
    const decimal = parseDecimal(form.texts[field])
    if (decimal) vitals[field] = decimal
  }
  if (form.onOxygen !== '') vitals.onOxygen = form.onOxygen === 'yes'
  if (form.consciousness !== '') vitals.consciousness = form.consciousness
  const measured = Object.keys(vitals).length > 0
  if (vitals.glucoseMmolL && form.glucoseWhen !== '') vitals.glucoseWhen = form.glucoseWhen
  if (vitals.temperatureCel && form.temperatureSite !== '') vitals.temperatureSite = form.temperatureSite
  if (vitals.heightCm && form.heightPosition !== '') vitals.heightPosition = form.heightPosition
  if (vitals.systolicMmHg && form.position !== '') vitals.position = form.position
  if (form.remark.trim() !== '') vitals.remark = form.remark.trim()
  return measured || vitals.remark !== undefined ? vitals : null
}

/** Fields in which something stands that is no number. */
export function notNumbers({ texts }: VitalsForm): readonly FormVital[] {
  return FORM_VITALS.filter((field) => texts[field].trim() !== '' && parseDecimal(texts[field]) === null)
}

/** For rules, which compute: what is kept stays decimal. */
export function numbersOf(vitals: Vitals): VitalsValues {
  const numbers = NUMERIC_VITALS.flatMap((field) => {
    const taken = vitals[field] as Decimal | undefined
    return taken ? [[field, decimalNumber(taken)] as const] : []
  })
  const { onOxygen, consciousness } = vitals
  return {
    ...Object.fromEntries(numbers),
    ...(onOxygen === undefined ? {} : { onOxygen }),
    ...(consciousness === undefined ? {} : { consciousness }),
  }
}

/** Chronic obstructive pulmonary disease: saturation has another target. ICD-10 J44. */
const COPD = /^J44/i

/**
 * What the rules of vital signs need to know of the person.
 * @param today `YYYY-MM-DD`
 */
export function vitalsContext(chart: Chart, form: VitalsForm, today: string): VitalsContext {
  const { birthDate, sex } = chart.identity
  const age = birthDate === null ? null : ageInDaysAt(birthDate, today)
  return {
    ageDays: age?.days ?? null,
    agePlusMinusDays: age?.plusMinusDays,
    sex: sex ?? 'unknown',
    pregnant: isPregnant(chart) ?? undefined,
    copd: standingValues(chart.statements.problem).some(
      ({ value }) => value.status !== 'resolved' && COPD.test(value.condition.code ?? ''),
    ),
    temperatureSite: form.temperatureSite === '' ? undefined : form.temperatureSite,
    glucoseWhen: form.glucoseWhen === '' ? undefined : form.glucoseWhen,
    heightPosition: form.heightPosition === '' ? undefined : form.heightPosition,
    previous: previousVitals(chart, today),
  }
}

/** Null where nobody has said; the latest statement counts. */
export function isPregnant({ statements }: Chart): boolean | null {
  const [latest] = standingValues(statements.pregnancy).toSorted((a, b) => compareHlc(b.hlc, a.hlc))
  const status = latest?.value.status
  return status === undefined || status === 'unknown' ? null : status === 'pregnant'
}

function previousVitals({ statements }: Chart, today: string): readonly PreviousVitals[] {
  const now = dayOf(today)
  return standingValues(statements.vitals).flatMap(({ value, at }) => {
    const then = dayOf(at.value.slice(0, 10))
    if (!now || !then) return []
    const daysAgo = dayNumber(now) - dayNumber(then)
    return daysAgo < 0 ? [] : [{ daysAgo, values: numbersOf(value) }]
  })
}

export interface LastValue {
  readonly value: Decimal
  readonly at: At
}

/** The latest value of each number that stands on the chart, shown beside its field. */
export function lastVitals({ statements }: Chart): Readonly<Partial<Record<FormVital, LastValue>>> {
  const latest: Partial<Record<FormVital, LastValue>> = {}
  for (const { value: vitals, at } of standingValues(statements.vitals)) {
    for (const field of FORM_VITALS) {
      const value = vitals[field] as Decimal | undefined
      const known = latest[field]
      if (value && (!known || at.value > known.at.value)) latest[field] = { value, at }
    }
  }
  return latest
}
