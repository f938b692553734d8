import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { searchBeats } from '../beats.ts'
import { leadQuality } from '../quality.ts'
import type { Rhythm } from '../simulator/rhythms.ts'
import { simulateEcg, type EcgSimulation } from '../simulator/simulate-ecg.ts'
import type { Tracing } from '../tracing.ts'
import { delineateBeat } from './delineate-beat.ts'
import { conductedP, delineate } from './delineate.ts'
import type { BeatWaves, Delineation } from './waves.ts'

/** Eight independent leads say as much as twelve. */
const LEADS = ['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const

function simulated(options: Partial<EcgSimulation> & { rhythm: Rhythm }) {
  return simulateEcg({ seed: 3, sampleRateHz: 500, durationMs: 10_000, leads: LEADS, ...options })
}

function delineated(tracing: Tracing, spikesMs?: readonly number[]): Delineation {
  const { beats, leads } = searchBeats(tracing)
  const quality = tracing.leads.map((lead, l) =>
    leadQuality(lead, tracing.sampleRateHz, beats, leads[l] ?? null),
  )
  return delineate(tracing, beats, quality, spikesMs)
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

function intervals(beats: readonly BeatWaves[]) {
  const whole = beats.filter(({ qrs }) => qrs !== null)
  const of = (interval: (beat: BeatWaves) => number) => middle(whole.map(interval).filter(Number.isFinite))
  return {
    prMs: of(({ p, qrs }) => qrs!.onsetMs! - (p?.onsetMs ?? NaN)),
    qrsMs: of(({ qrs }) => qrs!.offsetMs! - qrs!.onsetMs!),
    qtMs: of(({ qrs, t }) => (t?.offsetMs ?? NaN) - qrs!.onsetMs!),
  }
}

const allBeats = ({ beats }: Delineation) => beats.map((_, b) => b)

describe('the waves of a simulated tracing', () => {
  test.each<[Rhythm, number, number]>([
    ['sinus', 500, 0],
    ['sinus', 500, 0.5],
    ['sinus', 250, 0.2],
    ['sinus', 360, 0.2],
    ['sinus', 1000, 0.2],
    ['sinus-bradycardia', 500, 0.3],
    ['sinus-tachycardia', 500, 0],
    ['sinus-arrhythmia', 500, 0.3],
    ['first-degree-block', 500, 0.3],
    ['ventricular-premature-beats', 500, 0.3],
    ['atrial-premature-beats', 500, 0.2],
  ])('%s at %i Hz with noise %d: intervals near the truth', (rhythm, sampleRateHz, noise) => {
    const { tracing, truth } = simulated({ rhythm, sampleRateHz, noise })
    const found = intervals(delineated(tracing).beats)
    expect(Math.abs(found.prMs - truth.intervals.prMs!)).toBeLessThan(16)
    expect(Math.abs(found.qrsMs - truth.intervals.qrsMs!)).toBeLessThan(16)
    expect(Math.abs(found.qtMs - truth.intervals.qtMs!)).toBeLessThan(20)
  })

  test.each<Rhythm>([
    'atrial-fibrillation',
    'atrial-flutter',
    'atrial-flutter-variable',
    'ventricular-tachycardia',
    'third-degree-block',
  ])('in %s no P wave leads to the beats, whatever the noise', (rhythm) => {
    for (const seed of [1, 2, 5]) {
      for (const noise of [0, 0.6]) {
        const found = delineated(simulated({ rhythm, seed, noise }).tracing)
        expect(conductedP(found, allBeats(found)), `seed ${seed}, noise ${noise}`).toBe(false)
      }
    }
  })

  test('in third degree block the P waves stand alone', () => {
    const found = delineated(simulated({ rhythm: 'third-degree-block', seed: 1 }).tracing)
    expect(found.lonelyP[1]!.length).toBeGreaterThanOrEqual(6)
  })

  test('a ventricular premature beat has no P wave, the others keep theirs', () => {
    const { tracing, truth } = simulated({ rhythm: 'ventricular-premature-beats', noise: 0.2 })
    const { beats } = searchBeats(tracing)
    const found = delineated(tracing)
    const kindOf = (atMs: number) => truth.beats.find((beat) => Math.abs(beat.atMs - atMs) < 80)!.kind
    beats.forEach(({ atMs }, b) => {
      const inside = atMs > 400 && atMs < 9600
      if (inside) expect(found.beats[b]!.p !== null, `at ${atMs} ms`).toBe(kindOf(atMs) === 'N')
    })
  })

  test('a wave that touches a gap is null in that lead and found in the others', () => {
    const { tracing } = simulated({ rhythm: 'sinus', noise: 0.1 })
    const whole = delineated(tracing)
    const { onsetMs, peakMs } = whole.leads[1]![5]!.t!
    const leads = tracing.leads.map((lead, l) =>
      l !== 1
        ? lead
        : {
            ...lead,
            samplesMv: lead.samplesMv.map((v, i) => (i * 2 > onsetMs! + 10 && i * 2 < peakMs ? NaN : v)),
          },
    )
    const found = delineated({ ...tracing, leads })
    expect(found.leads[1]![5]!.t).toBeNull()
    expect(found.leads[1]![5]!.qrs).not.toBeNull()
    expect(found.leads[2]![5]!.t).not.toBeNull()
    expect(found.leads[1]![4]!.t).not.toBeNull()
  })

  test('an unusable lead has no waves and changes those of the others by little', () => {
    const { tracing } = simulated({ rhythm: 'sinus', noise: 0.1 })
    const leads = tracing.leads.map((lead, l) =>
      l === 5 ? { ...lead, samplesMv: lead.samplesMv.map(() => 0) } : lead,
    )
    const found = delineated({ ...tracing, leads })
    expect(found.leads[5]).toBeNull()
    expect(found.lonelyP[5]).toEqual([])
    const [with12, with11] = [intervals(delineated(tracing).beats), intervals(found.beats)]
    expect(Math.abs(with12.qrsMs - with11.qrsMs)).toBeLessThanOrEqual(6)
  })

  test('a strip of three seconds is enough', () => {
    const { tracing, truth } = simulated({ rhythm: 'sinus', durationMs: 3500, noise: 0.1 })
    const found = intervals(delineated(tracing).beats)
    expect(Math.abs(found.qrsMs - truth.intervals.qrsMs!)).toBeLessThan(16)
    expect(Math.abs(found.qtMs - truth.intervals.qtMs!)).toBeLessThan(20)
  })

  test('a stimulus that is known does not count as QRS', () => {
    const { tracing, truth } = simulated({ rhythm: 'paced' })
    const spikesMs = truth.beats.map(({ atMs }) => spikeBefore(tracing, atMs))
    const found = intervals(delineated(tracing, spikesMs).beats)
    expect(Math.abs(found.qrsMs - truth.intervals.qrsMs!)).toBeLessThan(30)
  })

  test('no beats, no waves', () => {
    const found = delineated(simulated({ rhythm: 'asystole', noise: 0.2 }).tracing)
    expect(found.beats).toEqual([])
    expect(found.leads.every((lead) => lead === null || lead.length === 0)).toBe(true)
  })
})

/** The quickest change in V2 in the 150 ms before the R peak. */
function spikeBefore({ leads, sampleRateHz }: Tracing, atMs: number): number {
  const x = leads[3]!.samplesMv
  const to = Math.round((atMs / 1000) * sampleRateHz)
  let best = Math.max(2, to - Math.round(0.15 * sampleRateHz))
  for (let i = best; i < to; i++) {
    if (Math.abs(x[i + 1]! - 2 * x[i]! + x[i - 1]!) > Math.abs(x[best + 1]! - 2 * x[best]! + x[best - 1]!))
      best = i
  }
  return (best / sampleRateHz) * 1000
}

describe('laws of the delineation', () => {
  const seeds = fc.integer({ min: 1, max: 200 })
  const runs = { numRuns: 5 }

  test('what is recorded later is marked later by as much', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 120 }), (seed, samples) => {
        const { tracing } = simulated({ rhythm: 'sinus', seed, noise: 0.2 })
        const cut = {
          ...tracing,
          leads: tracing.leads.map((l) => ({ ...l, samplesMv: l.samplesMv.slice(samples) })),
        }
        const [whole, rest] = [delineated(tracing), delineated(cut)]
        const qrsOf = ({ beats }: Delineation) => beats.flatMap(({ qrs }) => (qrs === null ? [] : [qrs]))
        for (const { peakMs, onsetMs } of qrsOf(rest).slice(1, -1)) {
          const same = qrsOf(whole).find((qrs) => Math.abs(qrs.peakMs - peakMs - samples * 2) < 60)!
          expect(Math.abs(same.onsetMs! - onsetMs! - samples * 2)).toBeLessThanOrEqual(10)
        }
      }),
      runs,
    )
  })

  test('gain and polarity move no mark', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(-1, 0.25, 0.5, 2, -4), (seed, gain) => {
        const { tracing } = simulated({ rhythm: 'sinus', seed, noise: 0.2 })
        const { beats, leads } = searchBeats(tracing)
        const quality = tracing.leads.map((lead, l) => leadQuality(lead, 500, beats, leads[l] ?? null))
        const scaled = {
          ...tracing,
          leads: tracing.leads.map((l) => ({ ...l, samplesMv: l.samplesMv.map((v) => gain * v) })),
        }
        const [plain, other] = [delineate(tracing, beats, quality), delineate(scaled, beats, quality)]
        expect(other.beats.length).toBe(plain.beats.length)
        plain.beats.forEach(({ p, qrs, t }, b) => {
          const them = other.beats[b]!
          expect(them.p?.onsetMs ?? 0).toBeCloseTo(p?.onsetMs ?? 0, 6)
          expect(them.qrs?.onsetMs ?? 0).toBeCloseTo(qrs?.onsetMs ?? 0, 6)
          expect(them.t?.offsetMs ?? 0).toBeCloseTo(t?.offsetMs ?? 0, 6)
        })
      }),
      runs,
    )
  })

  test('the waves of a beat come in order in every lead', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom<Rhythm>('sinus', 'atrial-fibrillation', 'first-degree-block'),
        (seed, rhythm) => {
          const found = delineated(simulated({ rhythm, seed, noise: 0.4 }).tracing)
          for (const { p, qrs, t } of found.leads.flatMap((lead) => lead ?? [])) {
            const edges = [p, qrs, t].flatMap((wave) =>
              wave === null ? [] : [wave.onsetMs!, wave.offsetMs!],
            )
            expect(edges).toEqual(edges.toSorted((a, b) => a - b))
            for (const wave of [p, qrs, t]) {
              if (wave !== null) expect(wave.offsetMs!).toBeGreaterThan(wave.onsetMs!)
            }
          }
        },
      ),
      runs,
    )
  })
})

