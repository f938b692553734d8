import type { EcgAnalysis } from '../../analysis.ts'
import type { Beat } from '../../beats.ts'
import type { Tracing } from '../../tracing.ts'

/** Leads in which flutter waves stand out. */
const LEADS = ['II', 'III', 'aVF', 'V1'] as const
const RATE_HZ = 100
/** Around the R peak the QRS, and what is left of it, is not looked at. */
const QRS_MS = { before: 60, after: 80 } as const
/** 240 to 340 a minute (`ecg.rhythm`), a little room at both ends. */
const CYCLE_MS = { least: 170, most: 260 } as const
/** The wave is there again after one cycle and after two, this much alike. */
const AGAIN_MIN = 0.55
const TWICE_MIN = 0.45
const MOVES_MV = 0.02
const MINUTE_MS = 60_000
const SECONDS_MAX = 20

/** Waves that run on through the beats at 230 to 350 a minute. */
export interface FlutterWaves {
  readonly rateBpm: number
  /** How many of the leads II, III, aVF and V1 show them at this rate. */
  readonly leads: number
}

/**
 * Flutter waves where the ventricles answer irregularly: what keeps time with neither beats nor T waves is the atria's
 * own. In a regular rhythm P and T recur as well, and nothing tells them apart. Null where none is seen.
 */
export function flutterWaves(tracing: Tracing, { beats }: EcgAnalysis): FlutterWaves | null {
  if (beats.length < 5) return null
  const cycles = LEADS.flatMap((name) => {
    const lead = tracing.leads.find(({ standard }) => standard === name)
    return lead === undefined ? [] : (cycleOf(withoutQrs(lead.samplesMv, tracing.sampleRateHz, beats)) ?? [])
  }).sort((a, b) => a - b)
  const middle = cycles[cycles.length >> 1]
  if (middle === undefined) return null
  const agreeing = cycles.filter((cycle) => Math.abs(cycle / middle - 1) < 0.06)
  return agreeing.length < 2 ? null : { rateBpm: MINUTE_MS / middle, leads: agreeing.length }
}

/** The lead at 100 Hz; NaN around the R peaks. */
function withoutQrs(samplesMv: Float32Array, sampleRateHz: number, beats: readonly Beat[]): Float64Array {
  const stride = sampleRateHz / RATE_HZ
  const length = Math.min(Math.floor(samplesMv.length / stride), SECONDS_MAX * RATE_HZ)
  const rest = Float64Array.from({ length }, (_, i) => samplesMv[Math.round(i * stride)]!)
  const at = (ms: number) => Math.round((ms / 1000) * RATE_HZ)
  for (const { atMs } of beats) {
    rest.fill(NaN, Math.max(0, at(atMs - QRS_MS.before)), Math.max(0, at(atMs + QRS_MS.after) + 1))
  }
  return rest
}

/** The lag within the range at which the lead is most like itself, if it is so again at twice the lag. */
function cycleOf(rest: Float64Array): number | null {
  const level = highPassed(rest)
  let [best, bestLag] = [0, 0]
  for (let lag = CYCLE_MS.least / 10; lag <= CYCLE_MS.most / 10; lag++) {
    const value = likeness(level, lag)
    if (value > best) [best, bestLag] = [value, lag]
  }
  if (best < AGAIN_MIN || likeness(level, 2 * bestLag) < TWICE_MIN) return null
  // Half a cycle away such waves are upside down, more or less: P and T waves are not.
  return likeness(level, Math.round(bestLag / 2)) < 0.1 ? bestLag * 10 : null
}

/** Less the mean of the 250 ms around. */
function highPassed(samples: Float64Array): Float64Array {
  const reach = 12
  const out = new Float64Array(samples.length).fill(NaN)
  let [sum, count] = [0, 0]
  const add = (i: number, sign: number) => {
    const v = samples[i] ?? NaN
    if (v - v !== 0) return
    sum += sign * v
    count += sign
  }
  for (let i = 0; i < reach; i++) add(i, 1)
  for (let i = 0; i < samples.length; i++) {
    add(i + reach, 1)
    add(i - reach - 1, -1)
    if (count > reach) out[i] = samples[i]! - sum / count
  }
  return out
}

function likeness(samples: Float64Array, lag: number): number {
  let [product, a, b, count] = [0, 0, 0, 0]
  for (let i = 0; i + lag < samples.length; i++) {
    const [x, y] = [samples[i]!, samples[i + lag]!]
    if (x - x !== 0 || y - y !== 0) continue
    product += x * y
    a += x * x
    b += y * y
    count++
  }
  return count < 100 || Math.sqrt(a / count) < MOVES_MV ? 0 : product / Math.sqrt(a * b)
}
