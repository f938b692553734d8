import type { Chart, Statement } from '#domain/record/chart.ts'
import { earliestMs, type At } from '#domain/record/at.ts'
import { decimalNumber, decimalText, type Decimal } from '#domain/record/decimal.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { ageInDaysAt } from '#domain/identity/birth-date.ts'
import { ratesReference } from '#domain/vitals/rates-by-age.ts'
import type { TargetBand, Trend, TrendPoint } from '#ui/displays/trend-chart/trend.ts'

/** A trend with what tells it from others, and where its target comes from. */
export interface PersonTrend {
  /** `pressure`, a field of the vitals, or `result:<test>:<unit>`. */
  readonly id: string
  readonly trend: Trend
  readonly target: { readonly source: string; readonly verified: boolean } | null
}

/** How trends are named and dated in the reader's language. */
export interface TrendNaming {
  name(id: string): string
  when(at: At): string
}

const PRESSURE: readonly (keyof Vitals)[] = ['systolicMmHg', 'diastolicMmHg']
const SINGLE: readonly { readonly field: keyof Vitals; readonly unit: string; readonly digits: number }[] = [
  { field: 'glucoseMmolL', unit: 'mmol/L', digits: 1 },
  { field: 'weightKg', unit: 'kg', digits: 1 },
  { field: 'heightCm', unit: 'cm', digits: 1 },
  { field: 'heartRatePerMin', unit: '/min', digits: 0 },
  { field: 'respiratoryRatePerMin', unit: '/min', digits: 0 },
  { field: 'temperatureCel', unit: '°C', digits: 1 },
  { field: 'spo2Percent', unit: '%', digits: 0 },
  { field: 'waistCm', unit: 'cm', digits: 1 },
  { field: 'headCircumferenceCm', unit: 'cm', digits: 1 },
]

const ADULT_DAYS = 18 * 365.25

/**
 * Hypertension of an adult begins at 140 or 90. Source: Chinese hypertension guidelines 2018 and 2024
 * (knowledge bp.adult.china, verified). Children have no line of their own here: theirs moves with age and height.
 */
const ADULT_PRESSURE = {
  bands: [{ below: 140 }, { below: 90 }] as const,
  source: 'Chinese hypertension guidelines 2018 and 2024',
  verified: true,
}
/** Knowledge vitals.reference, not verified. */
const RATES_SOURCE = { source: 'PALS 2020; Fleming 2011', verified: false }

/**
 * Everything in a chart that has a course: pressure first, then vital signs, then results with numbers. Values that
 * were withdrawn are not in it.
 * @param today `YYYY-MM-DD`
 */
export function trendsOf(chart: Chart, naming: TrendNaming, today: string): readonly PersonTrend[] {
  const taken = chart.statements.vitals.filter(({ standing }) => standing === 'stands')
  const { birthDate } = chart.identity
  const ageDays = birthDate === null ? null : (ageInDaysAt(birthDate, today)?.days ?? null)
  const trends = [
    pressureTrend(taken, naming, ageDays),
    ...SINGLE.map((single) => vitalTrend(taken, naming, ageDays, single)),
    ...resultTrends(chart, naming),
  ]
  return trends.filter((each) => each !== null && each.trend.points.length > 0) as PersonTrend[]
}

function pressureTrend(
  taken: readonly Statement<Vitals>[],
  naming: TrendNaming,
  ageDays: number | null,
): PersonTrend | null {
  const adult = ageDays !== null && ageDays >= ADULT_DAYS
  const points = pointsOf(taken, PRESSURE, naming)
  const trend: Trend = {
    title: naming.name('pressure'),
    unit: 'mmHg',
    fractionDigits: 0,
    lines: PRESSURE.map((field) => naming.name(field)),
    points,
    targets: adult ? ADULT_PRESSURE.bands : [null, null],
  }
  const { source, verified } = ADULT_PRESSURE
  return { id: 'pressure', trend, target: adult ? { source, verified } : null }
}

function vitalTrend(
  taken: readonly Statement<Vitals>[],
  naming: TrendNaming,
  ageDays: number | null,
  { field, unit, digits }: (typeof SINGLE)[number],
): PersonTrend {
  const target = rateTarget(field, ageDays)
  const title = naming.name(field)
  const points = pointsOf(taken, [field], naming)
  const trend = { title, unit, fractionDigits: digits, lines: [title], points, targets: [target] }
  return { id: field, trend, target: target && RATES_SOURCE }
}

function rateTarget(field: keyof Vitals, ageDays: number | null): TargetBand | null {
  const reference = ageDays === null ? null : ratesReference(ageDays)
  if (!reference) return null
  const range =
    field === 'heartRatePerMin'
      ? reference.pulse
      : field === 'respiratoryRatePerMin'
        ? reference.respiration
        : null
  return range && { low: range[0], high: range[1] }
}

function pointsOf(
  taken: readonly Statement<Vitals>[],
  fields: readonly (keyof Vitals)[],
  naming: TrendNaming,
): readonly TrendPoint[] {
  return taken
    .flatMap(({ id, current }) => {
      const values = fields.map((field) => (current.value?.[field] as Decimal | undefined) ?? null)
      return values.every((value) => value === null) ? [] : [pointOf(id, current.at, values, naming)]
    })
    .sort((a, b) => a.atMs - b.atMs)
}

function pointOf(id: string, at: At, values: readonly (Decimal | null)[], naming: TrendNaming): TrendPoint {
  return {
    atMs: earliestMs(at),
    when: naming.when(at),
    values: values.map((value) => value && decimalNumber(value)),
    text: values.map((value) => (value ? decimalText(value) : '–')).join('/'),
    opens: id,
  }
}

/** Results of one test in one unit: another unit is another line, never converted behind the reader's back. */
function resultTrends(chart: Chart, naming: TrendNaming): readonly PersonTrend[] {
  const groups = new Map<string, { name: string; unit: string; digits: number; points: TrendPoint[] }>()
  for (const { id, current, standing } of chart.statements.result) {
    const { test, value } = current.value ?? {}
    if (standing !== 'stands' || !test || value?.is !== 'quantity' || value.comparator) continue
    const key = `result:${test.code ?? test.text}:${value.unit}`
    const group = groups.get(key) ?? { name: test.text, unit: value.unit, digits: 0, points: [] }
    group.digits = Math.max(group.digits, -value.value[1])
    group.points.push(pointOf(id, current.at, [value.value], naming))
    groups.set(key, group)
  }
  return [...groups].map(([id, { name, unit, digits, points }]) => {
    const sorted = points.sort((a, b) => a.atMs - b.atMs)
    const trend = {
      title: name,
      unit,
      fractionDigits: digits,
      lines: [name],
      points: sorted,
      targets: [null],
    }
    return { id, trend, target: null }
  })
}
