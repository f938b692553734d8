import type { MedianBeat } from '../../measure/measurements.ts'

/** Forms of one lead of the median beat that its numbers do not tell. */
export interface LeadShape {
  /** The main upward wave has two peaks, or a shoulder, within the QRS. */
  readonly notched: boolean
  /** From the onset of the QRS the slope stays below a third of its steepest for so long: a delta wave lasts 30 ms or more. */
  readonly deltaMs: number
  /** Height of a notch at the end of the QRS, above the level before it; 0 where R falls straight. */
  readonly jPeakMv: number
  /** Lowest of the T wave. */
  readonly tLeastMv: number | null
  /** The T wave goes up first and then down below the line. */
  readonly tEndsDown: boolean | null
  /** Width of the T wave at half its height. */
  readonly tWidthMs: number | null
  /** Level between P and QRS against the level before P. */
  readonly prLevelMv: number | null
}

/** A turn smaller than this is noise. */
const TURN_MV = 0.03
const T_AFTER_J_MS = 80
const DELTA_SLOPE_SHARE = 0.33
/** The slope is taken over so long. */
const SLOPE_MS = 8

/** @returns null where the lead, or its QRS, cannot be read */
export function leadShape(median: MedianBeat | null, lead: number): LeadShape | null {
  const samples = median?.leads[lead] ?? null
  const qrs = median?.waves.qrs ?? null
  if (median === null || samples === null || qrs === null) return null
  if (qrs.onsetMs === null || qrs.offsetMs === null) return null
  const at = (ms: number) =>
    Math.max(0, Math.min(samples.length - 1, Math.round((ms / 1000) * median.sampleRateHz)))
  const [from, to] = [at(qrs.onsetMs), at(qrs.offsetMs)]
  if (to - from < 4) return null
  const step = Math.max(1, Math.round((SLOPE_MS / 1000) * median.sampleRateHz))
  const ms = (count: number) => (count / median.sampleRateHz) * 1000
  const own = median.leadWaves[lead]
  const t = own?.t ?? median.waves.t
  const tFrom = at(Math.min(t?.onsetMs ?? qrs.offsetMs + T_AFTER_J_MS, t?.peakMs ?? Infinity))
  const tTo = at(t?.offsetMs ?? t?.peakMs ?? 0)
  const tPart = t === null || tTo <= tFrom ? null : samples.subarray(tFrom, tTo + 1)
  return {
    notched: hasNotch(samples, from, to),
    deltaMs: ms(slowStart(samples, from, to, step)),
    jPeakMv: endNotch(samples, from, at(qrs.offsetMs + 20)),
    ...tForm(tPart, ms),
    prLevelMv: prLevel(samples, own?.p ?? null, from, at),
  }
}

/** Two upward peaks with a dip, or a shoulder where the climb or fall nearly rests, in the upper half of R. */
function hasNotch(samples: Float32Array, from: number, to: number): boolean {
  let top = from
  for (let i = from; i <= to; i++) if (samples[i]! > samples[top]!) top = i
  const height = samples[top]!
  if (height < 0.1) return false
  for (const step of [-1, 1]) {
    let low = height
    for (let i = top + step; i >= from && i <= to && samples[i]! > 0.25 * height; i += step) {
      if (samples[i]! < low) low = samples[i]!
      else if (samples[i]! > low + Math.max(TURN_MV / 2, 0.03 * height)) return true
    }
  }
  // A plateau: R stays above four fifths of its height for more than a third of the QRS.
  let wide = 0
  for (let i = from; i <= to; i++) if (samples[i]! > 0.8 * height) wide++
  return wide > 0.34 * (to - from)
}

function slowStart(samples: Float32Array, from: number, to: number, step: number): number {
  const slope = (i: number) => Math.abs(samples[Math.min(i + step, samples.length - 1)]! - samples[i]!)
  let steepest = 0
  for (let i = from; i <= to - step; i++) steepest = Math.max(steepest, slope(i))
  if (steepest < TURN_MV) return 0
  for (let i = from; i <= to - step; i++) if (slope(i) > DELTA_SLOPE_SHARE * steepest) return i - from
  return 0
}

/** The top of a last bump on the way down from R, above the line. */
function endNotch(samples: Float32Array, from: number, to: number): number {
  let top = from
  for (let i = from; i <= to; i++) if (samples[i]! > samples[top]!) top = i
  const height = samples[top]!
  if (height < 0.3) return 0
  let lowest = height
  for (let i = top + 1; i <= to; i++) {
    if (samples[i]! < lowest) lowest = samples[i]!
    else if (lowest < 0.6 * height && lowest > 0 && samples[i]! > lowest + TURN_MV) {
      let peak = samples[i]!
      for (let j = i; j <= to && samples[j]! >= peak; j++) peak = samples[j]!
      return peak
    }
  }
  return 0
}

function tForm(
  t: Float32Array | null,
  ms: (count: number) => number,
): Pick<LeadShape, 'tLeastMv' | 'tEndsDown' | 'tWidthMs'> {
  if (t === null) return { tLeastMv: null, tEndsDown: null, tWidthMs: null }
  let [most, least] = [0, 0]
  t.forEach((v, i) => {
    if (v > t[most]!) most = i
    if (v < t[least]!) least = i
  })
  const base = (t[0]! + t.at(-1)!) / 2
  const main = Math.abs(t[most]! - base) >= Math.abs(t[least]! - base) ? t[most]! : t[least]!
  const half = t.filter((v) => (v - base) / (main - base || 1) > 0.5).length
  return {
    tLeastMv: t[least]!,
    tEndsDown: most < least && t[most]! > 0.05 && t[least]! < -0.05,
    tWidthMs: ms(half),
  }
}

function prLevel(
  samples: Float32Array,
  p: { readonly onsetMs: number | null; readonly offsetMs: number | null } | null,
  qrsFrom: number,
  at: (ms: number) => number,
): number | null {
  if (p === null || p.onsetMs === null || p.offsetMs === null) return null
  const before = samples[at(p.onsetMs)]!
  const [from, to] = [at(p.offsetMs), qrsFrom]
  if (to <= from) return null
  let sum = 0
  for (let i = from; i < to; i++) sum += samples[i]!
  return sum / (to - from) - before
}
