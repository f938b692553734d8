import { describe, expect, test } from 'vitest'
import { scoreBeats } from '../evaluation/beats.ts'
import { isMeasured } from '../measured.ts'
import { createRandom } from '../random.ts'
import { analyseEcg } from './analyse.ts'
import { detectBeats } from './beats.ts'
import type { NoiseLevels } from './simulator/noise.ts'
import type { Rhythm } from './simulator/rhythms.ts'
import { simulateEcg } from './simulator/simulate-ecg.ts'
import type { StandardLead, Tracing } from './tracing.ts'

const MS = 10_000
/** A QRS that either end cuts in two may be found or not. */
const CUT_MS = 80

interface Simulated {
  readonly tracing: Tracing
  readonly truth: { readonly beats: readonly { readonly atMs: number }[] }
}

function simulated(
  more: { seed?: number; sampleRateHz?: number; durationMs?: number; rhythm?: Rhythm } = {},
) {
  return simulateEcg({ seed: 3, rhythm: 'sinus', durationMs: MS, sampleRateHz: 500, noise: 0.2, ...more })
}

function changed(
  { tracing, truth }: Simulated,
  change: (mv: number, i: number, lead: StandardLead) => number,
): Simulated {
  const leads = tracing.leads.map((lead) => ({
    ...lead,
    samplesMv: lead.samplesMv.map((mv, i) => change(mv, i, lead.standard!)),
  }))
  return { tracing: { ...tracing, leads }, truth }
}

/** Missed and invented beats, those at the ends left out. */
function wrongBeats({ tracing, truth }: Simulated, durationMs = MS): number {
  const inside = (beats: readonly { readonly atMs: number }[]) =>
    beats.map(({ atMs }) => atMs).filter((atMs) => atMs > CUT_MS && atMs < durationMs - CUT_MS)
  const score = scoreBeats(inside(detectBeats(tracing)), inside(truth.beats), 75)
  return score.falseNegatives + score.falsePositives
}

describe('bad input', () => {
  test('leads that are missing, flat or clipped do not disturb the beats of the others', () => {
    const cases = [
      changed(simulated(), (mv, _, lead) => (lead === 'II' || lead === 'V5' ? NaN : mv)),
      changed(simulated(), (mv, _, lead) => (lead === 'II' || lead === 'V5' ? 0 : mv)),
      changed(simulated(), (mv, _, lead) => (lead.startsWith('V') ? Math.max(-0.1, Math.min(0.1, mv)) : mv)),
    ]
    for (const bad of cases) expect(wrongBeats(bad)).toBe(0)
  })

  test('no beat, no rate and no interval is given where every lead is off or missing', () => {
    for (const value of [0, 1.2, NaN]) {
      const { tracing } = changed(simulated(), () => value)
      const analysis = analyseEcg(tracing)
      expect(analysis.beats).toEqual([])
      expect(analysis.rateBpm).toEqual({ notMeasurable: 'signal-flat' })
      expect(Object.values(analysis.measurements).filter((m) => isMeasured(m))).toEqual([])
      expect(analysis.quality.every(({ verdict }) => verdict === 'unusable')).toBe(true)
    }
  })

  test.each([50, 60])(
    'hum of %d Hz half as high as the QRS leaves the beats, and every lead names it',
    (hz) => {
      const humming = changed(simulated(), (mv, i) => mv + 0.6 * Math.sin((2 * Math.PI * hz * i) / 500))
      expect(wrongBeats(humming)).toBe(0)
      for (const { verdict, reasons } of analyseEcg(humming.tracing).quality) {
        expect(verdict).toBe('usable')
        expect(reasons).toContain('mains')
      }
    },
  )

  test.each([50, 60])('a tracing swamped by %d Hz is unreadable, not guessed', (hz) => {
    const { tracing } = changed(simulated(), (mv, i) => mv + 2 * Math.sin((2 * Math.PI * hz * i) / 500))
    const analysis = analyseEcg(tracing)
    expect(analysis.quality.every(({ verdict }) => verdict === 'unusable')).toBe(true)
    expect(analysis.beats).toEqual([])
    expect(analysis.rateBpm).toEqual({ notMeasurable: 'signal-too-noisy' })
  })

  test.each([250, 300, 360, 500, 720, 1000])('at %d Hz the beats are the same', (sampleRateHz) => {
    for (const rhythm of ['sinus', 'atrial-fibrillation', 'paced'] as const) {
      expect(wrongBeats(simulated({ sampleRateHz, rhythm }))).toBe(0)
    }
  })

  test.each([1, 2.5, 5])('with steps of %d µV the beats and the quality are the same', (stepUv) => {
    const fine = simulated()
    const coarse = changed(fine, (mv) => (Math.round((mv * 1000) / stepUv) * stepUv) / 1000)
    expect(wrongBeats(coarse)).toBe(0)
    const verdicts = (tracing: Tracing) => analyseEcg(tracing).quality.map(({ verdict }) => verdict)
    expect(verdicts(coarse.tracing)).toEqual(verdicts(fine.tracing))
  })

  test('three seconds give beats and a rate; less than three beats give a reason', () => {
    const short = simulated({ durationMs: 3000 })
    expect(wrongBeats(short, 3000)).toBe(0)
    expect(analyseEcg(short.tracing).rateBpm).toMatchObject({ unit: '/min' })
    const slow = simulated({ durationMs: 1500, rhythm: 'sinus-bradycardia' })
    expect(isMeasured(analyseEcg(slow.tracing).rateBpm)).toBe(false)
  })

  test('paced beats are found once each, not at the stimulus and again at the QRS', () => {
    for (const seed of [1, 2, 3, 4]) expect(wrongBeats(simulated({ seed, rhythm: 'paced' }))).toBe(0)
  })
})

