import type { Beat } from '../beats.ts'
import type { Tracing } from '../tracing.ts'
import { durationMs } from '../tracing.ts'
import type { Pacing } from './findings.ts'

/** Below this a stimulus of 2 ms is at most one sample wide: nothing tells it from a glitch. */
const ASSESSABLE_HZ_MIN = 500
/** A stimulus rises (or falls) to its whole height within this. */
const EDGE_MS = 4
/** Before it the lead rests for this long: it moves by no more than this share of the stimulus. */
const REST_MS = 16
const REST_SHARE = 0.35
/** And it has gone by half this soon after: a step is none. */
const GONE_MS = 14
const GONE_SHARE = 0.5
/** In a lead that shows it, a stimulus is at least this high. */
const SPIKE_MV = 0.1
/** At least a quarter of the leads show it, and more than one where there are more. */
const LEADS_SHARE = 0.25
/** Two stimuli are further apart than this; what comes more often than this is interference. */
const APART_MS = 8
const PER_SECOND_MAX = 6
/** Fewer in a longer recording are more often glitches than a pacemaker. */
const SPIKES_MIN = 3
const PER_SECOND_MIN = 1 / 3
const FEW_MS_MAX = 3000

/**
 * A QRS begins this early before its R peak at most, where it is steeper than this share of its steepest; this share of
 * that stretch is rest.
 */
const QRS_BEFORE_R_MS = 160
const QRS_STEEP_SHARE = 0.25
const QRS_REST_SHARE = 0.2
/** From stimulus to QRS, and to the QRS that follows a paced P wave. */
const VENTRICULAR_MS = { from: -25, to: 60 } as const
const ATRIAL_MS_MAX = 350

/**
 * Stimuli of a pacemaker: edges of at most 4 ms out of rest and back again, on several leads at once.
 * @returns milliseconds from the first sample, ascending; empty below 500 Hz
 * Source: `ecg.pacing` of the knowledge base (AHA/ACC/HRS 2007 part I): up to 2 ms wide, unipolar tall, bipolar
 *   small; a low-pass of 100 to 150 Hz in the device may have taken them away.
 */
export function pacingSpikes(tracing: Tracing): number[] {
  const { sampleRateHz, leads } = tracing
  if (sampleRateHz < ASSESSABLE_HZ_MIN || leads.length === 0) return []
  const length = leads[0]!.samplesMv.length
  const shown = new Uint8Array(length)
  const height = new Float32Array(length)
  for (const { samplesMv } of leads) addLead(samplesMv, sampleRateHz, shown, height)
  const leadsNeeded = Math.min(leads.length, Math.max(2, Math.ceil(LEADS_SHARE * leads.length)))
  const apart = (APART_MS / 1000) * sampleRateHz
  const found: number[] = []
  for (let i = 0; i < length; i++) {
    if (shown[i]! < leadsNeeded) continue
    const before = found.at(-1)
    if (before === undefined || i - before > apart) found.push(i)
    else if (height[i]! > height[before]!) found[found.length - 1] = i
  }
  const seconds = durationMs(tracing) / 1000
  if (found.length > PER_SECOND_MAX * Math.max(1, seconds)) return []
  const needed = Math.max(SPIKES_MIN, PER_SECOND_MIN * seconds)
  if (found.length < needed && durationMs(tracing) > FEW_MS_MAX) return []
  return found.map((i) => (i * 1000) / sampleRateHz)
}

/** Counts this lead at every sample where it shows a stimulus, and adds how high. */
function addLead(x: Float32Array, sampleRateHz: number, shown: Uint8Array, height: Float32Array): void {
  const samples = (ms: number) => Math.max(1, Math.round((ms / 1000) * sampleRateHz))
  const [edge, rest, gone] = [samples(EDGE_MS), samples(REST_MS), samples(GONE_MS)]
  for (let i = edge + rest; i < x.length - gone; i++) {
    const rise = x[i]! - x[i - edge]!
    if (!(Math.abs(rise) >= SPIKE_MV)) continue
    if (!restsBefore(x, i - edge, rest, REST_SHARE * Math.abs(rise))) continue
    if (!goesAfter(x, i, gone, x[i - edge]! + (1 - GONE_SHARE) * rise)) continue
    shown[i]!++
    height[i]! += Math.abs(rise)
  }
}

