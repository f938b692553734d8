import { describe, expect, test } from 'vitest'
import { createRandom } from '../../random.ts'
import { RHYTHMS } from '../simulator/rhythms.ts'
import type { Rhythm } from '../simulator/rhythms.ts'
import { simulateEcg } from '../simulator/simulate-ecg.ts'
import type { Tracing } from '../tracing.ts'
import { findPacing, pacingSpikes } from './pacing.ts'

const simulated = (rhythm: Rhythm, seed: number, sampleRateHz: number, noise = 0) =>
  simulateEcg({ seed, rhythm, durationMs: 10_000, sampleRateHz, noise })

/** Adds a stimulus that decays within a few milliseconds, as a unipolar lead shows it, to leads that see it differently. */
function stimulated(tracing: Tracing, atMs: readonly number[], heightMv: number): Tracing {
  const leads = tracing.leads.map((lead, l) => {
    const samplesMv = lead.samplesMv.slice()
    for (const ms of atMs) {
      const from = Math.round((ms / 1000) * tracing.sampleRateHz)
      for (let i = from; i < Math.min(samplesMv.length, from + tracing.sampleRateHz / 50); i++) {
        const decay = Math.exp(-(i - from) / (0.004 * tracing.sampleRateHz))
        samplesMv[i]! += (l % 2 === 0 ? 1 : -0.6) * heightMv * decay
      }
    }
    return { ...lead, samplesMv }
  })
  return { ...tracing, leads }
}

describe('stimuli of a pacemaker', () => {
  test.each([500, 1000])('are all found at %d Hz, and lead to every paced beat, up to noise 0.5', (hz) => {
    for (const noise of [0, 0.5]) {
      for (const seed of [1, 2, 3]) {
        const { tracing, truth } = simulated('paced', seed, hz, noise)
        const pacing = findPacing(tracing, truth.beats)
        expect(pacing.assessable).toBe(true)
        expect(pacing.paced.every((paced) => paced === 'ventricular')).toBe(true)
        expect(Math.abs(pacing.spikesMs.length - truth.beats.length)).toBeLessThanOrEqual(1)
      }
    }
  })

  test('before P waves are atrial, before both dual', () => {
    const { tracing, truth } = simulated('sinus', 4, 500, 0.2)
    const inside = truth.beats.filter(({ atMs }) => atMs > 400)
    const atrial = inside.map(({ atMs, prMs, qrsMs }) => atMs - qrsMs / 2 - prMs! - 6)
    const ventricular = inside.map(({ atMs, qrsMs }) => atMs - qrsMs / 2 - 15)
    const kinds = (spikesMs: readonly number[]) => [
      ...new Set(findPacing(stimulated(tracing, spikesMs, 0.6), inside).paced),
    ]
    expect(kinds(atrial)).toEqual(['atrial'])
    expect(kinds(ventricular)).toEqual(['ventricular'])
    expect(kinds([...atrial, ...ventricular])).toEqual(['dual'])
  })

  const others = (Object.keys(RHYTHMS) as Rhythm[]).filter((rhythm) => rhythm !== 'paced')
  test.each(others)('are not seen in %s, however noisy', (rhythm) => {
    for (const noise of [0, 0.5, 1]) {
      expect(pacingSpikes(simulated(rhythm, 5, 500, noise).tracing)).toEqual([])
      expect(pacingSpikes(simulated(rhythm, 6, 1000, noise).tracing)).toEqual([])
    }
  })

  test('are not seen in mains hum, white noise, steps, or a glitch in one lead', () => {
    const { tracing } = simulated('sinus', 7, 500)
    const random = createRandom(8)
    const changed = (change: (mv: number, i: number, l: number) => number) => ({
      ...tracing,
      leads: tracing.leads.map((lead, l) => ({
        ...lead,
        samplesMv: lead.samplesMv.map((mv, i) => change(mv, i, l)),
      })),
    })
    expect(pacingSpikes(changed((mv, i) => mv + Math.sin((2 * Math.PI * i) / 10)))).toEqual([])
    expect(pacingSpikes(changed((mv) => mv + 0.3 * random.gaussian()))).toEqual([])
    expect(pacingSpikes(changed((mv, i) => mv + (i % 1000 < 500 ? 0 : 1.5)))).toEqual([])
    expect(pacingSpikes(changed((mv, i, l) => mv + (l === 7 && i % 400 === 50 ? 2 : 0)))).toEqual([])
    expect(pacingSpikes(changed((mv, i) => mv + (i === 900 || i === 3100 ? 1 : 0)))).toEqual([])
  })

  test('below 500 Hz nothing is claimed', () => {
    const { tracing, truth } = simulated('paced', 1, 250)
    const pacing = findPacing(tracing, truth.beats)
    expect(pacing).toMatchObject({ assessable: false, spikesMs: [] })
    expect(pacing.paced).toEqual(truth.beats.map(() => 'none'))
  })
})
