import { describe, expect, test } from 'vitest'
import type { DisplayFilter } from './display.ts'
import { actingFilter, filterForDisplay, UNFILTERED } from './display.ts'

const HIGH = [null, 0.05, 0.5] as const
const LOW = [null, 25, 40, 100, 150] as const
const MAINS = [null, 50, 60] as const
const RATES = [100, 250, 360, 500, 1000]

/** A tone of amplitude 1 in a recording long enough for the slowest filter, through the filter: its amplitude and delay. */
function through(filter: DisplayFilter, hz: number, sampleRateHz: number): { gain: number; delayMs: number } {
  const seconds = Math.max(6, 12 / hz)
  const count = Math.round(seconds * sampleRateHz)
  const turn = (i: number) => (2 * Math.PI * hz * i) / sampleRateHz
  const y = filterForDisplay(
    Float32Array.from({ length: count }, (_, i) => Math.cos(turn(i))),
    sampleRateHz,
    filter,
  )
  // Whole periods from the middle, where no edge reaches.
  const periods = Math.max(1, Math.floor((seconds / 3) * hz))
  const from = Math.round(count / 3)
  const to = from + Math.round((periods / hz) * sampleRateHz)
  let [re, im] = [0, 0]
  for (let i = from; i < to; i++) {
    re += y[i]! * Math.cos(turn(i))
    im += y[i]! * Math.sin(turn(i))
  }
  const scale = 2 / (to - from)
  return { gain: scale * Math.hypot(re, im), delayMs: (Math.atan2(im, re) / (2 * Math.PI * hz)) * 1000 }
}

/** Two Butterworth passes of order two that are -3 dB together at the label (scipy.signal.butter, sosfiltfilt). */
const lowGain = (hz: number, label: number) => 1 / (1 + (Math.SQRT2 - 1) * (hz / label) ** 4)

describe('the response of the display filter', () => {
  test.each(LOW.filter((hz) => hz !== null))(
    'is -3 dB at %d Hz, as the label says, and zero phase',
    (label) => {
      for (const rate of RATES.filter((hz) => label < 0.48 * hz)) {
        const at = through({ ...UNFILTERED, lowPassHz: label }, label, rate)
        expect(20 * Math.log10(at.gain)).toBeCloseTo(-3.01, 0.5)
        expect(Math.abs(at.delayMs)).toBeLessThan(0.2)
      }
    },
  )

  test.each(HIGH.filter((hz) => hz !== null))(
    'is -3 dB at %d Hz, as the label says, and zero phase',
    (label) => {
      for (const rate of [250, 500]) {
        const at = through({ ...UNFILTERED, highPassHz: label }, label, rate)
        expect(Math.abs(20 * Math.log10(at.gain) + 3.01)).toBeLessThan(0.15)
        expect(Math.abs(at.delayMs)).toBeLessThan(0.005 * (1000 / label))
      }
    },
  )

  test('follows two passes of a Butterworth of order two on either side of the label', () => {
    const low = { ...UNFILTERED, lowPassHz: 40 } as const
    for (const hz of [10, 20, 30, 60, 80])
      expect(through(low, hz, 1000).gain).toBeCloseTo(lowGain(hz, 40), 1.7)
    const high = { ...UNFILTERED, highPassHz: 0.5 } as const
    for (const hz of [0.25, 1, 2]) expect(through(high, hz, 250).gain).toBeCloseTo(lowGain(0.5, hz), 1.7)
  })

  test.each([50, 60] as const)('takes %d Hz out and leaves what is 15 Hz away', (mainsHz) => {
    const filter = { ...UNFILTERED, mainsHz } as const
    for (const rate of [250, 360, 500, 1000]) {
      expect(through(filter, mainsHz, rate).gain).toBeLessThan(0.01)
      expect(through(filter, mainsHz - 15, rate).gain).toBeGreaterThan(0.94)
    }
  })

  test('moves no peak and keeps every sample finite, in every combination at every rate', () => {
    for (const rate of RATES) {
      const peak = Math.round(1.5 * rate)
      // A QRS of 80 ms and a T wave on a slope of 0.1 mV a second.
      const x = Float32Array.from({ length: 3 * rate }, (_, i) => {
        const ms = ((i - peak) * 1000) / rate
        return 1.5 * Math.exp(-((ms / 18) ** 2)) + 0.3 * Math.exp(-(((ms - 300) / 60) ** 2)) + ms / 10_000
      })
      for (const highPassHz of HIGH) {
        for (const lowPassHz of LOW) {
          for (const mainsHz of MAINS) {
            const y = filterForDisplay(x, rate, { highPassHz, lowPassHz, mainsHz })
            expect(y.length).toBe(x.length)
            expect(y.every(Number.isFinite)).toBe(true)
            expect(y.indexOf(y.reduce((a, b) => Math.max(a, b)))).toBe(peak)
          }
        }
      }
    }
  })

  test('says at every rate which filters act', () => {
    const all = { highPassHz: 0.05, lowPassHz: 150, mainsHz: 60 } as const
    expect(RATES.map((rate) => actingFilter(all, rate).lowPassHz)).toEqual([null, null, 150, 150, 150])
    expect(RATES.map((rate) => actingFilter(all, rate).mainsHz)).toEqual([null, 60, 60, 60, 60])
  })
})
