import { expect, test } from 'vitest'
import { rrSeries } from '../rr.ts'
import type { Rhythm } from '../simulator/rhythms.ts'
import { simulateEcg } from '../simulator/simulate-ecg.ts'
import { isSteady } from './steady-rhythm.ts'

function shareSteady(rhythm: Rhythm): number {
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1)
  const steady = seeds.filter((seed) => {
    const { truth } = simulateEcg({ seed, rhythm, durationMs: 10_000, sampleRateHz: 50, leads: [] })
    return isSteady(rrSeries(truth.beats.map(({ atMs }) => atMs)))
  })
  return steady.length / seeds.length
}

test.each(['sinus', 'first-degree-block', 'atrial-premature-beats', 'ventricular-premature-beats'] as const)(
  'one rate speaks for %s',
  (rhythm) => {
    expect(shareSteady(rhythm)).toBeGreaterThanOrEqual(0.95)
  },
)

test.each(['atrial-fibrillation', 'second-degree-block-mobitz-1'] as const)(
  'none speaks for %s',
  (rhythm) => {
    expect(shareSteady(rhythm)).toBe(0)
  },
)

test('two beats forbid nothing: there the rate itself is refused', () => {
  expect(isSteady(rrSeries([0, 800]))).toBe(true)
})
