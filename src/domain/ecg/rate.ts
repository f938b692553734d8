import type { Measured, PerMinute } from '../measured.ts'
import { measured, notMeasurable } from '../measured.ts'
import type { Span } from './rr.ts'
import { rrIntervals, tooFew } from './rr.ts'

/**
 * Ventricular rate from R-peak times.
 * @param rPeaksMs ascending, milliseconds from the start of the recording
 * @param unreadable stretches in which beats could not be seen: no interval is taken across them
 * @returns beats per minute, or why it cannot be given
 * Source: IEC 60601-2-25:2011; 60,000 over the mean of all RR intervals of the strip, not of a single one.
 */
export function ventricularRate(
  rPeaksMs: readonly number[],
  unreadable: readonly Span[] = [],
): Measured<PerMinute> {
  const intervals = rrIntervals(rPeaksMs, unreadable)
  const few = tooFew(rPeaksMs, intervals)
  if (few !== null) return notMeasurable(few)
  const total = intervals.reduce((sum, rr) => sum + rr, 0)
  return measured((60_000 * intervals.length) / total, '/min', {
    origin: 'derived',
    by: 'mean of RR intervals',
  })
}
