import { getLocale } from '#words/runtime.js'
import { m } from '#words/messages.js'
import { formatNumber } from '../../format.ts'
import { accountOf, type TargetBand, type Trend, type TrendPoint } from './trend.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Words under the time axis: hours where ticks are hours apart, days, then months, years with their first month. */
export function tickWords(atMs: number, stepMs: number): string {
  const at = new Date(atMs)
  const say = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(getLocale(), options).format(at)
  if (stepMs < DAY_MS) return say({ hour: '2-digit', minute: '2-digit' })
  if (stepMs < 27 * DAY_MS) return say({ month: 'numeric', day: 'numeric' })
  if (stepMs < 360 * DAY_MS && at.getMonth() !== 0) return say({ month: 'short' })
  return say({ year: 'numeric' })
}

/** `<140`, `≥90`, `3.9–6.1`; a pair as `<140/90`. Empty where nothing is set. */
export function targetText({ targets, fractionDigits }: Trend): string {
  const say = (value: number) => formatNumber(value, fractionDigits)
  const [first, ...others] = targets
  if (!first) return ''
  if (others.length === 0) return bandText(first, say)
  const tops = targets.map((target) => target?.below)
  return tops.every((top) => top !== undefined) ? `<${tops.map(say).join('/')}` : ''
}

function bandText({ low, high, below }: TargetBand, say: (value: number) => string): string {
  if (low !== undefined && high !== undefined) return `${say(low)}–${say(high)}`
  if (low !== undefined && below !== undefined) return `${say(low)}–<${say(below)}`
  if (high !== undefined) return `≤${say(high)}`
  if (below !== undefined) return `<${say(below)}`
  return low === undefined ? '' : `≥${say(low)}`
}

/** The sentences under a chart, for those who do not see it. */
export function accountWords(trend: Trend, points: readonly TrendPoint[]): readonly string[] {
  const account = accountOf(trend, points)
  if (!account) return [m.chart_trend_none()]
  const { count, first, last, lines } = account
  const { unit } = trend
  if (count === 1) return [m.chart_trend_one({ value: last.text, unit, when: last.when })]
  const sentences = [
    m.chart_trend_course({
      count,
      from: first.text,
      to: last.text,
      unit,
      first: first.when,
      last: last.when,
    }),
  ]
  const say = (value: number) => formatNumber(value, trend.fractionDigits)
  lines.forEach(({ lowest, highest, outside }, line) => {
    const name = trend.lines[line]!
    sentences.push(m.chart_trend_span({ name, lowest: say(lowest), highest: say(highest), unit }))
    if (!outside) return
    if (outside.above > 0) sentences.push(m.chart_trend_above({ name, count: outside.above, whole: count }))
    if (outside.below > 0) sentences.push(m.chart_trend_below({ name, count: outside.below, whole: count }))
    if (outside.above + outside.below === 0) sentences.push(m.chart_trend_within({ name }))
  })
  return sentences
}
