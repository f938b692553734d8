import { bridgeGaps, restoreGaps } from './gaps.ts'

/** One second-order section, normalised to a0 = 1. A first-order section has b2 = a2 = 0. */
export interface Section {
  readonly b0: number
  readonly b1: number
  readonly b2: number
  readonly a1: number
  readonly a2: number
}

interface Complex {
  readonly re: number
  readonly im: number
}

/**
 * Butterworth low-pass of the given order as second-order sections; -3 dB at `cutoffHz`.
 * Bilinear transform with prewarping: `scipy.signal.butter(order, cutoffHz, 'low', fs=…, output='sos')`.
 * @throws RangeError unless 0 < cutoffHz < sampleRateHz / 2 and order is a positive whole number
 */
export function butterworthLow(order: number, cutoffHz: number, sampleRateHz: number): Section[] {
  checkDesign(order, sampleRateHz, cutoffHz)
  const warped = prewarp(cutoffHz, sampleRateHz)
  const poles = prototypePoles(order).map((p) => ({ re: p.re * warped, im: p.im * warped }))
  return normalised(poles.map(sectionOf([-1, -1])), 1)
}

/** Butterworth high-pass; the twin of `butterworthLow`. */
export function butterworthHigh(order: number, cutoffHz: number, sampleRateHz: number): Section[] {
  checkDesign(order, sampleRateHz, cutoffHz)
  const warped = prewarp(cutoffHz, sampleRateHz)
  const poles = prototypePoles(order).map((p) => {
    const inverse = reciprocal(p)
    return { re: inverse.re * warped, im: inverse.im * warped }
  })
  return normalised(poles.map(sectionOf([1, 1])), -1)
}

/**
 * Butterworth band-pass of `2 · order` poles; -3 dB at both edges.
 * Same response as `scipy.signal.butter(order, [lowHz, highHz], 'band', fs=…, output='sos')`.
 * @throws RangeError unless 0 < lowHz < highHz < sampleRateHz / 2 and order is a positive whole number
 */
export function butterworthBand(
  order: number,
  lowHz: number,
  highHz: number,
  sampleRateHz: number,
): Section[] {
  checkDesign(order, sampleRateHz, lowHz)
  checkDesign(order, sampleRateHz, highHz)
  if (!(lowHz < highHz)) throw new RangeError(`a band from ${lowHz} Hz to ${highHz} Hz is empty`)
  const low = prewarp(lowHz, sampleRateHz)
  const high = prewarp(highHz, sampleRateHz)
  const centreSquared = low * high
  const make = sectionOf([1, -1])
  const sections: Section[] = []
  for (const p of prototypePoles(order)) {
    const half = { re: (p.re * (high - low)) / 2, im: (p.im * (high - low)) / 2 }
    const root = squareRoot({ re: half.re ** 2 - half.im ** 2 - centreSquared, im: 2 * half.re * half.im })
    const [plus, minus] = [
      { re: half.re + root.re, im: half.im + root.im },
      { re: half.re - root.re, im: half.im - root.im },
    ]
    if (p.im !== 0) sections.push(make(plus), make(minus))
    else if (root.im !== 0) sections.push(make(plus))
    else sections.push(realPair(plus.re, minus.re))
  }
  const centre = 2 * Math.atan(Math.sqrt(centreSquared))
  return scaledToUnity(sections, { re: Math.cos(centre), im: Math.sin(centre) })
}

/**
 * Removes mains hum: a notch at `mainsHz`, -3 dB band `mainsHz / quality` (`scipy.signal.iirnotch`).
 * @returns no section where the mains frequency lies above 0.48 of the sampling rate: there is nothing to remove
 */
export function mainsNotch(sampleRateHz: number, mainsHz: number, quality = 30): Section[] {
  if (!(mainsHz > 0 && quality > 0)) throw new RangeError(`no notch at ${mainsHz} Hz with quality ${quality}`)
  if (mainsHz >= 0.48 * sampleRateHz) return []
  const w = (2 * Math.PI * mainsHz) / sampleRateHz
  const gain = 1 / (1 + Math.tan(w / quality / 2))
  const cos = Math.cos(w)
  return [{ b0: gain, b1: -2 * gain * cos, b2: gain, a1: -2 * gain * cos, a2: 2 * gain - 1 }]
}

/**
 * Runs the sections forward and backward, so that no wave is shifted in time.
 *
 * Same numbers as `scipy.signal.sosfiltfilt`: odd extension at both ends, each pass starts in the steady state
 * of its first sample. A signal shorter than the extension is extended by what it has (scipy refuses).
 * Missing samples are bridged for the filter and NaN again in the result (see `gaps.ts`).
 * @param extendSamples length of the extension; by default 3 · (2 · sections + 1), less for first-order sections.
 *   A slow high-pass wants more: about one period of its cut-off.
 */
export function zeroPhase(
  x: Float32Array,
  sections: readonly Section[],
  extendSamples = defaultExtension(sections),
): Float32Array<ArrayBuffer> {
  const { samples, missing } = bridgeGaps(x)
  const n = samples.length
  const y = new Float32Array(n)
  if (n === 0) return y
  const pad = Math.max(0, Math.min(Math.floor(extendSamples), n - 1))
  const work = new Float64Array(n + 2 * pad)
  work.set(samples, pad)
  const [first, last] = [samples[0]!, samples[n - 1]!]
  for (let i = 1; i <= pad; i++) {
    work[pad - i] = 2 * first - samples[i]!
    work[pad + n - 1 + i] = 2 * last - samples[n - 1 - i]!
  }
  cascade(work, sections)
  work.reverse()
  cascade(work, sections)
  work.reverse()
  for (let i = 0; i < n; i++) y[i] = work[pad + i]!
  restoreGaps(y, missing)
  return y
}

