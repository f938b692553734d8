import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RESAMPLE_TERM_MAX, resampleFactor, resampleRational } from './resample.ts'
import scipy from './scipy.fixture.json' with { type: 'json' }

const x = Float32Array.from(scipy.x)

describe('rational resampling', () => {
  test.each(scipy.resample)('gives the numbers of scipy from $fromHz to $toHz Hz', (vector) => {
    const y = resampleRational(x, vector.fromHz, vector.toHz)
    expect(y.length).toBe(vector.y.length)
    const worst = Math.max(...vector.y.map((v, i) => Math.abs(v - y[i]!)))
    expect(worst).toBeLessThan(1e-5)
  })

  test('there and back again keeps what lies below both Nyquist frequencies', () => {
    const rates = fc.constantFrom(250, 300, 360, 500, 1000)
    fc.assert(
      fc.property(rates, rates, fc.integer({ min: 1, max: 60 }), (fromHz, toHz, toneHz) => {
        const tone = Float32Array.from({ length: fromHz * 2 }, (_, i) =>
          Math.sin((2 * Math.PI * toneHz * i) / fromHz),
        )
        const back = resampleRational(resampleRational(tone, fromHz, toHz), toHz, fromHz)
        for (let i = fromHz * 0.5; i < fromHz * 1.5; i++)
          expect(Math.abs(back[i]! - tone[i]!)).toBeLessThan(0.01)
      }),
      { numRuns: 40 },
    )
  })

  test('the factor is the ratio of the rates, exact where their common factor allows', () => {
    fc.assert(
      fc.property(fc.double({ min: 50, max: 4000, noNaN: true }), (fromHz) => {
        const { up, down } = resampleFactor(fromHz, 300)
        expect(up).toBeLessThanOrEqual(RESAMPLE_TERM_MAX)
        expect(Math.abs((up / down) * (fromHz / 300) - 1)).toBeLessThan(1e-11)
      }),
    )
    expect(resampleFactor(360, 300)).toEqual({ up: 5, down: 6 })
    expect(resampleFactor(128, 300)).toEqual({ up: 75, down: 32 })
    expect(resampleFactor(300, 500)).toEqual({ up: 5, down: 3 })
    expect(resampleFactor(999.5, 500)).toEqual({ up: 1000, down: 1999 })
  })

  test('a rate that is no whole number does not drift', () => {
    const fromHz = 299.9371
    const n = Math.floor(fromHz * 60)
    const tone = Float32Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * 10 * i) / fromHz))
    const y = resampleRational(tone, fromHz, 500)
    for (let k = 500; k < y.length - 500; k++) {
      expect(Math.abs(y[k]! - Math.sin((2 * Math.PI * 10 * k) / 500))).toBeLessThan(0.003)
    }
  })

  test('a gap stays a gap at the new rate', () => {
    const gapped = Float32Array.from(x)
    gapped.fill(NaN, 100, 150)
    const y = resampleRational(gapped, 500, 250)
    expect(y.slice(50, 75).every(Number.isNaN)).toBe(true)
    expect(y.filter(Number.isFinite).length).toBeGreaterThan(93)
  })

  test('an impossible rate is refused', () => {
    expect(() => resampleRational(x, 0, 300)).toThrow(RangeError)
    expect(() => resampleRational(x, 500, NaN)).toThrow(RangeError)
    expect(() => resampleRational(x, Infinity, 300)).toThrow(RangeError)
  })
})
