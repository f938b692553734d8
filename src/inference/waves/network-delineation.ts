import type { BeatWaves, Delineation, Wave } from '#domain/ecg/delineate/waves.ts'
import type { Extent } from './extents.ts'
import { leadExtents, sharedQrs, unclaimedQrs, type WaveRules } from './lead-waves.ts'
import { middle } from './middle.ts'
import type { LeadShares, WaveShares } from './wave-shares.ts'

export interface NetworkDelineation {
  readonly delineation: Delineation
  /** Beats that the network does not see, and complexes that are no beat of the list, by the number of beats. */
  readonly disagreement: number
}

/**
 * The waves of every beat as the network sees them, tied to the beats that the signal code found.
 *
 * An edge of a beat over all leads is the median of its leads: what the limits of intervals are made for
 * (`annotatedIntervals`), and what no single lead can move. A P wave or a T wave of a beat is one where most leads
 * that were read show it.
 * @param beatsMs moments of the beats, ascending, at least one
 * @param leadCount leads of the tracing; those that were not read are null in the result
 */
export function networkDelineation(
  shares: WaveShares,
  beatsMs: readonly number[],
  leadCount: number,
  rules: WaveRules,
): NetworkDelineation {
  const beats = beatsMs.map(shares.indexOf)
  const shared = sharedQrs(shares, beats)
  const found = leadExtents(shares, shared, beats, rules)
  const leads: (BeatWaves[] | null)[] = Array.from({ length: leadCount }, () => null)
  const lonelyP: Wave[][] = Array.from({ length: leadCount }, () => [])
  shares.leads.forEach((read, row) => {
    const wave = (extent: Extent | null) => (extent === null ? null : waveOf(shares, read, extent))
    leads[read.lead] = found[row]!.beats.map(({ p, qrs, t }) => ({ p: wave(p), qrs: wave(qrs), t: wave(t) }))
    lonelyP[read.lead] = found[row]!.lonelyP.map((extent) => waveOf(shares, read, extent))
  })
  const unseen = shared.filter((qrs) => qrs === null).length
  return {
    delineation: { leads, lonelyP, beats: beats.map((_, b) => overAllLeads(leads, b, shared[b] !== null)) },
    disagreement: (unseen + unclaimedQrs(shares, beats)) / beats.length,
  }
}

function overAllLeads(leads: readonly (readonly BeatWaves[] | null)[], b: number, seen: boolean): BeatWaves {
  const read = leads.filter((lead) => lead !== null)
  const wave = (kind: keyof BeatWaves): Wave | null => {
    const found = read.flatMap((lead) => lead[b]![kind] ?? [])
    if (2 * found.length <= read.length) return null
    const at = (edge: keyof Wave) => middle(found.flatMap((each) => each[edge] ?? []))
    return { onsetMs: at('onsetMs'), peakMs: at('peakMs'), offsetMs: at('offsetMs') }
  }
  return { p: wave('p'), qrs: seen ? wave('qrs') : null, t: wave('t') }
}

function waveOf({ msOf }: WaveShares, { signal }: LeadShares, extent: Extent): Wave {
  return { onsetMs: msOf(extent.onset), peakMs: msOf(peakIn(signal, extent)), offsetMs: msOf(extent.offset) }
}

/** The sample that stands furthest from the line between the edges. */
function peakIn(signal: Float32Array, { onset, offset }: Extent): number {
  const first = Math.max(0, Math.round(onset))
  const last = Math.min(signal.length - 1, Math.round(offset))
  const rise = last > first ? (signal[last]! - signal[first]!) / (last - first) : 0
  let [peak, height] = [first, -1]
  for (let i = first; i <= last; i++) {
    const above = Math.abs(signal[i]! - signal[first]! - rise * (i - first))
    if (above > height) [peak, height] = [i, above]
  }
  return peak
}
