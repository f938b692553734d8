import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { detectBeats } from './beats.ts'
import type { Rhythm } from './simulator/rhythms.ts'
import { RHYTHMS } from './simulator/rhythms.ts'
import { simulateEcg } from './simulator/simulate-ecg.ts'
import type { Tracing } from './tracing.ts'

const TOLERANCE_MS = 75
const beating = (Object.keys(RHYTHMS) as Rhythm[]).filter((rhythm) => RHYTHMS[rhythm].rateBpm > 0)
const beatless = (Object.keys(RHYTHMS) as Rhythm[]).filter((rhythm) => RHYTHMS[rhythm].rateBpm === 0)

function changed(tracing: Tracing, change: (mv: number, lead: number) => number): Tracing {
  const leads = tracing.leads.map((lead, l) => ({
    ...lead,
    samplesMv: lead.samplesMv.map((mv) => change(mv, l)),
  }))
  return { ...tracing, leads }
}

function oneLead(samplesMv: Float32Array, sampleRateHz = 300): Tracing {
  return {
    sampleRateHz,
    leads: [{ name: 'I', standard: 'I', samplesMv }],
    annotations: [],
    startedAt: null,
    warnings: [],
  }
}

/** A QRS that either end of the recording cuts in two may be found or not. */
const CUT_MS = 80

/** Beats of `truth` without one of `found` near it, and the other way round. */
function differences(
  found: readonly { atMs: number }[],
  truth: readonly { atMs: number }[],
  durationMs = 10_000,
) {
  const near = (a: number, all: readonly { atMs: number }[]) =>
    all.some((b) => Math.abs(b.atMs - a) <= TOLERANCE_MS)
  const whole = (all: readonly { atMs: number }[]) =>
    all.map(({ atMs }) => atMs).filter((atMs) => atMs > CUT_MS && atMs < durationMs - CUT_MS)
  return {
    missed: whole(truth).filter((atMs) => !near(atMs, found)),
    invented: whole(found).filter((atMs) => !near(atMs, truth)),
    twice: found.filter((beat, i) => i > 0 && beat.atMs - found[i - 1]!.atMs < TOLERANCE_MS).length,
  }
}
const NONE = { missed: [], invented: [], twice: 0 }

