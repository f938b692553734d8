import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Section } from './filter.ts'
import {
  butterworthBand,
  butterworthHigh,
  butterworthLow,
  magnitudeAt,
  mainsNotch,
  zeroPhase,
} from './filter.ts'
import scipy from './scipy.fixture.json' with { type: 'json' }

const x = Float32Array.from(scipy.x)

function design(kind: string, order: number, cutHz: readonly number[], sampleRateHz: number): Section[] {
  if (kind === 'low') return butterworthLow(order, cutHz[0]!, sampleRateHz)
  if (kind === 'high') return butterworthHigh(order, cutHz[0]!, sampleRateHz)
  if (kind === 'notch') return mainsNotch(sampleRateHz, cutHz[0]!, order)
  return butterworthBand(order, cutHz[0]!, cutHz[1]!, sampleRateHz)
}

describe('zero-phase filtering', () => {
  test.each(scipy.filter)('gives the numbers of scipy: $kind order $order at $cutHz Hz', (vector) => {
    const y = zeroPhase(x, design(vector.kind, vector.order, vector.cutHz, vector.sampleRateHz))
    const worst = Math.max(...vector.y.map((v, i) => Math.abs(v - y[i]!)))
    expect(worst).toBeLessThan(1e-5)
  })

  test('is linear', () => {
    const sections = butterworthBand(2, 0.5, 40, 300)
    const signal = fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 40, maxLength: 120 })
    fc.assert(
      fc.property(signal, signal, fc.double({ min: -3, max: 3, noNaN: true }), (a, b, gain) => {
        const n = Math.min(a.length, b.length)
        const mixed = Float32Array.from({ length: n }, (_, i) => a[i]! + gain * b[i]!)
        const ya = zeroPhase(Float32Array.from(a.slice(0, n)), sections)
        const yb = zeroPhase(Float32Array.from(b.slice(0, n)), sections)
        const y = zeroPhase(mixed, sections)
        for (let i = 0; i < n; i++) expect(Math.abs(y[i]! - ya[i]! - gain * yb[i]!)).toBeLessThan(1e-3)
      }),
      { numRuns: 60 },
    )
  })

  test('a gap is a gap again afterwards, and its neighbours stay finite', () => {
    const gapped = Float32Array.from(x)
    gapped.fill(NaN, 60, 90)
    gapped[120] = Infinity
    const y = zeroPhase(gapped, butterworthLow(2, 40, 500))
    expect(y.slice(60, 90).every(Number.isNaN)).toBe(true)
    expect(y[120]).toBeNaN()
    expect(y.filter(Number.isFinite).length).toBe(x.length - 31)
  })

  test('nothing, one sample, and a signal of gaps alone come back as they are', () => {
    const sections = butterworthHigh(2, 0.5, 500)
    expect(zeroPhase(new Float32Array(0), sections)).toEqual(new Float32Array(0))
    expect(Math.abs(zeroPhase(Float32Array.of(3), butterworthLow(2, 40, 500))[0]! - 3)).toBeLessThan(1e-5)
    expect(zeroPhase(new Float32Array(50).fill(NaN), sections).every(Number.isNaN)).toBe(true)
  })
})

describe('filter design', () => {
  test('is -3 dB at its edges and flat inside', () => {
    const sections = butterworthBand(2, 0.5, 40, 500)
    expect(magnitudeAt(sections, 0.5, 500)).toBeCloseTo(Math.SQRT1_2, 6)
    expect(magnitudeAt(sections, 40, 500)).toBeCloseTo(Math.SQRT1_2, 6)
    expect(magnitudeAt(sections, 6, 500)).toBeCloseTo(1, 3)
  })

  test('the notch takes the mains out and leaves its neighbours', () => {
    const sections = mainsNotch(500, 50)
    expect(magnitudeAt(sections, 50, 500)).toBeLessThan(1e-9)
    expect(magnitudeAt(sections, 45, 500)).toBeGreaterThan(0.97)
    expect(mainsNotch(100, 50)).toEqual([])
  })

  test('a cut-off beyond half the sampling rate is refused', () => {
    expect(() => butterworthLow(2, 150, 250)).toThrow(RangeError)
    expect(() => butterworthHigh(2, 0, 250)).toThrow(RangeError)
    expect(() => butterworthBand(2, 40, 5, 250)).toThrow(RangeError)
    expect(() => butterworthLow(0, 40, 250)).toThrow(RangeError)
  })
})
