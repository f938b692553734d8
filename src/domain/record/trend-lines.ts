import { ageAt } from '../identity/birth-date.ts'
import type { Chart } from './chart.ts'
import { earliestMs } from './at.ts'
import { decimalNumber, decimalText, type Decimal } from './decimal.ts'
import type { FactId } from './fact.ts'
import type { Result } from './kinds/result.ts'
import type { Vitals } from './kinds/vitals.ts'
import type { Line } from './portrait-line.ts'
import type { StandingValue } from './standing-values.ts'

interface Point {
  readonly fact: FactId
  readonly atMs: number
  readonly value: number
  readonly text: string
}

interface Course {
  /** Words for it: `field` names a vital sign, `name` a test as it was reported. */
  readonly field: string
  readonly name: string
  readonly unit: string
  readonly points: readonly Point[]
  /** Less than this between first and last is no change. */
  readonly least: (first: number) => number
}

/**
 * What is called a change: about the scatter of a careful measurement repeated on another day. Our own choice, no
 * guideline's; the numbers beside the word let the reader judge.
 */
const LEAST = { pressureMmHg: 10, weightShare: 0.05, pulsePerMin: 15, glucoseMmolL: 1, resultShare: 0.15 }
const ADULT_YEARS = 18
/** Values of one illness are no trend. */
const SPAN_DAYS_MIN = 14
const DAY_MS = 86_400_000
const DAYS_PER_MONTH = 30.4375
/** Shorter spans are told in days. */
const MONTHS_FROM_DAYS = 60

/** First and last of what was measured more than once: "160/98 → 148/92 over 11 months, falling". */
export function trendLines(
  { identity }: Chart,
  vitals: readonly StandingValue<Vitals>[],
  results: readonly StandingValue<Result>[],
): readonly Line[] {
  const adultOn = (day: string) => (ageOn(identity.birthDate, day) ?? ADULT_YEARS) >= ADULT_YEARS
  const courses = [pressure(vitals), ...singles(vitals, adultOn), ...ofResults(results)]
  return courses.flatMap((course) => line(course) ?? [])
}

function ageOn(birth: string | null, day: string): number | null {
  return birth === null || day.length < 10 ? null : (ageAt(birth, day)?.years ?? null)
}

function pressure(vitals: readonly StandingValue<Vitals>[]): Course {
  const points = vitals.flatMap(({ fact, at, value }): Point[] => {
    const { systolicMmHg, diastolicMmHg } = value
    if (!systolicMmHg || !diastolicMmHg) return []
    const text = `${decimalText(systolicMmHg)}/${decimalText(diastolicMmHg)}`
    return [{ fact, atMs: earliestMs(at), value: decimalNumber(systolicMmHg), text }]
  })
  return { field: 'pressure', name: '', unit: 'mmHg', points, least: () => LEAST.pressureMmHg }
}

/** Children grow: their weight has charts of its own. */
function singles(
  vitals: readonly StandingValue<Vitals>[],
  adultOn: (day: string) => boolean,
): readonly Course[] {
  const grown = vitals.filter(({ at }) => adultOn(at.value.slice(0, 10)))
  return [
    single(grown, 'weightKg', 'kg', (first) => first * LEAST.weightShare),
    single(grown, 'heartRatePerMin', '/min', () => LEAST.pulsePerMin),
    ...(['fasting', 'random', 'two-hours'] as const).map((when) => ({
      ...single(
        vitals.filter(({ value }) => value.glucoseWhen === when),
        'glucoseMmolL',
        'mmol/L',
        () => LEAST.glucoseMmolL,
      ),
      field: `glucose-${when}`,
    })),
  ]
}

function single(
  vitals: readonly StandingValue<Vitals>[],
  field: 'weightKg' | 'heartRatePerMin' | 'glucoseMmolL',
  unit: string,
  least: Course['least'],
): Course {
  const points = vitals.flatMap(({ fact, at, value }) => {
    const decimal = value[field]
    return decimal ? [point(fact, earliestMs(at), decimal)] : []
  })
  return { field, name: '', unit, points, least }
}

/** One course a test and unit; values with a comparator are no numbers. */
function ofResults(results: readonly StandingValue<Result>[]): readonly Course[] {
  const courses = new Map<string, Course & { readonly points: Point[] }>()
  for (const { fact, at, value } of results) {
    const { test, value: reported } = value
    if (reported.is !== 'quantity' || reported.comparator) continue
    const key = `${test.code ?? test.text}\u0000${reported.unit}`
    const least = (first: number) => Math.abs(first) * LEAST.resultShare
    const course = courses.get(key) ?? {
      field: 'result',
      name: test.text,
      unit: reported.unit,
      points: [],
      least,
    }
    course.points.push(point(fact, earliestMs(at), reported.value))
    courses.set(key, course)
  }
  return [...courses.values()]
}

const point = (fact: FactId, atMs: number, decimal: Decimal): Point => ({
  fact,
  atMs,
  value: decimalNumber(decimal),
  text: decimalText(decimal),
})

function line({ field, name, unit, points, least }: Course): Line | null {
  const ordered = [...points].sort((a, b) => a.atMs - b.atMs)
  const [first, last] = [ordered[0], ordered.at(-1)]
  if (!first || !last) return null
  const days = Math.round((last.atMs - first.atMs) / DAY_MS)
  if (days < SPAN_DAYS_MIN) return null
  const change = last.value - first.value
  const way = Math.abs(change) < least(first.value) ? 'steady' : change > 0 ? 'rising' : 'falling'
  const inMonths = days >= MONTHS_FROM_DAYS
  const span: Record<string, number> = inMonths ? { months: Math.round(days / DAYS_PER_MONTH) } : { days }
  return {
    code: `trend-${inMonths ? 'months' : 'days'}-${way}`,
    details: { field, name, unit, from: first.text, to: last.text, count: ordered.length, ...span },
    facts: ordered.map(({ fact }) => fact),
    weight: 'plain',
  }
}
