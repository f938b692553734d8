import type { Reason } from '../measured.ts'
import { notMeasurable } from '../measured.ts'
import type { EcgAnalysis } from './analysis.ts'
import type { BeatSearch } from './beats.ts'
import { searchBeats } from './beats.ts'
import { electrodeFindings } from './checks/electrodes.ts'
import type { Pacing } from './checks/findings.ts'
import { findPacing } from './checks/pacing.ts'
import { delineate } from './delineate/delineate.ts'
import type { BeatWaves } from './delineate/waves.ts'
import { rhythmLead } from './lead-choice.ts'
import { dominantBeats } from './measure/dominant-beats.ts'
import { measureLead } from './measure/lead-measurements.ts'
import type { LeadMeasurements, MedianBeat } from './measure/measurements.ts'
import { rProgression } from './measure/r-progression.ts'
import { leadRefusal, refusalOf, unreadableSpans } from './measure/readability.ts'
import { beatsIn, movedBy, partOf, stretchToMeasure } from './measure/stretch-to-measure.ts'
import { measureTracing, rhythmEvidence } from './measure/tracing-measurements.ts'
import { typicalBeat } from './measure/typical-beat.ts'
import { unmeasured, unmeasuredLead } from './measure/unmeasured.ts'
import type { LeadQuality } from './quality.ts'
import { leadQuality } from './quality.ts'
import { ventricularRate } from './rate.ts'
import type { RrSeries } from './rr.ts'
import { rrSeries } from './rr.ts'
import type { Tracing } from './tracing.ts'

/** Leads whose scores differ by less than this are of equal quality. */
const EQUAL_SCORE = 0.15
/** A typical beat is made of no fewer. */
const TYPICAL_OF_MIN = 3
/** With fewer beats of its own than this share a heart is paced: a few stimuli may be too small to see. */
const OWN_SHARE_MIN = 0.35

/**
 * Analyses a tracing: beats, rate, RR, quality of each lead, waves, the typical beat and all that a cart measures.
 *
 * Quality gates every number: where all leads are unusable there are no beats and no rate, but a reason; a lead that
 * is unusable decides nothing. Of recordings beyond a minute the clearest minute is delineated, all beats are counted.
 * Takes about 3 ms a lead for 10 s at 500 Hz and under two seconds for 30 min of two leads, so it is not abortable.
 */
export function analyseEcg(tracing: Tracing): EcgAnalysis {
  const search = searchBeats(tracing)
  const quality = tracing.leads.map((lead, l) =>
    leadQuality(lead, tracing.sampleRateHz, search.beats, search.leads[l] ?? null),
  )
  const refusal = refusalOf(tracing, quality, search.beats)
  return refusal === null
    ? measuredAnalysis(tracing, search, quality)
    : refusedAnalysis(tracing, quality, refusal)
}

function refusedAnalysis(tracing: Tracing, quality: readonly LeadQuality[], reason: Reason): EcgAnalysis {
  const none = notMeasurable(reason)
  const { intervalsMs, ...numbers } = rrSeries([])
  const refused = Object.fromEntries(Object.keys(numbers).map((name) => [name, none]))
  const rr = { intervalsMs, ...refused } as unknown as RrSeries
  const leadMeasurements = tracing.leads.map(({ name }) => unmeasuredLead(name, reason))
  return {
    beats: [],
    rateBpm: none,
    rr,
    measurements: unmeasured(rr, reason),
    leadMeasurements,
    evidence: {},
    rProgression: rProgression(tracing, leadMeasurements, []),
    delineation: null,
    delineatedBeats: [],
    medianBeat: null,
    pacing: { spikesMs: [], paced: [], assessable: false },
    electrodes: electrodeFindings(tracing, leadMeasurements, quality),
    rhythmRegularity: none,
    quality,
    bestLead: bestLead(tracing, quality),
  }
}

function measuredAnalysis(
  tracing: Tracing,
  search: BeatSearch,
  quality: readonly LeadQuality[],
): EcgAnalysis {
  const { beats } = search
  const unreadable = unreadableSpans(tracing)
  const peaks = beats.map((beat) => beat.atMs)
  const rr = rrSeries(peaks, unreadable)
  const rateBpm = ventricularRate(peaks, unreadable)
  const pacing = findPacing(tracing, beats)
  const waves = wavesOf(tracing, search, quality, pacing)
  const { delineation, delineatedBeats, medianBeat } = waves
  // Beats of which no three are alike have no typical one.
  const reason = beats.length < TYPICAL_OF_MIN ? 'fewer-than-three-beats' : 'rhythm-irregular'
  const readable = quality.flatMap(({ lead, verdict }) => (verdict === 'unusable' ? [] : [lead]))
  const leadMeasurements = tracing.leads.map(({ name }, l) =>
    leadOf(name, l, quality[l]!, medianBeat, reason),
  )
  const electrodes = electrodeFindings(tracing, leadMeasurements, quality)
  const figures =
    medianBeat === null
      ? { measurements: unmeasured(rr, reason), evidence: rhythmEvidence(rr, readable) }
      : measureTracing({
          tracing,
          rateBpm,
          rr,
          median: medianBeat,
          leadMeasurements,
          prOfBeatsMs: waves.prOfBeatsMs,
          paced: waves.paced,
          electrodes,
        })
  return {
    beats,
    rateBpm,
    rr,
    ...figures,
    leadMeasurements,
    rProgression: rProgression(tracing, leadMeasurements, electrodes),
    delineation,
    delineatedBeats,
    medianBeat,
    pacing,
    electrodes,
    rhythmRegularity: rr.regularity,
    quality,
    bestLead: bestLead(tracing, quality),
  }
}

