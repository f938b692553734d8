import { describe, expect, test } from 'vitest'
import { STANDARD_LEADS, type StandardLead, type Tracing } from '#domain/ecg/tracing.ts'
import { FRAMES, preprocessQuality, WINDOW_SAMPLES } from './ecg-quality.ts'
import { plainFigures } from './quality-figures.ts'

/** That of the network, so that long tracings are not resampled; other rates: the answer's tests. */
const RATE_HZ = 128

describe('the windows of a tracing', () => {
  test('of ten seconds are one, of twelve two that cover it, of thirty minutes a hundred and eighty', () => {
    expect(starts(10)).toEqual([0])
    expect(starts(10.24)).toEqual([0])
    expect(starts(12)).toEqual([0, 256])
    expect(starts(1800)).toHaveLength(180)
    expect(starts(7200)).toHaveLength(180)
    expect(starts(7200).at(-1)).toBe(7200 * 128 - WINDOW_SAMPLES)
  })

  test('of less than two seconds there are none', () => {
    expect(preprocessQuality(tracing(1.9, ['II']))).toEqual({ refusal: 'too-short-to-judge' })
    expect(preprocessQuality(tracing(2.1, ['II']))).toMatchObject({ refusal: null })
  })

  test('without leads or without samples there are none', () => {
    expect(preprocessQuality(tracing(10, []))).toEqual({ refusal: 'lead-missing' })
    expect(preprocessQuality(tracing(10, ['II'], () => NaN))).toEqual({ refusal: 'no-samples' })
  })
})

describe('what the network gets', () => {
  test('a lead stands at its place, whatever the order of the file; unnamed leads fill the places left', () => {
    const { slots } = prepared(tracing(10, ['V6', 'II', null, 'I']))
    expect(slots).toEqual([11, 1, 2, 0])
  })

  test('a thirteenth lead has no place', () => {
    const { slots } = prepared(tracing(10, [...STANDARD_LEADS, null]))
    expect(slots.at(-1)).toBeNull()
  })

  test('amplitude is kept: one millivolt over the median is asinh(2), a rail stays in range', () => {
    const high = prepared(tracing(10, ['II'], (t) => (t > 3 && t < 5 ? 1 : 0)))
    expect(high.windows[0]!.inputs['signal']!.data[WINDOW_SAMPLES + 4 * 128]).toBeCloseTo(Math.asinh(2), 2)
    const rail = prepared(tracing(10, ['II'], (t) => (t > 3 && t < 5 ? 1000 : 0)))
    expect(Math.max(...rail.windows[0]!.inputs['signal']!.data)).toBe(6)
  })

  test('missing leads, missing times and what lies behind the end are masked', () => {
    const { windows } = prepared(
      tracing(5, ['I', 'II'], (t, name) => (name === 'II' && t > 2.5 ? NaN : Math.sin(t))),
    )
    const mask = windows[0]!.inputs['mask']!.data
    const shown = (slot: number) =>
      mask.subarray(slot * FRAMES, (slot + 1) * FRAMES).reduce((a, b) => a + b, 0)
    expect([shown(0), shown(1), shown(2)]).toEqual([40, 20, 0])
    expect(windows[0]!.present.slice(0, 3)).toEqual([true, true, false])
  })
})

describe('the plain figures', () => {
  const figuresOf = (of: (t: number) => number) =>
    plainFigures(Float32Array.from({ length: 1280 }, (_, i) => of(i / 128)))

  test('of a flat line', () => {
    const [flat, large, swing, , , step] = figuresOf(() => 0)
    expect([flat, large]).toEqual([1, 0])
    expect([swing, step]).toEqual([Math.log(0.01), Math.log(0.001)])
  })

  test('of a square wave between rails: every second large, every sample at a rail', () => {
    const [flat, large, swing, most, least, , , , rail] = figuresOf((t) => (t % 0.5 < 0.25 ? 10 : -10))
    expect([flat, large, rail]).toEqual([0, 1, 1])
    for (const each of [swing, most, least]) expect(each).toBeCloseTo(Math.log(20.01), 6)
  })

  test('are those of the training (figures.py) for the same lead', () => {
    const made = figuresOf((t) => Math.sin(2 * Math.PI * 1.3 * t) + 0.3 * t)
    FROM_PYTHON.forEach((v, k) => expect(made[k]).toBeCloseTo(v, 4))
  })
})

const FROM_PYTHON = [0, 0, 0.754402, 0.754506, 0.713716, -3.179042, -5.552264, -0.1745, 0.007812, -0.10071]

function starts(seconds: number): number[] {
  return prepared(tracing(seconds, ['II'])).windows.map(({ start }) => start)
}

function prepared(of: Tracing) {
  const input = preprocessQuality(of)
  if (input.refusal !== null) throw new Error(input.refusal)
  return input
}

function tracing(
  seconds: number,
  names: readonly (StandardLead | null)[],
  at: (t: number, name: StandardLead | null) => number = (t) => Math.sin(7 * t),
): Tracing {
  return {
    sampleRateHz: RATE_HZ,
    leads: names.map((name) => ({
      name: name ?? 'ECG',
      standard: name,
      samplesMv: Float32Array.from({ length: Math.round(seconds * RATE_HZ) }, (_, i) =>
        at(i / RATE_HZ, name),
      ),
    })),
    annotations: [],
    startedAt: null,
    warnings: [],
  }
}
