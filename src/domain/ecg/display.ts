import type { Section } from './filter.ts'
import { butterworthHigh, butterworthLow, mainsNotch, zeroPhase } from './filter.ts'

/** What the paper draws a tracing through: the settings on the front of a cart; null leaves that filter out. */
export interface DisplayFilter {
  readonly highPassHz: 0.05 | 0.5 | null
  readonly lowPassHz: 25 | 40 | 100 | 150 | null
  readonly mainsHz: 50 | 60 | null
}

/** As recorded. */
export const UNFILTERED: DisplayFilter = { highPassHz: null, lowPassHz: null, mainsHz: null }
/** For reading: Kligfield et al. 2007 (Circulation 115:1306) ask for 0.05 to 150 Hz in adults. */
export const DIAGNOSTIC: DisplayFilter = { highPassHz: 0.05, lowPassHz: 150, mainsHz: null }
/** For looking at a rhythm through wander and muscle; bends ST segments less than a one-way filter would. */
export const MONITOR: DisplayFilter = { highPassHz: 0.5, lowPassHz: 40, mainsHz: 50 }

/** Poles of each pass. */
const ORDER = 2
/** Forward and backward together are to be -3 dB at the number on the label: each pass is this much wider. */
const TWO_PASS_WIDENING = (Math.SQRT2 - 1) ** (-1 / (2 * ORDER))
/** Filters closer to half the sampling rate than this are left out. */
const NYQUIST_SHARE_MAX = 0.96
/** Wide enough not to ring for long after a QRS: 5 Hz at 50 Hz. */
const NOTCH_QUALITY = 10

/**
 * Filters one lead for display, without shifting any wave in time.
 * @param samplesMv millivolts; a gap (NaN) stays a gap
 * @returns a new array; a filter that the sampling rate has no room for (150 Hz at 250 Hz) is left out
 */
export function filterForDisplay(
  samplesMv: Float32Array,
  sampleRateHz: number,
  filter: DisplayFilter,
): Float32Array<ArrayBuffer> {
  let y = samplesMv.slice()
  for (const { sections, settleMs } of displaySections(sampleRateHz, filter)) {
    y = zeroPhase(y, sections, (settleMs / 1000) * sampleRateHz)
  }
  return y
}

/** The filters that act at this sampling rate: what a sheet may print; one that has no room is off. */
export function actingFilter(filter: DisplayFilter, sampleRateHz: number): DisplayFilter {
  const { lowPassHz, mainsHz } = filter
  const lowActs = lowPassHz !== null && lowPassHz < (NYQUIST_SHARE_MAX * sampleRateHz) / 2
  const notchActs = mainsHz !== null && mainsNotch(sampleRateHz, mainsHz, NOTCH_QUALITY).length > 0
  return { ...filter, lowPassHz: lowActs ? lowPassHz : null, mainsHz: notchActs ? mainsHz : null }
}

/** The filters that act at this sampling rate, each with the time it takes to settle. */
function displaySections(
  sampleRateHz: number,
  filter: DisplayFilter,
): { readonly sections: readonly Section[]; readonly settleMs: number }[] {
  const { highPassHz, lowPassHz, mainsHz } = actingFilter(filter, sampleRateHz)
  const filters: { sections: readonly Section[]; settleMs: number }[] = []
  if (highPassHz !== null) {
    const cutoffHz = widened(highPassHz, 1 / TWO_PASS_WIDENING, sampleRateHz)
    filters.push({ sections: butterworthHigh(ORDER, cutoffHz, sampleRateHz), settleMs: 1000 / highPassHz })
  }
  if (mainsHz !== null) {
    filters.push({ sections: mainsNotch(sampleRateHz, mainsHz, NOTCH_QUALITY), settleMs: 500 })
  }
  if (lowPassHz !== null) {
    const cutoffHz = widened(lowPassHz, TWO_PASS_WIDENING, sampleRateHz)
    filters.push({ sections: butterworthLow(ORDER, cutoffHz, sampleRateHz), settleMs: 200 })
  }
  return filters.filter(({ sections }) => sections.length > 0)
}

/** The cut-off that lies `factor` away on the frequency axis that the bilinear transform bends. */
function widened(hz: number, factor: number, sampleRateHz: number): number {
  return (sampleRateHz / Math.PI) * Math.atan(factor * Math.tan((Math.PI * hz) / sampleRateHz))
}