/** Magnitude of the sections' response at one frequency, for a single pass. */
export function magnitudeAt(sections: readonly Section[], frequencyHz: number, sampleRateHz: number): number {
  const w = (2 * Math.PI * frequencyHz) / sampleRateHz
  const z = { re: Math.cos(w), im: Math.sin(w) }
  return sections.reduce((product, s) => product * sectionMagnitude(s, z), 1)
}

function defaultExtension(sections: readonly Section[]): number {
  const firstOrder = sections.filter((s) => s.b2 === 0 && s.a2 === 0).length
  return 3 * (2 * sections.length + 1 - firstOrder)
}

/** Direct form II transposed, in place, each section starting in the steady state of the first sample. */
function cascade(x: Float64Array, sections: readonly Section[]): void {
  let level = x[0]!
  for (const { b0, b1, b2, a1, a2 } of sections) {
    const gain = (b0 + b1 + b2) / (1 + a1 + a2)
    let s1 = (gain - b0) * level
    let s2 = (b2 - a2 * gain) * level
    for (let i = 0; i < x.length; i++) {
      const v = x[i]!
      const out = b0 * v + s1
      s1 = b1 * v - a1 * out + s2
      s2 = b2 * v - a2 * out
      x[i] = out
    }
    level *= gain
  }
}

function checkDesign(order: number, sampleRateHz: number, cutoffHz: number): void {
  if (!Number.isInteger(order) || order < 1) throw new RangeError(`a filter of order ${order} does not exist`)
  if (!(cutoffHz > 0 && cutoffHz < sampleRateHz / 2)) {
    throw new RangeError(`${cutoffHz} Hz is not between 0 and half of ${sampleRateHz} Hz`)
  }
}

/** Analogue frequency whose bilinear image (z - 1) / (z + 1) lies at `hz`. */
function prewarp(hz: number, sampleRateHz: number): number {
  return Math.tan((Math.PI * hz) / sampleRateHz)
}

/** Poles of the analogue prototype with im ≥ 0: each stands for itself and its conjugate, the real one alone. */
function prototypePoles(order: number): Complex[] {
  const poles: Complex[] = []
  for (let k = order % 2 === 0 ? 1 : 0; k < order; k += 2) {
    const angle = (Math.PI * k) / (2 * order)
    poles.push({ re: -Math.cos(angle), im: k === 0 ? 0 : Math.sin(angle) })
  }
  return poles
}

/** Makes a digital section from an analogue pole (with its conjugate) and its two zeros on the unit circle. */
function sectionOf(zeros: readonly [number, number]): (pole: Complex) => Section {
  return (pole) => {
    const z = bilinear(pole)
    if (pole.im === 0) return { b0: 1, b1: -zeros[0], b2: 0, a1: -z.re, a2: 0 }
    return {
      b0: 1,
      b1: -(zeros[0] + zeros[1]),
      b2: zeros[0] * zeros[1],
      a1: -2 * z.re,
      a2: z.re ** 2 + z.im ** 2,
    }
  }
}

function realPair(first: number, second: number): Section {
  const [p, q] = [bilinear({ re: first, im: 0 }).re, bilinear({ re: second, im: 0 }).re]
  return { b0: 1, b1: 0, b2: -1, a1: -(p + q), a2: p * q }
}

function normalised(sections: Section[], unityAtZ: 1 | -1): Section[] {
  return scaledToUnity(sections, { re: unityAtZ, im: 0 })
}

function scaledToUnity(sections: Section[], z: Complex): Section[] {
  return sections.map((s) => {
    const gain = 1 / sectionMagnitude(s, z)
    return { b0: s.b0 * gain, b1: s.b1 * gain, b2: s.b2 * gain, a1: s.a1, a2: s.a2 }
  })
}

function sectionMagnitude(s: Section, z: Complex): number {
  const zz = { re: z.re ** 2 - z.im ** 2, im: 2 * z.re * z.im }
  const above = Math.hypot(s.b0 * zz.re + s.b1 * z.re + s.b2, s.b0 * zz.im + s.b1 * z.im)
  const below = Math.hypot(zz.re + s.a1 * z.re + s.a2, zz.im + s.a1 * z.im)
  return above / below
}

/** z = (1 + s) / (1 - s). */
function bilinear(s: Complex): Complex {
  const scale = (1 - s.re) ** 2 + s.im ** 2
  return { re: (1 - s.re ** 2 - s.im ** 2) / scale, im: (2 * s.im) / scale }
}

function reciprocal(p: Complex): Complex {
  const square = p.re ** 2 + p.im ** 2
  return { re: p.re / square, im: -p.im / square }
}

function squareRoot(c: Complex): Complex {
  const size = Math.hypot(c.re, c.im)
  const re = Math.sqrt((size + c.re) / 2)
  const im = Math.sqrt((size - c.re) / 2)
  return { re, im: c.im < 0 ? -im : im }
}