type Waves = Pick<EcgAnalysis, 'delineation' | 'delineatedBeats' | 'medianBeat'> & {
  /** Of the beats that the typical beat is made of; null where a beat lacks one of the two. */
  readonly prOfBeatsMs: readonly (number | null)[]
  /** A pacemaker leads the ventricles in all but a few. */
  readonly paced: boolean
}

/** The waves of the stretch that is measured, and the typical beat of it. */
function wavesOf(
  tracing: Tracing,
  search: BeatSearch,
  quality: readonly LeadQuality[],
  pacing: Pacing,
): Waves {
  const { beats } = search
  const stretch = stretchToMeasure(tracing, search.leads)
  const part = partOf(tracing, stretch)
  const delineatedBeats = beatsIn(beats, stretch)
  const startMs = stretch.fromMs
  const delineation = movedBy(
    delineate(
      part,
      delineatedBeats.map((b) => ({ atMs: beats[b]!.atMs - startMs })),
      quality,
      pacing.spikesMs.map((at) => at - startMs).filter((at) => at >= 0 && at < stretch.toMs - startMs),
    ),
    startMs,
  )
  const readable = quality.map(({ verdict }) => verdict !== 'unusable')
  // Where the heart and a pacemaker take turns, the heart's own beats are measured.
  const isPaced = (beat: number) => ['ventricular', 'dual'].includes(pacing.paced[beat] ?? 'none')
  const own = delineatedBeats.filter((beat) => !isPaced(beat))
  const paced = own.length < Math.max(TYPICAL_OF_MIN, OWN_SHARE_MIN * delineatedBeats.length)
  const dominant = dominantBeats(search.leads, readable, beats, paced ? delineatedBeats : own)
  if (dominant === null || dominant.beats.length < TYPICAL_OF_MIN) {
    return { delineation, delineatedBeats, medianBeat: null, prOfBeatsMs: [], paced: false }
  }
  const leads = part.leads.map(({ samplesMv }, l) => (readable[l] ? samplesMv : null))
  const medianBeat = typicalBeat(
    {
      leads,
      sampleRateHz: tracing.sampleRateHz,
      startMs,
      beats,
      delineation,
      delineated: delineatedBeats,
      pacing,
    },
    dominant,
  )
  const prOfBeatsMs = dominant.beats.map((beat) => prOf(delineation.beats[delineatedBeats.indexOf(beat)]!))
  return {
    delineation,
    delineatedBeats,
    medianBeat,
    prOfBeatsMs,
    paced,
  }
}

function prOf({ p, qrs }: BeatWaves): number | null {
  const [from, to] = [p?.onsetMs ?? null, qrs?.onsetMs ?? null]
  return from === null || to === null ? null : to - from
}

function leadOf(
  name: string,
  l: number,
  quality: LeadQuality,
  median: MedianBeat | null,
  noBeat: Reason,
): LeadMeasurements {
  if (quality.verdict === 'unusable') return unmeasuredLead(name, leadRefusal(quality))
  const samples = median?.leads[l] ?? null
  if (median === null || samples === null) return unmeasuredLead(name, noBeat)
  return measureLead({
    name,
    sampleRateHz: median.sampleRateHz,
    samples,
    global: median.waves,
    own: median.leadWaves[l] ?? null,
    clipped: quality.reasons.includes('clipped'),
  })
}

/**
 * The lead for a single-lead model: the best verdict, then the best score; of leads that are equal in both
 * (scores within 0.15) the one a rhythm is read from: II, MLII, I (`lead-choice.ts`).
 * @returns null where every lead is unusable
 */
function bestLead(tracing: Tracing, quality: readonly LeadQuality[]): number | null {
  for (const verdict of ['good', 'usable'] as const) {
    const group = quality.flatMap((q, l) => (q.verdict === verdict ? [l] : []))
    if (group.length === 0) continue
    const best = Math.max(...group.map((l) => quality[l]!.score))
    return rhythmLead(
      tracing.leads,
      group.filter((l) => quality[l]!.score > best - EQUAL_SCORE),
    )
  }
  return null
}
