import { bridgeGaps } from './gaps.ts'

/** Largest term of an exact factor: bounds the filter to 40,001 taps. */
export const RESAMPLE_TERM_MAX = 2000
/** Rates further apart than this are a mistake in a header, not a wish. */
const RESAMPLE_RATIO_MAX = 1000
/** Phases of the filter where no exact factor exists: samples stand within 1 / 2048 of an input sample. */
const INEXACT_PHASES = 1024
/** Zero crossings of the sinc on each side of its centre, and its window: those of scipy.signal.resample_poly. */
const SINC_HALF_CROSSINGS = 10
const KAISER_BETA = 5

/**
 * Resamples one lead by a rational factor with a linear-phase polyphase FIR filter.
 *
 * Same numbers as `scipy.signal.resample_poly` (Kaiser window, beta 5, zeros outside the signal). Output
 * sample k stands at k / toHz seconds; the length is ceil(length · toHz / fromHz). Rates without a common
 * factor of at most `RESAMPLE_TERM_MAX` (999.37 Hz) use the nearest of 1024 phases for each sample: no drift.
 * @param x samples at `fromHz`; missing samples (NaN) are bridged for the filter and NaN again in the result
 * @throws RangeError when a rate is not a positive number, or they differ more than `RESAMPLE_RATIO_MAX`
 */
export function resampleRational(x: Float32Array, fromHz: number, toHz: number): Float32Array<ArrayBuffer> {
  const { up, down } = resampleFactor(fromHz, toHz)
  if (up === down) return x.slice()
  const lengthOut = Math.ceil((x.length * up) / down)
  const y = new Float32Array(lengthOut)
  const { samples, missing } = bridgeGaps(x)
  const widest = Math.max(up, down)
  const half = Math.ceil(SINC_HALF_CROSSINGS * widest)
  const phases = polyphase(lowPassTaps(half, widest, up), up)
  for (let k = 0; k < lengthOut; k++) {
    const centre = Math.round(k * down) + half
    const phase = phases[centre % up]!
    const newest = Math.floor(centre / up)
    const from = Math.max(0, newest - x.length + 1)
    const to = Math.min(phase.length, newest + 1)
    let sum = 0
    for (let j = from; j < to; j++) sum += phase[j]! * samples[newest - j]!
    y[k] = sum
  }
  if (missing !== null) carryGaps(y, missing, down / up)
  return y
}

/**
 * The factor `up / down` that equals `toHz / fromHz`. `up` is a whole number; so is `down` wherever the rates
 * have a common factor within `RESAMPLE_TERM_MAX`.
 * @throws RangeError when a rate is not a positive number, or they differ more than `RESAMPLE_RATIO_MAX`
 */
export function resampleFactor(fromHz: number, toHz: number): { readonly up: number; readonly down: number } {
  const ratio = toHz / fromHz
  if (!(fromHz > 0 && toHz > 0 && ratio <= RESAMPLE_RATIO_MAX && ratio >= 1 / RESAMPLE_RATIO_MAX)) {
    throw new RangeError(`cannot resample from ${fromHz} Hz to ${toHz} Hz`)
  }
  let [upBefore, up, downBefore, down] = [1, Math.floor(ratio), 0, 1]
  let rest = ratio - up
  while (Math.abs(up / down / ratio - 1) > 1e-12) {
    const whole = Math.floor(1 / rest)
    ;[upBefore, up] = [up, whole * up + upBefore]
    ;[downBefore, down] = [down, whole * down + downBefore]
    rest = 1 / rest - whole
    if (Math.max(up, down) > RESAMPLE_TERM_MAX) return { up: INEXACT_PHASES, down: INEXACT_PHASES / ratio }
  }
  return { up, down }
}

/** An output sample is missing where either of its two neighbours in the input is. */
function carryGaps(y: Float32Array, missing: Uint8Array, step: number): void {
  const last = missing.length - 1
  for (let k = 0; k < y.length; k++) {
    const at = k * step
    if (missing[Math.min(last, Math.floor(at))] === 1 || missing[Math.min(last, Math.ceil(at))] === 1)
      y[k] = NaN
  }
}

/** Windowed sinc of 2 · half + 1 taps, cut at 1 / factor of Nyquist, with gain `gain` at zero frequency. */
function lowPassTaps(half: number, factor: number, gain: number): Float64Array {
  const taps = new Float64Array(2 * half + 1)
  const norm = besselI0(KAISER_BETA)
  let sum = 0
  for (let i = 0; i <= half; i++) {
    const angle = (Math.PI * i) / factor
    const sinc = i === 0 ? 1 : Math.sin(angle) / angle
    const tap = sinc * (besselI0(KAISER_BETA * Math.sqrt(1 - (i / half) ** 2)) / norm)
    taps[half - i] = tap
    taps[half + i] = tap
    sum += i === 0 ? tap : 2 * tap
  }
  for (let i = 0; i < taps.length; i++) taps[i]! *= gain / sum
  return taps
}

/** Phase p holds the taps that meet input samples for outputs at offset p of the interpolated grid. */
function polyphase(taps: Float64Array, up: number): Float64Array[] {
  const phases: Float64Array[] = []
  for (let p = 0; p < up; p++) {
    const phase = new Float64Array(Math.max(0, Math.ceil((taps.length - p) / up)))
    for (let j = 0; j < phase.length; j++) phase[j] = taps[p + j * up]!
    phases.push(phase)
  }
  return phases
}

function besselI0(x: number): number {
  const quarter = (x * x) / 4
  let [term, sum] = [1, 1]
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k)
    sum += term
  }
  return sum
}
