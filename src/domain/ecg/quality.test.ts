import { describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { analyseEcg } from './analyse.ts'
import { simulateEcg } from './simulator/simulate-ecg.ts'
import type { StandardLead } from './tracing.ts'

const SAMPLE_RATE_HZ = 500

/** Twelve clean leads, one of them disturbed; the quality of that one. */
function disturbed(change: (mv: number, i: number) => number, lead: StandardLead = 'V3') {
  const { tracing } = simulateEcg({
    ...{ seed: 4, rhythm: 'sinus', durationMs: 10_000, sampleRateHz: SAMPLE_RATE_HZ },
    noise: { muscle: 0.05, wander: 0.05 },
  })
  const leads = tracing.leads.map((l) => (l.name === lead ? { ...l, samplesMv: l.samplesMv.map(change) } : l))
  const analysis = analyseEcg({ ...tracing, leads })
  return analysis.quality.find((quality) => quality.lead === lead)!
}
const random = createRandom(5)

describe('the quality of a lead', () => {
  test('a clean lead is good, without a reason against it', () => {
    expect(disturbed((mv) => mv)).toMatchObject({ verdict: 'good', reasons: [] })
  })

  test.each([
    ['a lead off', () => 0, 'unusable', 'flat'],
    ['a lead off for three seconds', (mv: number, i: number) => (i < 1500 ? 0.2 : mv), 'usable', 'flat'],
    ['missing samples', (mv: number, i: number) => (i < 3000 ? NaN : mv), 'unusable', 'gaps'],
    ['a few missing samples', (mv: number, i: number) => (i < 600 ? NaN : mv), 'usable', 'gaps'],
    [
      'an amplifier at its end',
      (mv: number) => Math.max(-0.05, Math.min(0.05, mv * 5)),
      'unusable',
      'clipped',
    ],
    ['wander', (mv: number, i: number) => mv + Math.sin(i / 400), 'usable', 'baseline-wander'],
    ['50 Hz hum', (mv: number, i: number) => mv + 0.2 * Math.sin((2 * Math.PI * i) / 10), 'usable', 'mains'],
    ['60 Hz hum', (mv: number, i: number) => mv + 0.2 * Math.sin(2 * Math.PI * i * 0.12), 'usable', 'mains'],
    ['muscle', (mv: number) => mv + 0.1 * random.gaussian(), 'usable', 'noise'],
    ['nothing but noise', () => random.gaussian(), 'unusable', 'beats-unclear'],
  ] as const)('%s is seen and named', (_, change, verdict, reason) => {
    const quality = disturbed(change)
    expect(quality.verdict).toBe(verdict)
    expect(quality.reasons).toContain(reason)
  })

  test('measures hum and QRS height in millivolts', () => {
    const { figures } = disturbed((mv, i) => mv + 0.2 * Math.sin((2 * Math.PI * i) / 10), 'II')
    expect(figures.mainsMv).toBeCloseTo(0.2, 2)
    expect(figures.qrsMv).toBeGreaterThan(1)
    expect(figures.qrsMv).toBeLessThan(3)
  })

  test('more noise never makes a better score', () => {
    const scores = [0, 0.05, 0.1, 0.2, 0.4].map((level) => {
      const noise = createRandom(6)
      return disturbed((mv) => mv + level * noise.gaussian()).score
    })
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(scores[0]! - scores.at(-1)!).toBeGreaterThan(0.5)
  })
})
