import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isMeasured, type Measured, type Reason } from '../measured.ts'
import { analyseEcg } from './analyse.ts'
import type { EcgAnalysis } from './analysis.ts'
import type { EcgMeasurements } from './measure/measurements.ts'
import type { Rhythm } from './simulator/rhythms.ts'
import { simulateEcg, type EcgSimulation } from './simulator/simulate-ecg.ts'
import type { Tracing } from './tracing.ts'

const BASE = { seed: 1, durationMs: 10_000, sampleRateHz: 500, noise: 0.2 } as const
const valueOf = (number: Measured) => (isMeasured(number) ? number.value : number.notMeasurable)

function analysed(rhythm: Rhythm, options: Partial<EcgSimulation> = {}) {
  const { tracing, truth } = simulateEcg({ ...BASE, rhythm, ...options })
  return { tracing, truth, ...analyseEcg(tracing) }
}

/** Every lead turned by what is given: what an amplifier or an electrode may do to a recording. */
function changed(tracing: Tracing, of: (mv: number, name: string) => number): Tracing {
  const leads = tracing.leads.map((lead) => ({
    ...lead,
    samplesMv: lead.samplesMv.map((mv) => of(mv, lead.name)),
  }))
  return { ...tracing, leads }
}

function expectMeasurements(
  a: EcgMeasurements,
  expected: (id: keyof EcgMeasurements) => number | Reason,
  toleranceOf: (id: keyof EcgMeasurements) => number,
) {
  for (const id of Object.keys(a) as (keyof EcgMeasurements)[]) {
    const [got, wanted] = [valueOf(a[id]), expected(id)]
    if (typeof wanted === 'string') expect([id, got]).toEqual([id, wanted])
    else
      expect(Math.abs(Number(got) - wanted), `${id} ${got} against ${wanted}`).toBeLessThan(toleranceOf(id))
  }
}

describe('against the truth of the simulator', () => {
  const steady = [
    'sinus',
    'sinus-bradycardia',
    'sinus-tachycardia',
    'sinus-arrhythmia',
    'first-degree-block',
    'ventricular-premature-beats',
    'atrial-premature-beats',
  ] as const
  test.each(steady)('the intervals of %s', (rhythm) => {
    for (const seed of [1, 2]) {
      const { measurements, truth } = analysed(rhythm, { seed })
      // The beats that are measured are those of the commonest kind.
      const { prMs, qrsMs, qtMs } = truth.intervals
      expect(Math.abs(Number(valueOf(measurements.prMs)) - prMs!)).toBeLessThan(15)
      expect(Math.abs(Number(valueOf(measurements.qrsMs)) - qrsMs!)).toBeLessThan(12)
      expect(Math.abs(Number(valueOf(measurements.qtMs)) - qtMs!)).toBeLessThan(20)
    }
  })

  const withoutPr = [
    'atrial-fibrillation',
    'atrial-flutter',
    'atrial-flutter-variable',
    'third-degree-block',
    'second-degree-block-mobitz-1',
    'ventricular-tachycardia',
  ] as const
  test.each(withoutPr)('%s has no PR', (rhythm) => {
    for (const seed of [1, 2, 3, 4]) {
      expect(['no-p-wave', 'rhythm-irregular', 'edge-unclear']).toContain(
        valueOf(analysed(rhythm, { seed }).measurements.prMs),
      )
    }
  })

  test('QRS of wide beats', () => {
    for (const rhythm of ['third-degree-block', 'paced'] as const) {
      const { measurements, truth } = analysed(rhythm)
      expect(Math.abs(Number(valueOf(measurements.qrsMs)) - truth.intervals.qrsMs!)).toBeLessThan(25)
    }
  })

  test('fibrillation has a QT and no QTc', () => {
    const { measurements } = analysed('atrial-fibrillation')
    expect(isMeasured(measurements.qtMs)).toBe(true)
    expect(valueOf(measurements.qtcFridericiaMs)).toBe('rhythm-irregular')
  })

  test.each(['asystole', 'ventricular-fibrillation'] as const)('of %s nothing is measured', (rhythm) => {
    const { measurements, leadMeasurements, medianBeat, evidence } = analysed(rhythm, { noise: 0.1 })
    for (const value of Object.values(measurements)) expect(isMeasured(value)).toBe(false)
    expect(leadMeasurements).toHaveLength(12)
    expect([medianBeat, evidence]).toEqual([null, {}])
  })
})

