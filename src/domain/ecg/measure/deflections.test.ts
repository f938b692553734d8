import { describe, expect, test } from 'vitest'
import { deflectionsOf, namedWaves } from './deflections.ts'

/** A complex of straight flanks through these heights, 20 ms apart, at 500 Hz. */
function complex(...heightsMv: number[]): Float32Array {
  const corners = [0, ...heightsMv, 0]
  const samples = new Float32Array((corners.length - 1) * 10 + 1)
  for (let i = 0; i < samples.length; i++) {
    const [left, share] = [Math.min(corners.length - 2, Math.floor(i / 10)), (i % 10) / 10]
    const from = i === samples.length - 1 ? corners.length - 2 : left
    const part = i === samples.length - 1 ? 1 : share
    samples[i] = corners[from]! * (1 - part) + corners[from + 1]! * part
  }
  return samples
}
const wavesOf = (samples: Float32Array) => namedWaves(deflectionsOf(samples, 500, 0, samples.length - 1))
const heights = (samples: Float32Array) =>
  Object.fromEntries(
    Object.entries(wavesOf(samples)).flatMap(([name, wave]) =>
      wave === null ? [] : [[name, Math.round(wave.peakMv * 100) / 100]],
    ),
  )

describe('the letters of a QRS complex', () => {
  test.each([
    ['qRs', [-0.1, 1, -0.3], { q: -0.1, r: 1, s: -0.3 }],
    ['Rs', [1, -0.3], { r: 1, s: -0.3 }],
    ["rSR'", [0.2, -0.5, 0.8], { r: 0.2, s: -0.5, r2: 0.8 }],
    ["rSr's'", [0.2, -0.5, 0.3, -0.2], { r: 0.2, s: -0.5, r2: 0.3, s2: -0.2 }],
    ['R', [0.9], { r: 0.9 }],
    ['QS', [-1.2], { qs: -1.2 }],
    ['qR', [-0.2, 0.9], { q: -0.2, r: 0.9 }],
  ])('%s', (_, given, expected) => {
    expect(heights(complex(...given))).toEqual(expected)
  })

  test('what is smaller than 30 µV is no wave, and does not part one', () => {
    expect(heights(complex(-0.02, 1, -0.02))).toEqual({ r: 1 })
    expect(heights(complex(0.6, -0.02, 0.8))).toEqual({ r: 0.8 })
  })

  test('an R that ends in a depressed ST segment has no S', () => {
    const samples = complex(1, -0.15).subarray(0, 21)
    expect(heights(samples)).toEqual({ r: 1 })
  })

  test('a complex that does not move has no letters', () => {
    expect(heights(new Float32Array(50))).toEqual({})
  })
})
