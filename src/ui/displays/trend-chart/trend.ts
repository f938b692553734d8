/**
 * What a trend shows: one quantity over time, or a pair that was taken together and is never split, such as
 * systolic and diastolic. Points ascend in time; a value that was not taken is null.
 */
export interface Trend {
  readonly title: string
  readonly unit: string
  readonly fractionDigits: number
  /** One name a line. A pair: the upper one first. */
  readonly lines: readonly string[]
  readonly points: readonly TrendPoint[]
  /** Where the values should lie, a band a line; null where nobody set any. */
  readonly targets: readonly (TargetBand | null)[]
}

export interface TrendPoint {
  readonly atMs: number
  /** As it is said: `2026-10-02 08:51`. */
  readonly when: string
  readonly values: readonly (number | null)[]
  /** As it was written, units left out: `148/92`. */
  readonly text: string
  /** What the point opens, such as the id of a statement. */
  readonly opens: string
}

/** Open towards the side that is left out. */
export interface TargetBand {
  /** The least value within. */
  readonly low?: number
  /** The largest value within. */
  readonly high?: number
  /** The least value beyond, where a rule says "below". */
  readonly below?: number
}

export const TREND_SPANS = ['month', 'year', 'all'] as const
export type TrendSpan = (typeof TREND_SPANS)[number]

const DAY_MS = 86_400_000
const SPAN_MS: Readonly<Record<TrendSpan, number>> = { month: 31 * DAY_MS, year: 366 * DAY_MS, all: Infinity }

/** The points of the last month or year before `nowMs`; later ones (a clock that was ahead) stay in. */
export function pointsWithin(trend: Trend, span: TrendSpan, nowMs: number): readonly TrendPoint[] {
  return trend.points.filter(({ atMs }) => atMs >= nowMs - SPAN_MS[span])
}

/** The shortest span that shows a course, so that a chart opens neither empty nor with all that ever was. */
export function openingSpan(trend: Trend, nowMs: number): TrendSpan {
  const enough = TREND_SPANS.find((span) => pointsWithin(trend, span, nowMs).length >= 3)
  return enough ?? 'all'
}

/** Which side of its target a value lies on. */
export function sideOf(value: number, target: TargetBand | null): 'below' | 'within' | 'above' {
  if (target?.high !== undefined && value > target.high) return 'above'
  if (target?.below !== undefined && value >= target.below) return 'above'
  if (target?.low !== undefined && value < target.low) return 'below'
  return 'within'
}

/** What a chart shows, for those who do not see it. */
export interface TrendAccount {
  readonly count: number
  readonly first: TrendPoint
  readonly last: TrendPoint
  readonly lines: readonly {
    readonly lowest: number
    readonly highest: number
    /** Null where the line has no target. */
    readonly outside: { readonly above: number; readonly below: number } | null
  }[]
}

/** @returns null where there is no point */
export function accountOf(trend: Trend, points: readonly TrendPoint[]): TrendAccount | null {
  const [first] = points
  const last = points.at(-1)
  if (!first || !last) return null
  const lines = trend.lines.map((_, line) => {
    const values = points.flatMap((point) => point.values[line] ?? [])
    const target = trend.targets[line] ?? null
    const on = (side: 'above' | 'below') => values.filter((value) => sideOf(value, target) === side).length
    return {
      lowest: Math.min(...values),
      highest: Math.max(...values),
      outside: target && { above: on('above'), below: on('below') },
    }
  })
  return { count: points.length, first, last, lines }
}
