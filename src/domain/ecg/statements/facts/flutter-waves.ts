import type { EcgAnalysis } from '../../analysis.ts'
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

/**
 * Rate of waves that run on through the beats at 230 to 350 a minute, where the ventricles answer irregularly: then
 * what keeps time with neither beats nor T waves is the atria's own. Null where none is seen.
 */
export function flutterRateBpm(tracing: Tracing, analysis: EcgAnalysis): number | null {
  const { medianBeat, beats } = analysis
  if (medianBeat === null || beats.length < 5) return null
  const cycles = LEADS.flatMap((name) => {
    const l = tracing.leads.findIndex(({ standard }) => standard === name)
    const typical = l < 0 ? null : (medianBeat.leads[l] ?? null)
    if (typical === null) return []
    const rest = withoutBeats(tracing, analysis, l, typical)
    return cycleOf(rest) ?? []
  }).sort((a, b) => a - b)
  if (cycles.length < 2) return null
  const middle = cycles[cycles.length >> 1]!
  const agreeing = cycles.filter((cycle) => Math.abs(cycle / middle - 1) < 0.06)
  return agreeing.length >= 2 ? MINUTE_MS / middle : null
}

/** The lead at 100 Hz without its typical beats; NaN around the R peaks. */
function withoutBeats(
  tracing: Tracing,
  { medianBeat, beats }: EcgAnalysis,
  lead: number,
  typical: Float32Array,
): Float64Array {
  const { samplesMv } = tracing.leads[lead]!
  const stride = tracing.sampleRateHz / RATE_HZ
  const rest = Float64Array.from(
    { length: Math.min(Math.floor(samplesMv.length / stride), 20 * RATE_HZ) },
    (_, i) => samplesMv[Math.round(i * stride)]!,
  )
  const at = (ms: number) => Math.round((ms / 1000) * RATE_HZ)
  beats.forEach(({ atMs }) => {
    for (let i = at(atMs - QRS_MS.before); i <= at(atMs + QRS_MS.after); i++) if (i in rest) rest[i] = NaN
  })
  void typical
  void medianBeat
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
  for (let i = 0; i < samples.length; i++) {
    let [sum, count] = [0, 0]
    for (let j = Math.max(0, i - reach); j <= Math.min(samples.length - 1, i + reach); j++) {
      const v = samples[j]!
      if (v - v === 0) {
        sum += v
        count++
      }
    }
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