describe('the beat detector', () => {
  describe.each(beating)('in %s', (rhythm) => {
    test.each([0, 0.5])('finds every beat of twelve leads at noise %d', (noise) => {
      for (const seed of [1, 2, 3]) {
        const { tracing, truth } = simulateEcg({ seed, rhythm, durationMs: 10_000, sampleRateHz: 500, noise })
        expect(differences(detectBeats(tracing), truth.beats)).toEqual(NONE)
      }
    })

    test('finds every beat of lead II alone at noise 0.3', () => {
      for (const seed of [4, 5]) {
        const { tracing, truth } = simulateEcg({
          ...{ seed, rhythm, durationMs: 20_000, sampleRateHz: 300, noise: 0.3 },
          leads: ['II'],
        })
        expect(differences(detectBeats(tracing), truth.beats, 20_000)).toEqual(NONE)
      }
    })
  })

  test.each(beatless)('finds no beat in %s', (rhythm) => {
    for (const seed of [1, 2, 3]) {
      const { tracing } = simulateEcg({ seed, rhythm, durationMs: 10_000, sampleRateHz: 500, noise: 0.3 })
      expect(detectBeats(tracing)).toEqual([])
    }
  })

  test('finds no beat in ventricular fibrillation that only one lead shows', () => {
    for (const lead of ['I', 'II', 'V2'] as const) {
      for (let seed = 10; seed < 25; seed++) {
        const { tracing } = simulateEcg({
          ...{ seed, rhythm: 'ventricular-fibrillation', durationMs: 10_000, sampleRateHz: 250, noise: 0.5 },
          leads: [lead],
        })
        expect(detectBeats(tracing)).toEqual([])
      }
    }
  })

  test('marks the R peak that lead II shows', () => {
    const { tracing, truth } = simulateEcg({
      seed: 6,
      rhythm: 'sinus',
      durationMs: 10_000,
      sampleRateHz: 500,
    })
    const found = detectBeats(tracing)
    found.forEach((beat, i) => expect(Math.abs(beat.atMs - truth.beats[i]!.atMs)).toBeLessThan(5))
    expect(found.length).toBe(truth.beats.length)
  })

  test('does not care about gain, polarity or offset of any lead', () => {
    const { tracing } = simulateEcg({
      ...{
        seed: 2,
        rhythm: 'ventricular-premature-beats',
        durationMs: 10_000,
        sampleRateHz: 250,
        noise: 0.2,
      },
      leads: ['I', 'II', 'V2'],
    })
    const expected = detectBeats(tracing)
    expect(expected.length).toBeGreaterThan(8)
    const change = fc.record({
      gain: fc.double({ min: 0.1, max: 20, noNaN: true }),
      sign: fc.constantFrom(1, -1),
      offset: fc.double({ min: -5, max: 5, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.tuple(change, change, change), (changes) => {
        const other = changed(
          tracing,
          (mv, l) => mv * changes[l]!.gain * changes[l]!.sign + changes[l]!.offset,
        )
        expect(differences(detectBeats(other), expected)).toEqual(NONE)
      }),
      { numRuns: 40 },
    )
  })

  test('is not misled by a loose lead, a flat lead or T waves taller than R', () => {
    const random = createRandom(1)
    const { tracing, truth } = simulateEcg({
      seed: 3,
      rhythm: 'sinus',
      durationMs: 10_000,
      sampleRateHz: 500,
    })
    const loose = changed(tracing, (mv, l) => (l < 4 ? 3 * random.gaussian() : l === 5 ? 0 : mv))
    expect(differences(detectBeats(loose), truth.beats)).toEqual(NONE)

    const tall = oneLead(tracing.leads[1]!.samplesMv.slice(), 500)
    for (const { atMs } of truth.beats) {
      for (let i = 0; i < 5000; i++) {
        tall.leads[0]!.samplesMv[i]! += 2 * Math.exp(-(((i * 2 - atMs - 290) / 60) ** 2))
      }
    }
    expect(differences(detectBeats(tall), truth.beats)).toEqual(NONE)
  })

  test('goes on with the other lead while one has no electrode', () => {
    const { tracing, truth } = simulateEcg({
      ...{ seed: 8, rhythm: 'sinus', durationMs: 10_000, sampleRateHz: 250, noise: 0.1 },
      leads: ['I', 'V2'],
    })
    for (const off of [0, 1]) {
      const leads = tracing.leads.map((lead, l) =>
        l === off ? { ...lead, samplesMv: lead.samplesMv.map((mv, i) => (i < 1000 ? 0 : mv)) } : lead,
      )
      expect(differences(detectBeats({ ...tracing, leads }), truth.beats)).toEqual(NONE)
    }
  })

  test('finds no beat where there is nothing to find', () => {
    const random = createRandom(9)
    const brownian = new Float32Array(3000)
    for (let i = 1; i < 3000; i++) brownian[i] = 0.995 * brownian[i - 1]! + random.gaussian()
    expect(detectBeats(oneLead(new Float32Array(3000).fill(NaN)))).toEqual([])
    expect(detectBeats(oneLead(new Float32Array(3000).fill(1.2)))).toEqual([])
    expect(detectBeats(oneLead(new Float32Array(3000).fill(Infinity)))).toEqual([])
    expect(detectBeats(oneLead(Float32Array.from({ length: 3000 }, () => random.gaussian())))).toEqual([])
    expect(detectBeats(oneLead(brownian))).toEqual([])
    expect(detectBeats(oneLead(Float32Array.of(1)))).toEqual([])
    expect(detectBeats(oneLead(new Float32Array(0)))).toEqual([])
    expect(detectBeats({ ...oneLead(new Float32Array(0)), leads: [] })).toEqual([])
  })

  test('finds the beats of two seconds, and those beside a gap', () => {
    const short = simulateEcg({
      seed: 1,
      rhythm: 'sinus',
      durationMs: 2000,
      sampleRateHz: 300,
      leads: ['II'],
    })
    expect(differences(detectBeats(short.tracing), short.truth.beats, 2000)).toEqual(NONE)

    const long = simulateEcg({
      seed: 1,
      rhythm: 'sinus',
      durationMs: 12_000,
      sampleRateHz: 300,
      leads: ['II'],
    })
    const middle = (long.truth.beats[5]!.atMs + long.truth.beats[6]!.atMs) / 2
    const from = Math.round(0.3 * (middle - 150))
    long.tracing.leads[0]!.samplesMv.fill(NaN, from, from + 90)
    expect(differences(detectBeats(long.tracing), long.truth.beats, 12_000)).toEqual(NONE)
  })
})
