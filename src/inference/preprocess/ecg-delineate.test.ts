import { describe, expect, test } from 'vitest'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { preprocessWaves, WINDOW_FRAMES, WINDOW_SAMPLES, windowStarts } from './ecg-delineate.ts'

const { tracing } = simulateEcg({ seed: 3, rhythm: 'sinus', durationMs: 8000, sampleRateHz: 500, noise: 0.2 })
const every = (recording: Tracing) => recording.leads.map(() => true)
const changed = (recording: Tracing, lead: number, by: (v: number, i: number) => number): Tracing => ({
  ...recording,
  leads: recording.leads.map((each, l) =>
    l === lead ? { ...each, samplesMv: each.samplesMv.map(by) } : each,
  ),
})

test('a wave of one millivolt on a drifting line comes out as these numbers', () => {
  const samplesMv = Float32Array.from(
    { length: 1000 },
    (_, i) => 5 + i / 500 + Math.sin((2 * Math.PI * 8 * i) / 250),
  )
  const made = preprocessWaves({ sampleRateHz: 250, leads: [{ name: 'II', standard: 'II', samplesMv }] }, [
    true,
  ])
  const { data } = made.windows[0]!.inputs['signal']!
  const expected = [400, 404, 408, 412, 416].map((i) => Math.sin((2 * Math.PI * 8 * i) / 250) / 0.998)
  expected.forEach((value, k) => expect(data[400 + 4 * k]!).toBeCloseTo(value, 1))
  expect([...data.subarray(500, 504)].map((v) => +v.toFixed(4))).toMatchInlineSnapshot(`
    [
      -0.0048,
      0.1924,
      0.3817,
      0.5553,
    ]
  `)
})

describe('what the network is given', () => {
  test('is one window of a short recording, masked behind its end', () => {
    const { windows, length, rows } = preprocessWaves(tracing, every(tracing))
    expect({ windows: windows.length, length, rows: rows.length }).toEqual({
      windows: 1,
      length: 2000,
      rows: 12,
    })
    const mask = windows[0]!.inputs['mask']!.data
    expect([...mask.subarray(0, WINDOW_FRAMES)]).toEqual([
      ...Array<number>(63).fill(1),
      ...Array<number>(17).fill(0),
    ])
    expect(windows[0]!.inputs['signal']!.data.subarray(2000, WINDOW_SAMPLES).every((v) => v === 0)).toBe(true)
  })

  test('does not depend on gain, offset or polarity of the cable, but for the sign', () => {
    const [plain, turned] = [tracing, changed(tracing, 1, (v) => 300 - 3 * v)].map(
      (recording) => preprocessWaves(recording, every(recording)).rows[1]!.signal,
    )
    turned!.forEach((v, i) => expect(v).toBeCloseTo(-plain![i]!, 2))
  })

  test('leaves out flat leads and those that may not be read, and says which are left', () => {
    const recording = changed(tracing, 0, () => 0.3)
    const readable = every(recording).with(3, false)
    const { rows, windows } = preprocessWaves(recording, readable)
    expect(rows.map(({ lead }) => lead)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11])
    const mask = windows[0]!.inputs['mask']!.data
    expect(mask[10 * WINDOW_FRAMES]).toBe(0)
    expect(mask[9 * WINDOW_FRAMES]).toBe(1)
  })

  test('is nothing where nothing can be read', () => {
    expect(
      preprocessWaves(
        tracing,
        tracing.leads.map(() => false),
      ).windows,
    ).toEqual([])
    const lost = changed(tracing, 0, () => NaN)
    expect(preprocessWaves({ ...lost, leads: lost.leads.slice(0, 1) }, [true]).windows).toEqual([])
  })

  test('holds numbers only, whatever is missing', () => {
    const holed = changed(tracing, 2, (v, i) => (i > 900 && i < 1400 ? NaN : i === 40 ? Infinity : v))
    const { windows } = preprocessWaves(holed, every(holed))
    expect(windows[0]!.inputs['signal']!.data.every(Number.isFinite)).toBe(true)
  })

  test('is the asked part of a long recording, which keeps its place in time', () => {
    const { startMs, length } = preprocessWaves(tracing, every(tracing), { fromMs: 1000, toMs: 5000 })
    expect({ startMs, length }).toEqual({ startMs: 1000, length: 1000 })
  })
})

test('windows of a long recording overlap by three seconds at least and reach its end', () => {
  for (const n of [2561, 5000, 15_250, 16_001]) {
    const starts = windowStarts(n)
    expect(starts[0]).toBe(0)
    expect(starts.at(-1)! + WINDOW_SAMPLES).toBe(n)
    starts
      .slice(1)
      .forEach((start, i) => expect(start - starts[i]!).toBeLessThanOrEqual(WINDOW_SAMPLES - 768))
  }
})