describe('laws that hold for every tracing', () => {
  const { tracing, measurements } = analysed('sinus', { seed: 4 })

  test('twice the gain doubles millivolts, and changes no time and no axis', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.5, 2, 4), (gain) => {
        const scaled = analyseEcg(changed(tracing, (mv) => gain * mv)).measurements
        expectMeasurements(
          scaled,
          (id) => {
            const value = valueOf(measurements[id])
            return typeof value === 'number' && id.endsWith('Mv') ? gain * value : value
          },
          (id) => (id.endsWith('Mv') ? 0.03 * gain : 4.1),
        )
      }),
      { numRuns: 3 },
    )
  })

  test('a constant offset of each lead changes nothing', () => {
    const lifted = analyseEcg(changed(tracing, (mv, name) => mv + 0.3 * name.length - 1.5)).measurements
    expectMeasurements(
      lifted,
      (id) => valueOf(measurements[id]),
      (id) => (id.endsWith('Mv') ? 0.005 : 2.1),
    )
  })

  test('a recording turned about lead I has its axes mirrored', () => {
    // With aVF turned over II becomes I − II. Of two limb leads nobody can say that electrodes are interchanged.
    const [i, ii] = tracing.leads as [Tracing['leads'][0], Tracing['leads'][0]]
    const chest = tracing.leads.slice(6)
    const turned = { ...ii, samplesMv: ii.samplesMv.map((mv, at) => i.samplesMv[at]! - mv) }
    const plain = analyseEcg({ ...tracing, leads: [i, ii, ...chest] }).measurements
    const mirrored = analyseEcg({ ...tracing, leads: [i, turned, ...chest] }).measurements
    for (const id of ['pAxisDeg', 'qrsAxisDeg', 'tAxisDeg'] as const)
      expect(Math.abs(Number(valueOf(mirrored[id])) + Number(valueOf(plain[id])))).toBeLessThan(4)
  })

  test('interchanged arms take the axes with them, and say why', () => {
    const find = (name: string) => tracing.leads.find((lead) => lead.name === name)!.samplesMv
    const swap: Record<string, string> = { II: 'III', III: 'II', aVR: 'aVL', aVL: 'aVR' }
    const leads = tracing.leads.map((lead) => {
      const samples = find(swap[lead.name] ?? lead.name)
      return { ...lead, samplesMv: lead.name === 'I' ? samples.map((mv) => -mv) : samples }
    })
    const reversed = analyseEcg({ ...tracing, leads })
    expect(reversed.electrodes[0]).toMatchObject({ code: 'arms-reversed', certainty: 'likely' })
    for (const id of ['pAxisDeg', 'qrsAxisDeg', 'tAxisDeg', 'cornellMv'] as const)
      expect(reversed.measurements[id]).toEqual({ notMeasurable: 'electrodes-reversed' })
    expect(isMeasured(reversed.measurements.sokolowLyonMv)).toBe(true)
  })

  test('paced ventricles have a QRS, but no PR, no QTc and no voltage of the muscle', () => {
    const { measurements: paced } = analysed('paced')
    expect(isMeasured(paced.qrsMs)).toBe(true)
    for (const id of ['prMs', 'qtcFridericiaMs', 'sokolowLyonMv', 'cornellMv'] as const)
      expect(paced[id]).toEqual({ notMeasurable: 'paced-rhythm' })
  })
})

describe('what made each number', () => {
  const analysis: EcgAnalysis = analysed('sinus')

  test('every measured number has evidence, and no other has', () => {
    const ids = [...Object.entries(analysis.measurements), ['rateBpm', analysis.rateBpm] as const]
    const expected = ids.filter(([, value]) => isMeasured(value)).map(([id]) => id)
    expect(Object.keys(analysis.evidence).sort()).toEqual(expected.sort())
    for (const { leads, beats } of Object.values(analysis.evidence)) {
      expect(leads.length).toBeGreaterThan(0)
      expect(beats).toBeGreaterThan(5)
    }
  })

  test('an interval is the stretch of the median beat that it names', () => {
    for (const id of ['pMs', 'prMs', 'qrsMs', 'qtMs'] as const) {
      const { fromMs, toMs } = analysis.evidence[id]!
      expect(toMs! - fromMs!).toBe(valueOf(analysis.measurements[id]))
    }
  })

  test('the median beat lies on its peak and starts from zero before the QRS', () => {
    const { alignedAtMs, sampleRateHz, leads, waves, beats } = analysis.medianBeat!
    expect(beats.length).toBeGreaterThan(8)
    const before = Math.round(((waves.qrs!.onsetMs! - 10) / 1000) * sampleRateHz)
    for (const samples of leads) expect(Math.abs(samples![before]!)).toBeLessThan(0.02)
    const ii = leads[1]!
    const highest = ii.indexOf(Math.max(...ii))
    expect(Math.abs((highest / sampleRateHz) * 1000 - alignedAtMs)).toBeLessThan(10)
  })
})

