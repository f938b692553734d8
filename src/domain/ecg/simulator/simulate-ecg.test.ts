import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STANDARD_LEADS } from '../tracing.ts'
import type { StandardLead } from '../tracing.ts'
import type { Rhythm } from './rhythms.ts'
import { RHYTHMS } from './rhythms.ts'
import type { EcgSimulation } from './simulate-ecg.ts'
import { createEcgStream, simulateEcg, truthAnnotations } from './simulate-ecg.ts'

const rhythms = Object.keys(RHYTHMS) as Rhythm[]
const beating = rhythms.filter((rhythm) => RHYTHMS[rhythm].rateBpm > 0)
const base: EcgSimulation = { seed: 1, rhythm: 'sinus', durationMs: 10_000, sampleRateHz: 500 }

function leadOf(simulation: ReturnType<typeof simulateEcg>, name: StandardLead): Float32Array {
  return simulation.tracing.leads.find((lead) => lead.name === name)!.samplesMv
}

/** Highest and lowest value of a lead within ±60 ms of an R peak, past the first two beats. */
function qrsOf(simulation: ReturnType<typeof simulateEcg>, name: StandardLead) {
  const at = Math.round(simulation.truth.beats[2]!.atMs / 2)
  const window = leadOf(simulation, name).slice(at - 30, at + 31)
  return { r: Math.max(...window), s: -Math.min(...window) }
}

