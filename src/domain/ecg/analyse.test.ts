import { describe, expect, test } from 'vitest'
import { isMeasured } from '../measured.ts'
import { createRandom } from '../random.ts'
import { analyseEcg } from './analyse.ts'
import type { Rhythm } from './simulator/rhythms.ts'
import { RHYTHMS } from './simulator/rhythms.ts'
import { simulateEcg } from './simulator/simulate-ecg.ts'
import type { Tracing } from './tracing.ts'

const rhythms = Object.keys(RHYTHMS) as Rhythm[]
const beating = rhythms.filter((rhythm) => RHYTHMS[rhythm].rateBpm > 0)
const base = { seed: 1, durationMs: 10_000, sampleRateHz: 500 } as const

function tracingOf(leads: readonly Float32Array[], sampleRateHz = 300): Tracing {
  return {
    sampleRateHz,
    leads: leads.map((samplesMv, l) => ({ name: `ECG ${l + 1}`, standard: null, samplesMv })),
    annotations: [],
    startedAt: null,
    warnings: [],
  }
}

describe('the analysis of a tracing', () => {
  test.each(beating)('gives the rate of %s within 1 /min of its beats', (rhythm) => {
    const { tracing, truth } = simulateEcg({ ...base, rhythm, durationMs: 20_000, noise: 0.3 })
    const { rateBpm } = analyseEcg(tracing)
    const first = truth.beats[0]!.atMs
    const last = truth.beats.at(-1)!.atMs
    const expected = (60_000 * (truth.beats.length - 1)) / (last - first)
    expect(isMeasured(rateBpm) ? Math.abs(rateBpm.value - expected) : rateBpm).toBeLessThan(1)
  })

  test('fibrillation is less regular than sinus rhythm', () => {
    const regularity = (rhythm: Rhythm) => {
      const figure = analyseEcg(simulateEcg({ ...base, rhythm, durationMs: 30_000 }).tracing).rhythmRegularity
      return isMeasured(figure) ? figure.value : NaN
    }
    expect(regularity('sinus')).toBeGreaterThan(0.95)
    expect(regularity('atrial-fibrillation')).toBeLessThan(0.9)
  })

  test('of equally good leads II goes to a model that reads one, and another where II is loose', () => {
    const { tracing } = simulateEcg({ ...base, rhythm: 'sinus', noise: 0.1 })
    expect(tracing.leads[analyseEcg(tracing).bestLead!]!.name).toBe('II')
    const random = createRandom(2)
    const leads = tracing.leads.map((lead) =>
      lead.name === 'II'
        ? { ...lead, samplesMv: lead.samplesMv.map((mv) => mv + 0.3 * random.gaussian()) }
        : lead,
    )
    expect(tracing.leads[analyseEcg({ ...tracing, leads }).bestLead!]!.name).toBe('I')
  })

  test.each([
    ['all samples missing', [new Float32Array(3000).fill(NaN)], 'signal-flat'],
    ['all samples infinite', [new Float32Array(3000).fill(-Infinity)], 'signal-flat'],
    ['a flat line', [new Float32Array(3000).fill(0.7)], 'signal-flat'],
    ['one sample', [Float32Array.of(1)], 'recording-too-short'],
    ['no sample', [new Float32Array(0)], 'recording-too-short'],
    ['no lead', [], 'lead-missing'],
  ] as const)('%s: no beats, no rate, no lead, and a reason', (_, leads, reason) => {
    const analysis = analyseEcg(tracingOf(leads))
    expect(analysis.beats).toEqual([])
    expect(analysis.rateBpm).toEqual({ notMeasurable: reason })
    expect(analysis.measurements.rrMeanMs).toEqual({ notMeasurable: reason })
    expect(analysis.bestLead).toBeNull()
  })

  test('noise alone has no rate and is too noisy', () => {
    const random = createRandom(3)
    const noise = [0, 1].map(() => Float32Array.from({ length: 3000 }, () => random.gaussian()))
    const analysis = analyseEcg(tracingOf(noise))
    expect(analysis.rateBpm).toEqual({ notMeasurable: 'signal-too-noisy' })
    expect(analysis.bestLead).toBeNull()
  })

  test('a clean tracing without beats has no rate and is not called noisy', () => {
    const { tracing } = simulateEcg({ ...base, rhythm: 'ventricular-fibrillation', noise: 0.1 })
    expect(analyseEcg(tracing).rateBpm).toEqual({ notMeasurable: 'no-beats-found' })
  })

  test('two seconds hold too few beats for a rate', () => {
    const { tracing } = simulateEcg({ ...base, rhythm: 'sinus', durationMs: 2000, rateBpm: 50 })
    const analysis = analyseEcg(tracing)
    expect(analysis.beats.length).toBeGreaterThan(0)
    expect(analysis.rateBpm).toEqual({ notMeasurable: 'fewer-than-three-beats' })
  })

  test('a pause of the recording is no pause of the heart', () => {
    const { tracing } = simulateEcg({
      ...base,
      rhythm: 'sinus',
      durationMs: 20_000,
      rateBpm: 60,
      leads: ['I', 'II'],
    })
    for (const { samplesMv } of tracing.leads) samplesMv.fill(NaN, 3000, 6000)
    const analysis = analyseEcg(tracing)
    expect(analysis.rateBpm).toMatchObject({ value: expect.closeTo(60, -0.1) as number })
    expect(Math.max(...analysis.rr.intervalsMs)).toBeLessThan(1200)
  })

  test('half an hour of two leads takes less than two seconds of one core', () => {
    const minute = simulateEcg({
      ...base,
      rhythm: 'sinus',
      durationMs: 60_000,
      sampleRateHz: 360,
      leads: ['II', 'V1'],
    })
    const leads = minute.tracing.leads.map(({ samplesMv }) => {
      const long = new Float32Array(30 * samplesMv.length)
      for (let i = 0; i < 30; i++) long.set(samplesMv, i * samplesMv.length)
      return long
    })
    const before = process.cpuUsage()
    const analysis = analyseEcg(tracingOf(leads, 360))
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(2000)
    expect(analysis.beats.length).toBeGreaterThan(2000)
  })
})