describe('where a number cannot be given', () => {
  test('a lead that is lost takes with it what is measured there', () => {
    const { tracing } = simulateEcg({ ...BASE, rhythm: 'sinus' })
    const lost = analyseEcg(changed(tracing, (mv, name) => (name === 'V5' ? 0 : mv)))
    expect(lost.measurements.rV5Mv).toEqual({ notMeasurable: 'signal-flat' })
    expect(lost.measurements.sokolowLyonMv).toEqual({ notMeasurable: 'signal-flat' })
    expect(isMeasured(lost.measurements.cornellMv)).toBe(true)
    expect(lost.medianBeat!.leads[10]).toBeNull()
    expect(lost.leadMeasurements[10]!.stJMv).toEqual({ notMeasurable: 'signal-flat' })
  })

  test('a lead that was never recorded is missing', () => {
    const { measurements, rProgression } = analysed('sinus', { leads: ['II', 'V1'] })
    expect(measurements.qrsAxisDeg).toEqual({ notMeasurable: 'lead-missing' })
    expect(measurements.rV5Mv).toEqual({ notMeasurable: 'lead-missing' })
    expect(isMeasured(measurements.sV1Mv)).toBe(true)
    expect(isMeasured(measurements.qtMs)).toBe(true)
    expect(rProgression).toMatchObject({ transition: null, poor: null })
  })

  test('the axis is found from II and III where I is not recorded', () => {
    const all = analysed('sinus').measurements.qrsAxisDeg
    const some = analysed('sinus', { leads: ['II', 'III', 'V1'] }).measurements.qrsAxisDeg
    expect(Math.abs(Number(valueOf(some)) - Number(valueOf(all)))).toBeLessThan(3)
  })

  test('heights of a clipped lead are not given, its times are', () => {
    const { tracing } = simulateEcg({ ...BASE, rhythm: 'sinus' })
    const highest = Math.max(...tracing.leads[10]!.samplesMv)
    const clipped = analyseEcg(
      changed(tracing, (mv, name) => (name === 'V5' ? Math.min(mv, 0.35 * highest) : mv)),
    )
    expect(clipped.quality[10]!.reasons).toContain('clipped')
    expect(clipped.measurements.rV5Mv).toEqual({ notMeasurable: 'signal-clipped' })
    expect(isMeasured(clipped.measurements.qrsMs)).toBe(true)
  })

  test('fast beats have no QTc, and two beats no interval', () => {
    expect(analysed('sinus-tachycardia').measurements.qtcBazettMs).toEqual({
      notMeasurable: 'outside-formula',
    })
    const short = analysed('sinus', { durationMs: 2000, rateBpm: 50 })
    expect(short.measurements.qrsMs).toEqual({ notMeasurable: 'fewer-than-three-beats' })
    expect(short.medianBeat).toBeNull()
    const single = analysed('sinus', { durationMs: 2500, rateBpm: 50, seed: 3 })
    expect(Object.keys(single.evidence)).toEqual(
      isMeasured(single.rateBpm) ? ['rateBpm', 'rrMeanMs', 'rrMinMs', 'rrMaxMs'] : [],
    )
  })

  test('beats without direction have no axis', () => {
    const { tracing } = simulateEcg({ ...BASE, rhythm: 'sinus' })
    const flat = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF']
    const small = analyseEcg(changed(tracing, (mv, name) => (flat.includes(name) ? 0.08 * mv : mv)))
    expect(small.measurements.qrsAxisDeg).toEqual({ notMeasurable: 'axis-indeterminate' })
  })
})

describe('other recordings', () => {
  test.each([250, 360, 1000])('at %d Hz the intervals are the same', (sampleRateHz) => {
    const { measurements, truth } = analysed('sinus', { sampleRateHz })
    expect(Math.abs(Number(valueOf(measurements.prMs)) - truth.intervals.prMs!)).toBeLessThan(15)
    expect(Math.abs(Number(valueOf(measurements.qrsMs)) - truth.intervals.qrsMs!)).toBeLessThan(14)
    expect(Math.abs(Number(valueOf(measurements.qtMs)) - truth.intervals.qtMs!)).toBeLessThan(20)
  })

  test('three seconds are enough for a median beat', () => {
    const { medianBeat, measurements } = analysed('sinus', { durationMs: 3000, rateBpm: 90 })
    expect(medianBeat!.beats.length).toBeGreaterThanOrEqual(3)
    expect(isMeasured(measurements.qrsMs)).toBe(true)
  })

  test('of a long recording the clearest minute is measured, in the time of the whole', () => {
    const { tracing } = simulateEcg({ ...BASE, rhythm: 'sinus', leads: ['II', 'V5'], durationMs: 150_000 })
    // The first minute and a quarter is shaken.
    for (const { samplesMv } of tracing.leads)
      for (let i = 0; i < 37_500; i++) samplesMv[i]! += 0.4 * Math.sin(i * i * 0.01)
    const { beats, delineatedBeats, delineation, medianBeat } = analyseEcg(tracing)
    const first = beats[delineatedBeats[0]!]!.atMs
    expect(first).toBeGreaterThan(69_000)
    expect(beats[delineatedBeats.at(-1)!]!.atMs - first).toBeLessThan(60_000)
    expect(delineation!.beats).toHaveLength(delineatedBeats.length)
    delineation!.beats.forEach(({ qrs }, d) => {
      if (qrs) expect(Math.abs(qrs.peakMs - beats[delineatedBeats[d]!]!.atMs)).toBeLessThan(60)
    })
    for (const beat of medianBeat!.beats) expect(delineatedBeats).toContain(beat)
  })
})