describe('an averaged beat', () => {
  const { tracing, truth } = simulated({ rhythm: 'sinus' })
  const r = truth.beats[4]!.atMs
  const from = Math.round(r / 2) - 220
  const leads = tracing.leads.map(({ samplesMv }) => samplesMv.slice(from, from + 580))

  test('gives the intervals of the person', () => {
    const { waves } = delineateBeat(leads, 500, 440, { rrMs: 830, p: true })
    const found = intervals([waves])
    expect(Math.abs(found.prMs - truth.intervals.prMs!)).toBeLessThan(16)
    expect(Math.abs(found.qrsMs - truth.intervals.qrsMs!)).toBeLessThan(16)
    expect(Math.abs(found.qtMs - truth.intervals.qtMs!)).toBeLessThan(20)
  })

  test('has no P where none leads to the beats', () => {
    const { waves, leads: each } = delineateBeat(leads, 500, 440, { rrMs: 830, p: false })
    expect(waves.p).toBeNull()
    expect(each.every((lead) => lead!.p === null)).toBe(true)
  })

  test('keeps the places of leads that cannot be read', () => {
    const some = leads.map((lead, l) => (l % 3 === 0 ? null : lead))
    const { leads: each } = delineateBeat(some, 500, 440, { rrMs: 830, p: true })
    expect(each.map((lead) => lead === null)).toEqual(some.map((lead) => lead === null))
  })

  test('without any readable lead there are no waves', () => {
    const { waves } = delineateBeat([null, null], 500, 440, { rrMs: null, p: true })
    expect(waves).toEqual({ p: null, qrs: null, t: null })
  })
})
