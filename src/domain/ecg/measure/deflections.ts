/** A part of a QRS complex that stays on one side of the line. */
export interface Deflection {
  /** Signed, millivolts. */
  readonly peakMv: number
  readonly peakMs: number
  readonly fromMs: number
  readonly toMs: number
}

/** What the letters mean in one lead; absent waves are null. A complex that is all below the line is a `qs`. */
interface QrsWaves {
  readonly q: Deflection | null
  readonly r: Deflection | null
  readonly s: Deflection | null
  readonly r2: Deflection | null
  readonly s2: Deflection | null
  readonly qs: Deflection | null
}

/** The smallest wave that counts: IEC 60601-2-51, annex GG. */
const SMALLEST_MV = 0.03
const SMALLEST_MS = 6
/** A last part that only leads down or up to the ST segment turns by less than this and is no wave. */
const TURN_MV = 0.02

/**
 * The deflections of a QRS complex.
 * @param samples of the beat in millivolts, the level before the QRS taken as zero
 * @param from first sample of the QRS; @param to last one
 */
export function deflectionsOf(
  samples: Float32Array,
  sampleRateHz: number,
  from: number,
  to: number,
): Deflection[] {
  const ms = (sample: number) => (sample / sampleRateHz) * 1000
  const parts: { sign: number; peak: number; from: number; to: number }[] = []
  for (const part of runsOf(samples, from, to)) {
    const peakMv = Math.abs(samples[part.peak]!)
    if (peakMv < SMALLEST_MV || ms(part.to - part.from) < SMALLEST_MS) continue
    const before = parts.at(-1)
    if (before?.sign !== part.sign) parts.push(part)
    else {
      before.to = part.to
      if (peakMv > Math.abs(samples[before.peak]!)) before.peak = part.peak
    }
  }
  const last = parts.at(-1)
  const leads = last !== undefined && parts.length > 1 && last.to >= to
  if (leads && Math.abs(samples[last.peak]! - samples[to]!) < TURN_MV) parts.pop()
  return parts.map((part) => ({
    peakMv: samples[part.peak]!,
    peakMs: ms(part.peak),
    fromMs: ms(part.from),
    toMs: ms(part.to),
  }))
}

/** Runs of samples on one side of the line; `to` is the first sample on the other side. */
function runsOf(
  samples: Float32Array,
  from: number,
  to: number,
): { sign: number; peak: number; from: number; to: number }[] {
  const runs: { sign: number; peak: number; from: number; to: number }[] = []
  for (let i = from; i <= to; i++) {
    const sign = Math.sign(samples[i]!)
    const run = runs.at(-1)
    if (run === undefined || (run.sign !== sign && sign !== 0)) runs.push({ sign, peak: i, from: i, to: i })
    else {
      run.to = i
      if (Math.abs(samples[i]!) > Math.abs(samples[run.peak]!)) run.peak = i
    }
  }
  return runs.map((run, r) => ({ ...run, to: runs[r + 1]?.from ?? to }))
}

/** Names the deflections: the first positive one is R, what comes before it Q, what follows S, R', S'. */
export function namedWaves(deflections: readonly Deflection[]): QrsWaves {
  const none = { q: null, r: null, s: null, r2: null, s2: null, qs: null }
  const first = deflections.findIndex(({ peakMv }) => peakMv > 0)
  if (first < 0) return { ...none, qs: deflections[0] ?? null }
  const at = (index: number) => deflections[first + index] ?? null
  return { ...none, q: deflections[first - 1] ?? null, r: at(0), s: at(1), r2: at(2), s2: at(3) }
}
