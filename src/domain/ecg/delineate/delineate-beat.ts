import { bridgeGaps } from '../gaps.ts'
import { qrsExtents, type Extent } from './qrs-extent.ts'
import { P_RULES, T_RULES, waveExtents } from './wave-extent.ts'
import type { BeatWaves, Wave } from './waves.ts'
import { bridgeSpike } from './working-signal.ts'

export type { Extent } from './qrs-extent.ts'

/** The waves of one averaged beat, in samples. */
export interface BeatExtents {
  readonly p: Extent | null
  readonly qrs: Extent | null
  readonly t: Extent | null
}

/** What is known of the rhythm that a beat was taken from. */
interface BeatContext {
  /** Typical interval to the next beat; null where unknown. */
  readonly rrMs: number | null
  /** Whether a P wave leads to these beats (`conductedP`): without it none is given. */
  readonly p: boolean
  /** Pacing stimuli, milliseconds from the first sample: blanked before anything is looked for. */
  readonly spikesMs?: readonly number[]
}

const RR_MS_UNKNOWN = 1000
/** Longest QT that is looked for at a rate of 60 and its usual T peak, both with the root of RR (Bazett's). */
const QT_MS_MAX = 640
const T_PEAK_MS = { usual: 300, spread: 200 } as const
const RR_S_MAX = 1.3
/** T begins after the QRS and ends before the next P, or the next QRS where there is no P. */
const AFTER_QRS_MS = 40
const BEFORE_NEXT_R_MS = { withP: 130, withoutP: 70 } as const
const P_REACH_MS = 360
const P_PEAK_MS = { usual: 110, spread: 90 } as const

/**
 * All waves of one averaged beat, in samples; P wherever something stands before the QRS, to be judged by the caller.
 * @param all leads of one length, millivolts; null for one that cannot be read
 * @param at the R peak
 */
export function beatExtents(
  all: readonly (Float64Array | null)[],
  rateHz: number,
  at: number,
  rrMs: number | null,
  withP: boolean,
): { readonly leads: readonly (BeatExtents | null)[]; readonly global: BeatExtents } {
  const leads = all.filter((lead) => lead !== null)
  const ms = (v: number) => (v / 1000) * rateHz
  const qrs = leads.length === 0 ? null : qrsExtents(leads, rateHz, at)
  if (qrs === null) return { leads: all.map(() => null), global: { p: null, qrs: null, t: null } }
  const { onset, offset } = qrs.rough
  const rr = rrMs ?? RR_MS_UNKNOWN
  const root = Math.sqrt(rr / 1000)
  const tEndMax = Math.min(
    leads[0]!.length - 1 - ms(10),
    onset + ms(QT_MS_MAX) * Math.min(Math.sqrt(RR_S_MAX), root),
    at + ms(rr - (withP ? BEFORE_NEXT_R_MS.withP : BEFORE_NEXT_R_MS.withoutP)),
  )
  const t = waveExtents(leads, rateHz, T_RULES, {
    from: offset + ms(AFTER_QRS_MS),
    to: tEndMax,
    levelFrom: onset - ms(8),
    levelTo: tEndMax,
    usual: onset + ms(T_PEAK_MS.usual) * root,
    spread: ms(T_PEAK_MS.spread),
  })
  const pFrom = Math.max(ms(8), at - ms(P_REACH_MS), (t?.rough.offset ?? tEndMax) - ms(rr))
  const p = withP ? pSearch(leads, rateHz, pFrom, onset) : null
  let k = -1
  return {
    leads: all.map((lead) => {
      if (lead === null) return null
      k++
      return { p: p?.leads[k] ?? null, qrs: qrs.leads[k]!, t: t?.leads[k] ?? null }
    }),
    global: { p: p?.global ?? null, qrs: qrs.global, t: t?.global ?? null },
  }
}

function pSearch(leads: readonly Float64Array[], rateHz: number, from: number, qrsOnset: number) {
  const ms = (v: number) => (v / 1000) * rateHz
  return waveExtents(leads, rateHz, P_RULES, {
    from,
    to: qrsOnset - ms(4),
    levelFrom: from,
    levelTo: qrsOnset - ms(5),
    usual: qrsOnset - ms(P_PEAK_MS.usual),
    spread: ms(P_PEAK_MS.spread),
  })
}

/** A P wave alone, anywhere between two samples. */
export function pExtents(
  all: readonly (Float64Array | null)[],
  rateHz: number,
  from: number,
  to: number,
): { readonly leads: readonly (Extent | null)[]; readonly global: Extent | null } {
  const found = waveExtents(
    all.filter((lead) => lead !== null),
    rateHz,
    P_RULES,
    { from, to, levelFrom: from, levelTo: to, usual: (from + to) / 2, spread: to - from },
  )
  let k = -1
  return {
    leads: all.map((lead) => (lead === null ? null : (found?.leads[++k] ?? null))),
    global: found?.global ?? null,
  }
}

function prepared(lead: Float32Array, sampleRateHz: number, spikesMs: readonly number[]): Float64Array {
  const { samples } = bridgeGaps(lead)
  for (const atMs of spikesMs) bridgeSpike(samples, atMs, sampleRateHz)
  return samples
}

/**
 * Delineates one averaged beat over all leads.
 * @param leads millivolts, one length; null for a lead that cannot be read; NaN is bridged
 * @param alignedAtMs the R peak, from the first sample
 * @returns by lead, and over all leads; times from the first sample of the beat
 */
export function delineateBeat(
  leads: readonly (Float32Array | null)[],
  sampleRateHz: number,
  alignedAtMs: number,
  context: BeatContext,
): { readonly leads: readonly (BeatWaves | null)[]; readonly waves: BeatWaves } {
  const found = beatExtents(
    leads.map((lead) => (lead === null ? null : prepared(lead, sampleRateHz, context.spikesMs ?? []))),
    sampleRateHz,
    Math.round((alignedAtMs / 1000) * sampleRateHz),
    context.rrMs,
    context.p,
  )
  const toMs = (sample: number) => (sample / sampleRateHz) * 1000
  const wave = (e: Extent | null): Wave | null =>
    e === null ? null : { onsetMs: toMs(e.onset), peakMs: toMs(e.peak), offsetMs: toMs(e.offset) }
  const waves = ({ p, qrs, t }: BeatExtents): BeatWaves => ({ p: wave(p), qrs: wave(qrs), t: wave(t) })
  return { leads: found.leads.map((e) => (e === null ? null : waves(e))), waves: waves(found.global) }
}
