import { m } from '#words/messages.js'
import { formatNumber, formatSeconds } from '../../format.ts'
import { readCaliper, type Caliper } from './calipers.ts'
import type { TracingAccount } from './describe.ts'
import type { LandmarkKind } from './snap.ts'

/** The name of the picture and the sentences under it. */
export interface Gist {
  readonly name: string
  readonly sentences: readonly string[]
}

/** A rate is said only of intervals that can be one: up to 300 a minute. */
const RATE_FROM_MS = 200
/** A difference below this is a hand that trembled, or a point that took hold of the line's own noise. */
const DIFFERENCE_FROM_MV = 0.02

/** Puts the account of a tracing into words. */
export function gistInWords(account: TracingAccount): Gist {
  const only = account.leads.length === 1 ? account.leads[0] : undefined
  const leads =
    only === undefined
      ? m.paper_lead_count({ count: String(account.leads.length) })
      : m.paper_one_lead({ name: only.name })
  const duration = formatSeconds(account.durationMs)
  const sentences = [m.paper_words_gist({ leads, duration, rate: formatNumber(account.sampleRateHz) })]
  if (account.beats === null) {
    sentences.push(m.paper_words_no_beats())
  } else {
    const { count, perMinute, shortestRrMs, longestRrMs, even } = account.beats
    const range = { shortest: formatNumber(shortestRrMs), longest: formatNumber(longestRrMs) }
    sentences.push(m.paper_words_beats({ count: formatNumber(count), rate: formatNumber(perMinute) }))
    sentences.push(even ? m.paper_words_even(range) : m.paper_words_uneven(range))
  }
  return { name: m.paper_image({ leads, duration }), sentences }
}

/** What stands beside a caliper. */
export function caliperInWords(caliper: Caliper): string {
  const { intervalMs, perMinute, differenceMv } = readCaliper(caliper)
  const parts = [m.paper_interval({ ms: formatNumber(intervalMs) })]
  if (perMinute !== null && intervalMs >= RATE_FROM_MS)
    parts.push(m.paper_rate({ rate: formatNumber(perMinute) }))
  if (Math.abs(differenceMv) >= DIFFERENCE_FROM_MV)
    parts.push(m.paper_difference({ mv: signed(differenceMv) }))
  return parts.join('  ')
}

const LANDMARKS: Record<LandmarkKind, () => string> = {
  'p-onset': m.paper_mark_p_onset,
  'p-peak': m.paper_mark_p_peak,
  'p-offset': m.paper_mark_p_offset,
  'qrs-onset': m.paper_mark_qrs_onset,
  'r-peak': m.paper_mark_r_peak,
  'qrs-offset': m.paper_mark_qrs_offset,
  't-onset': m.paper_mark_t_onset,
  't-peak': m.paper_mark_t_peak,
  't-offset': m.paper_mark_t_offset,
  extreme: m.paper_mark_extreme,
}

/** What the two points hold on to, the earlier one first; empty where both stand free. */
export function holdsInWords({ a, b }: Caliper): string {
  if (a.holds === undefined && b.holds === undefined) return ''
  const word = ({ holds }: Caliper['a']): string =>
    holds === undefined ? m.paper_mark_free() : LANDMARKS[holds]()
  const [from, to] = a.atMs <= b.atMs ? [a, b] : [b, a]
  return `${word(from)} – ${word(to)}`
}

/** With its sign: a fall is as much a finding as a rise. */
export function signed(mv: number): string {
  const size = formatNumber(Math.abs(mv), 2)
  return mv < 0 ? `−${size}` : mv > 0 ? `+${size}` : size
}
