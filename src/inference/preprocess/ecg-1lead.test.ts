import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { frameMask, preprocessEcg, windowStarts } from './ecg-1lead.ts'

interface Vector {
  name: string
  sampleRateHz: number
  samplesMv: (number | null)[]
  length: number
  windowStarts: number[]
  signal: number[][]
  mask: number[][]
}
interface Refusal {
  name: string
  sampleRateHz: number
  samplesMv: { repeat: number | null; count: number }
  reason: string
}

const golden = JSON.parse(readFileSync('models/ecg-rhythm-1lead/golden/preprocess.json', 'utf8')) as {
  vectors: Vector[]
  refusals: Refusal[]
}

describe('preprocessing of one lead is the same in training and app', () => {
  test.each(golden.vectors)('$name', (vector) => {
    const result = preprocessEcg(
      Float32Array.from(vector.samplesMv, (v) => v ?? NaN),
      vector.sampleRateHz,
    )
    if (result.refusal !== null) throw new Error(result.refusal)
    expect(result.length).toBe(vector.length)
    expect(result.windows.map((w) => w.start)).toEqual(vector.windowStarts)
    result.windows.forEach((window, i) => {
      expect(largestDifference(window.inputs['signal']!.data, vector.signal[i]!)).toBeLessThan(1e-4)
      expect(largestDifference(window.inputs['mask']!.data, vector.mask[i]!)).toBeLessThan(1e-6)
    })
  })

  test.each(golden.refusals)('$name is refused', ({ samplesMv, sampleRateHz, reason }) => {
    const samples = new Float32Array(samplesMv.count).fill(samplesMv.repeat ?? NaN)
    expect(preprocessEcg(samples, sampleRateHz).refusal).toBe(reason)
  })
})

test('a gap of a third of a second is refused, a gap of a fifth is bridged', () => {
  const wave = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i / 7))
  expect(preprocessEcg(wave.slice().fill(NaN, 1000, 1100), 300).refusal).toBe('gap-too-long')
  expect(preprocessEcg(wave.slice().fill(NaN, 1000, 1060), 300).refusal).toBeNull()
})

test('a recording of 61 s is covered by two windows that end with it', () => {
  expect(windowStarts(6100)).toEqual([0, 6100 - 3072])
})

test('the mask has mean 1 and leaves out what lies behind the signal', () => {
  const mask = frameMask(1000)
  expect(mask.reduce((a, b) => a + b, 0) / mask.length).toBeCloseTo(1, 6)
  expect(mask[31]).toBeLessThan(mask[30]!)
  expect(mask[32]).toBe(0)
})

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Array.from(a, (v, i) => Math.abs(v - b[i]!)).reduce((x, y) => Math.max(x, y), 0)
}