/** The tracing without noise plus the simulator's noise, scaled to this ratio of powers in every lead. */
function atSnr(
  rhythm: Rhythm,
  seed: number,
  noise: NoiseLevels,
  snrDb: number,
  leads?: StandardLead[],
): Simulated {
  const options = { seed, rhythm, durationMs: MS, sampleRateHz: 250, ...(leads ? { leads } : {}) }
  const [clean, noisy] = [simulateEcg(options), simulateEcg({ ...options, noise })]
  const power = (x: Float32Array) => {
    const mean = x.reduce((sum, v) => sum + v, 0) / x.length
    return x.reduce((sum, v) => sum + (v - mean) ** 2, 0)
  }
  const mixed = clean.tracing.leads.map((lead, l) => {
    const added = noisy.tracing.leads[l]!.samplesMv.map((v, i) => v - lead.samplesMv[i]!)
    const ratio = power(lead.samplesMv) / power(added) / 10 ** (snrDb / 10)
    const gain = Number.isFinite(ratio) ? Math.sqrt(ratio) : 0
    return { ...lead, samplesMv: lead.samplesMv.map((v, i) => v + gain * added[i]!) }
  })
  return { tracing: { ...clean.tracing, leads: mixed }, truth: clean.truth }
}

describe('noise as strong as the simulator makes it', () => {
  const rhythms = [
    'sinus',
    'sinus-tachycardia',
    'atrial-fibrillation',
    'ventricular-premature-beats',
  ] as const

  test.each([
    ['muscle', { muscle: 1 }],
    ['motion', { motion: 1 }],
    ['wander', { wander: 1 }],
    ['mains', { mains: 1 }],
    ['all four', { muscle: 1, motion: 1, wander: 1, mains: 1 }],
  ])('%s at 6 dB leaves more than nine beats of ten, in lead II alone too', (_, noise) => {
    let [wrong, beats] = [0, 0]
    for (const rhythm of rhythms) {
      for (const leads of [undefined, ['II'] as StandardLead[]]) {
        const noisy = atSnr(rhythm, 5, noise, 6, leads)
        wrong += wrongBeats(noisy)
        beats += noisy.truth.beats.length
      }
    }
    expect(wrong / beats).toBeLessThan(0.1)
  })

  test('what drowns the beats makes the tracing unreadable, not a rate', () => {
    const random = createRandom(4)
    for (const seed of [1, 2, 3]) {
      const drowned = changed(simulated({ seed }), (mv) => 0.05 * mv + 0.5 * random.gaussian())
      const analysis = analyseEcg(drowned.tracing)
      expect(analysis.beats).toEqual([])
      expect(analysis.rateBpm).toEqual({ notMeasurable: 'signal-too-noisy' })
    }
  })
})
