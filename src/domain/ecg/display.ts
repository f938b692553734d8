import type { Section } from './filter.ts'
import { butterworthHigh, butterworthLow, mainsNotch, zeroPhase } from './filter.ts'

/** What the paper draws a tracing through; null leaves that filter out. */
export interface DisplayFilter {
  readonly highPassHz: (typeof HIGH_PASS_HZ)[number] | null
  readonly lowPassHz: (typeof LOW_PASS_HZ)[number] | null
  readonly mainsHz: (typeof MAINS_HZ)[number] | null
}

/** The settings that electrocardiographs have on their front. */
export const HIGH_PASS_HZ = [0.05, 0.5] as const
export const LOW_PASS_HZ = [25, 40, 100, 150] as const
export const MAINS_HZ = [50, 60] as const

/** As recorded. */
export const UNFILTERED: DisplayFilter = { highPassHz: null, lowPassHz: null, mainsHz: null }
/** For reading: Kligfield et al. 2007 (Circulation 115:1306) ask for 0.05 to 150 Hz in adults. */
export const DIAGNOSTIC: DisplayFilter = { highPassHz: 0.05, lowPassHz: 150, mainsHz: null }
/** For looking at a rhythm through wander and muscle; bends ST segments less than a one-way filter would. */
export const MONITOR: DisplayFilter = { highPassHz: 0.5, lowPassHz: 40, mainsHz: 50 }

/** Poles of each pass. */
const ORDER = 2
/** Forward and backward together are to be -3 dB at the number on the label: each pass is that much wider. */
const TWO_PASS_WIDENING = (Math.SQRT2 - 1) ** (-1 / (2 * ORDER))
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

/** The filters that act at this sampling rate, each with the time it takes to settle. */
function displaySections(
  sampleRateHz: number,
  { highPassHz, lowPassHz, mainsHz }: DisplayFilter,
): { readonly sections: readonly Section[]; readonly settleMs: number }[] {
  const filters: { sections: readonly Section[]; settleMs: number }[] = []
  if (highPassHz !== null) {
    const sections = butterworthHigh(ORDER, highPassHz / TWO_PASS_WIDENING, sampleRateHz)
    filters.push({ sections, settleMs: 1000 / highPassHz })
  }
  if (mainsHz !== null) {
    filters.push({ sections: mainsNotch(sampleRateHz, mainsHz, NOTCH_QUALITY), settleMs: 500 })
  }
  if (lowPassHz !== null && lowPassHz * TWO_PASS_WIDENING < 0.48 * sampleRateHz) {
    filters.push({ sections: butterworthLow(ORDER, lowPassHz * TWO_PASS_WIDENING, sampleRateHz), settleMs: 200 })
  }
  return filters.filter(({ sections }) => sections.length > 0)
}