function restsBefore(x: Float32Array, to: number, length: number, span: number): boolean {
  let [low, high] = [Infinity, -Infinity]
  for (let i = to - length; i <= to; i++) {
    if (!(x[i]! > -Infinity)) return false
    if (x[i]! < low) low = x[i]!
    if (x[i]! > high) high = x[i]!
  }
  return high - low <= span
}

/** Whether the lead comes back across this level. */
function goesAfter(x: Float32Array, from: number, length: number, levelMv: number): boolean {
  const above = x[from]! > levelMv
  for (let i = from + 1; i <= from + length; i++) if (x[i]! > levelMv !== above) return true
  return false
}

/**
 * Which beats a pacemaker made: a stimulus at the onset of the QRS (ventricular), one before its P wave (atrial), both.
 * @param beats of the same tracing, ascending
 */
export function findPacing(tracing: Tracing, beats: readonly Beat[]): Pacing {
  const assessable = tracing.sampleRateHz >= ASSESSABLE_HZ_MIN
  const spikesMs = pacingSpikes(tracing)
  const paced = beats.map(({ atMs }, k): Pacing['paced'][number] => {
    const earliest = Math.max(beats[k - 1]?.atMs ?? 0, atMs - QRS_BEFORE_R_MS - ATRIAL_MS_MAX)
    const near = spikesMs.filter((ms) => ms > earliest && ms < atMs + VENTRICULAR_MS.to)
    if (near.length === 0) return 'none'
    const onset = qrsOnsetMs(tracing, atMs, near)
    const ventricular = near.some(
      (ms) => onset - ms >= VENTRICULAR_MS.from && onset - ms <= VENTRICULAR_MS.to,
    )
    const atrial = near.some((ms) => onset - ms > VENTRICULAR_MS.to && onset - ms <= ATRIAL_MS_MAX)
    if (ventricular) return atrial ? 'dual' : 'ventricular'
    return atrial ? 'atrial' : 'none'
  })
  return { spikesMs, paced, assessable }
}

/** Where the QRS becomes steep, all leads together, the stimuli themselves left out. */
function qrsOnsetMs({ leads, sampleRateHz }: Tracing, rPeakMs: number, spikesMs: readonly number[]): number {
  const step = Math.max(1, Math.round(0.006 * sampleRateHz))
  const from = Math.max(step, Math.round(((rPeakMs - QRS_BEFORE_R_MS) / 1000) * sampleRateHz))
  const to = Math.round((rPeakMs / 1000) * sampleRateHz)
  const steepness = new Float32Array(Math.max(0, to - from))
  for (let i = from; i < to; i++) {
    const ms = (i * 1000) / sampleRateHz
    if (spikesMs.some((spike) => Math.abs(spike - ms) <= 2 * APART_MS)) continue
    for (const { samplesMv } of leads) {
      const change = Math.abs((samplesMv[i + step] ?? NaN) - samplesMv[i - step]!)
      if (change > 0) steepness[i - from]! += change
    }
  }
  const rest = steepness.toSorted()[Math.floor(QRS_REST_SHARE * steepness.length)] ?? 0
  let onset = steepness.reduce((best, v, i) => (v > steepness[best]! ? i : best), 0)
  const threshold = rest + QRS_STEEP_SHARE * ((steepness[onset] ?? 0) - rest)
  while (onset > 0 && steepness[onset]! > threshold) onset--
  return ((from + onset) * 1000) / sampleRateHz
}