describe('the simulated ECG', () => {
  test('comes again with its seed and differs with another', () => {
    const noisy = { ...base, noise: 0.3 }
    expect(simulateEcg(noisy)).toEqual(simulateEcg(noisy))
    expect(leadOf(simulateEcg(noisy), 'II')).not.toEqual(leadOf(simulateEcg({ ...noisy, seed: 2 }), 'II'))
  })

  test('is the same sample for sample in chunks of any size', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(fc.constantFrom(...rhythms), sizes, (rhythm, chunks) => {
        const options = { seed: 3, rhythm, sampleRateHz: 250, noise: 0.4, leads: ['II', 'V1'] as const }
        const total = chunks.reduce((a, b) => a + b)
        const whole = createEcgStream(options).next(total)
        const stream = createEcgStream(options)
        const parts = chunks.map((size) => stream.next(size))
        for (const l of [0, 1]) {
          expect(parts.flatMap((part) => [...part.leads[l]!])).toEqual([...whole.leads[l]!])
        }
        expect(parts.flatMap((part) => part.beats)).toEqual(whole.beats)
      }),
      { numRuns: 40 },
    )
  })

  test.each(beating)('%s: every R peak of the truth is where lead II has its peak', (rhythm) => {
    // Small waves under a wide QRS shift its peak by little, but they do.
    for (const seed of [1, 2, 3]) {
      const simulation = simulateEcg({ ...base, rhythm, seed, leads: ['II'] })
      const ii = leadOf(simulation, 'II')
      for (const { atMs } of simulation.truth.beats) {
        const at = Math.round(atMs / 2)
        if (at < 30 || at > ii.length - 30) continue
        const window = ii.slice(at - 20, at + 21).map((mv) => mv * Math.sign(ii[at]!))
        expect(Math.abs(window.indexOf(Math.max(...window)) - 20) * 2).toBeLessThanOrEqual(5)
      }
      expect(simulation.truth.beats.length).toBeGreaterThan(4)
    }
  })

  test.each(beating)('%s: keeps the rate it was asked for', (rhythm) => {
    const { truth } = simulateEcg({ ...base, rhythm, durationMs: 180_000, sampleRateHz: 100, leads: ['II'] })
    const beats = truth.beats
    const rate = (60_000 * (beats.length - 1)) / (beats.at(-1)!.atMs - beats[0]!.atMs)
    const wanted = RHYTHMS[rhythm].rateBpm
    expect(Math.abs(rate - wanted) / wanted).toBeLessThan(0.08)
  })

  test('has limb leads that add up, with and without noise', () => {
    for (const noise of [0, 0.8]) {
      const simulation = simulateEcg({ ...base, noise })
      const [i, ii, iii, avr] = (['I', 'II', 'III', 'aVR'] as const).map((name) => leadOf(simulation, name))
      for (let k = 0; k < 5000; k += 7) {
        expect(Math.abs(i![k]! + iii![k]! - ii![k]!)).toBeLessThan(1e-5)
        expect(Math.abs(avr![k]! + (i![k]! + ii![k]!) / 2)).toBeLessThan(1e-5)
      }
    }
  })

  test('looks like a normal ECG in every person: R grows towards V4, aVR points down, T goes with R', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const simulation = simulateEcg({ ...base, seed, durationMs: 5000 })
      const qrs = Object.fromEntries(STANDARD_LEADS.map((name) => [name, qrsOf(simulation, name)]))
      expect(qrs['V1']!.s).toBeGreaterThan(qrs['V1']!.r)
      expect(qrs['V2']!.r).toBeGreaterThan(qrs['V1']!.r)
      expect(qrs['V4']!.r).toBeGreaterThan(qrs['V2']!.r)
      expect(qrs['V5']!.r).toBeGreaterThan(qrs['V5']!.s)
      expect(qrs['aVR']!.s).toBeGreaterThan(qrs['aVR']!.r)
      expect(qrs['II']!.r).toBeGreaterThan(0.6)
      expect(qrs['II']!.r).toBeLessThan(2.2)
      const { intervals, beats } = simulation.truth
      const end = Math.round((beats[2]!.atMs + intervals.qtMs! - 90) / 2)
      for (const name of ['I', 'II', 'V4', 'V5', 'V6'] as const) {
        expect(Math.max(...leadOf(simulation, name).slice(end - 70, end))).toBeGreaterThan(0.04)
      }
      expect(intervals.prMs).toBeGreaterThan(120)
      expect(intervals.prMs).toBeLessThan(200)
      expect(intervals.qrsMs).toBeLessThan(110)
      expect(intervals.qtMs! / Math.cbrt(60 / 72)).toBeLessThan(440)
    }
  })

  test('has intervals where its truth says: quiet before P, before QRS and after T', () => {
    const { tracing, truth } = simulateEcg({ ...base, rateBpm: 55, leads: ['II', 'V2'] })
    for (const beat of truth.beats.slice(1, -1)) {
      const onsetMs = firstAbove(tracing.leads, beat.atMs - 70, 0.03)
      expect(Math.abs(beat.atMs - onsetMs - beat.qrsMs / 2)).toBeLessThan(25)
      const pOnsetMs = firstAbove(tracing.leads, beat.atMs - 400, 0.02)
      expect(Math.abs(onsetMs - pOnsetMs - beat.prMs!)).toBeLessThan(20)
    }
    expect(truth.intervals.prMs).toBeGreaterThan(140)
  })

  test('QT is longer at a slow rate and in age', () => {
    const qt = (change: Partial<EcgSimulation>) => simulateEcg({ ...base, ...change }).truth.intervals.qtMs!
    expect(qt({ rateBpm: 50 })).toBeGreaterThan(qt({ rateBpm: 100 }) + 40)
    expect(qt({ ageYears: 85 })).toBeGreaterThan(qt({ ageYears: 20 }))
  })

  test.each([
    ['first-degree-block', (pr: readonly number[]) => pr.every((ms) => ms > 200)],
    ['second-degree-block-mobitz-1', (pr: readonly number[]) => new Set(pr).size >= 3],
    ['atrial-fibrillation', (pr: readonly number[]) => pr.length === 0],
    ['third-degree-block', (pr: readonly number[]) => pr.length === 0],
  ] as const)('%s has the PR intervals it is known by', (rhythm, holds) => {
    const { truth } = simulateEcg({ ...base, rhythm, durationMs: 20_000 })
    expect(holds(truth.beats.flatMap((beat) => (beat.prMs === undefined ? [] : [beat.prMs])))).toBe(true)
  })

  test('premature beats are early, wide where ventricular, and followed by a pause', () => {
    const { truth } = simulateEcg({ ...base, rhythm: 'ventricular-premature-beats', durationMs: 30_000 })
    const at = truth.beats.findIndex((beat, i) => beat.kind === 'V' && i > 1)
    const [before, early, after] = [truth.beats[at - 1]!, truth.beats[at]!, truth.beats[at + 1]!]
    expect(early.atMs - before.atMs).toBeLessThan(0.8 * (after.atMs - early.atMs))
    expect(early.qrsMs).toBeGreaterThan(120)
    const atrial = simulateEcg({ ...base, rhythm: 'atrial-premature-beats', durationMs: 30_000 }).truth
    expect(atrial.beats.filter((beat) => beat.kind === 'A').length).toBeGreaterThan(2)
  })

  test('asystole without noise is a flat line, fibrillation of the ventricles is not', () => {
    expect(leadOf(simulateEcg({ ...base, rhythm: 'asystole' }), 'II').every((mv) => mv === 0)).toBe(true)
    const vf = leadOf(simulateEcg({ ...base, rhythm: 'ventricular-fibrillation' }), 'II')
    expect(Math.max(...vf)).toBeGreaterThan(0.3)
    expect(simulateEcg({ ...base, rhythm: 'ventricular-fibrillation' }).truth).toMatchObject({
      beats: [],
      intervals: {},
    })
  })

  test('its truth can be written as annotations: the rhythm first, then the beats', () => {
    const { truth } = simulateEcg({ ...base, rhythm: 'atrial-fibrillation' })
    const marks = truthAnnotations(truth)
    expect(marks[0]).toEqual({ atMs: 0, symbol: '+', text: '(AFIB' })
    expect(marks.length).toBe(truth.beats.length + 1)
  })

  test('impossible wishes are refused', () => {
    expect(() => simulateEcg({ ...base, durationMs: Infinity })).toThrow(RangeError)
    expect(() => simulateEcg({ ...base, sampleRateHz: 0 })).toThrow(RangeError)
    expect(() => simulateEcg({ ...base, rateBpm: 1000 })).toThrow(RangeError)
  })
})

/** First moment after `fromMs` at which any lead leaves what it was at `fromMs` by `byMv`. */
function firstAbove(
  leads: readonly { readonly samplesMv: Float32Array }[],
  fromMs: number,
  byMv: number,
): number {
  const start = Math.round(fromMs / 2)
  for (let i = start; ; i++) {
    if (leads.some(({ samplesMv }) => Math.abs(samplesMv[i]! - samplesMv[start]!) > byMv)) return i * 2
  }
}
