import { describe, expect, test } from 'vitest'
import { actingFilter, DIAGNOSTIC, filterForDisplay, MONITOR, UNFILTERED } from './display.ts'
import { simulateEcg } from './simulator/simulate-ecg.ts'

const tone = (hz: number, sampleRateHz = 500, seconds = 10) =>
  Float32Array.from({ length: sampleRateHz * seconds }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / sampleRateHz),
  )

/** Amplitude in the middle half, where no edge reaches. */
function amplitude(x: Float32Array): number {
  const middle = x.slice(x.length / 4, (3 * x.length) / 4)
  return Math.sqrt((2 * middle.reduce((sum, v) => sum + v * v, 0)) / middle.length)
}

describe('the display filter', () => {
  test('is -3 dB at the numbers on its label', () => {
    const low = { ...UNFILTERED, lowPassHz: 40 } as const
    expect(amplitude(filterForDisplay(tone(40), 500, low))).toBeCloseTo(Math.SQRT1_2, 2)
    const high = { ...UNFILTERED, highPassHz: 0.5 } as const
    expect(amplitude(filterForDisplay(tone(0.5, 500, 40), 500, high))).toBeCloseTo(Math.SQRT1_2, 2)
  })

  test('takes mains out and leaves 10 Hz as it is', () => {
    expect(amplitude(filterForDisplay(tone(50), 500, MONITOR))).toBeLessThan(0.01)
    expect(amplitude(filterForDisplay(tone(10), 500, MONITOR))).toBeCloseTo(1, 2)
    expect(amplitude(filterForDisplay(tone(60), 500, { ...UNFILTERED, mainsHz: 60 }))).toBeLessThan(0.01)
  })

  test('moves no wave: the R peak stays where it was and keeps its height', () => {
    const { tracing, truth } = simulateEcg({
      ...{ seed: 5, rhythm: 'sinus', durationMs: 10_000, sampleRateHz: 500 },
      leads: ['II'],
    })
    const raw = tracing.leads[0]!.samplesMv
    const drawn = filterForDisplay(raw, 500, DIAGNOSTIC)
    for (const { atMs } of truth.beats.slice(1, -1)) {
      const at = Math.round(atMs / 2)
      const window = drawn.slice(at - 20, at + 21)
      expect(Math.abs(window.indexOf(Math.max(...window)) - 20)).toBeLessThanOrEqual(1)
      expect(Math.max(...window) / raw[at]!).toBeGreaterThan(0.9)
    }
    expect(truth.beats.length).toBeGreaterThan(8)
  })

  test('leaves out what the sampling rate has no room for, and nothing at all when all is off', () => {
    const x = tone(10, 250)
    expect(filterForDisplay(x, 250, { ...UNFILTERED, lowPassHz: 150 })).toEqual(x)
    expect(filterForDisplay(x, 250, UNFILTERED)).toEqual(x)
  })

  test('a gap stays a gap', () => {
    const x = tone(5)
    x.fill(NaN, 1000, 1200)
    const drawn = filterForDisplay(x, 500, MONITOR)
    expect(drawn.findIndex(Number.isNaN)).toBe(1000)
    expect(drawn.filter(Number.isNaN).length).toBe(200)
  })
})

test('a sheet prints only the filters that had room at its sampling rate', () => {
  expect(actingFilter(DIAGNOSTIC, 500)).toEqual(DIAGNOSTIC)
  expect(actingFilter(DIAGNOSTIC, 250)).toEqual({ ...DIAGNOSTIC, lowPassHz: null })
  expect(actingFilter(MONITOR, 100)).toEqual({ highPassHz: 0.5, lowPassHz: 40, mainsHz: null })
})
