import { describe, expect, test } from 'vitest'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import { beatKinds } from './ecg-beats-kinds.ts'
import { beatTimes, RHYTHM_NUMBERS } from './ecg-beats-rhythm.ts'
import { beatSignal, SIGNAL_HZ } from './ecg-beats-signal.ts'
import { BATCH, beatBatches, NUMBERS, prepareBeats, WINDOW, type PreparedBeats } from './ecg-beats.ts'

function recording(rhythm: Rhythm, seed = 3) {
  const { tracing, truth } = simulateEcg({
    seed,
    rhythm,
    durationMs: 40_000,
    sampleRateHz: 360,
    leads: ['II'],
  })
  return {
    samples: tracing.leads[0]!.samplesMv,
    beats: truth.beats,
    atMs: truth.beats.map(({ atMs }) => atMs),
  }
}

function prepared(samples: Float32Array, atMs: readonly number[]): PreparedBeats {
  const found = prepareBeats(samples, 360, atMs)
  if (found.refusal !== null) throw new Error(found.refusal)
  return found
}

describe('the times of beats', () => {
  // A beat 40 % early, then a pause that makes up for it.
  const atMs = Array.from({ length: 30 }, (_, i) => 1000 * i - (i === 12 ? 400 : 0))
  const { numbers, early, unrest, settled } = beatTimes(atMs)

  test('are measured against those around', () => {
    expect(early[12]).toBeCloseTo(Math.log(0.6), 6)
    expect(early[13]).toBeCloseTo(Math.log(1.4), 6)
    expect(early[20]).toBeCloseTo(0, 6)
    expect(numbers[12 * RHYTHM_NUMBERS + 11]).toBeCloseTo(0, 6)
    expect([settled[11], settled[12], settled[13]]).toEqual([1, 0, 1])
  })
  test('are calm where one beat comes early, and restless where none comes in time', () => {
    expect(Math.max(...unrest)).toBe(0)
    let at = 0
    const irregular = Array.from({ length: 60 }, (_, i) => (at += 600 + 250 * Math.sin(i * i)))
    expect(Math.min(...beatTimes(irregular).unrest)).toBeGreaterThan(0.05)
  })
})

describe('kinds of beats', () => {
  test('are told by the shape of the QRS', () => {
    const { samples, beats, atMs } = recording('ventricular-premature-beats')
    const peaks = Int32Array.from(atMs, (ms) => Math.round((ms / 1000) * SIGNAL_HZ))
    const { kind, counts } = beatKinds(beatSignal(samples, 360).samples, peaks)
    const normal = beats.filter((beat) => beat.kind === 'N').length
    beats.forEach((beat, b) => expect(kind[b] === 0).toBe(beat.kind === 'N'))
    expect(counts[0]).toBe(normal)
  })
})

describe('what the network is given', () => {
  const { samples, beats, atMs } = recording('ventricular-premature-beats')
  const plain = prepared(samples, atMs)
  const V = beats.findIndex((beat, b) => beat.kind === 'V' && b > 2)
  const N = beats.findIndex((beat, b) => beat.kind === 'N' && b > 2)
  const likenessOf = ({ numbers }: PreparedBeats, b: number) => numbers[b * NUMBERS + RHYTHM_NUMBERS]!

  test('is of fixed size, the last batch filled up with zeros', () => {
    const batches = beatBatches(plain)
    expect(batches).toHaveLength(Math.ceil(atMs.length / BATCH))
    const last = batches.at(-1)!
    expect(last['windows']!.shape).toEqual([BATCH, 2, WINDOW])
    expect(last['numbers']!.shape).toEqual([BATCH, NUMBERS])
    const used = (atMs.length % BATCH) * NUMBERS
    expect(last['numbers']!.data.subarray(used).every((v) => v === 0)).toBe(true)
    expect(last['numbers']!.data.subarray(0, used).some((v) => v !== 0)).toBe(true)
  })
  test('shows a normal beat as the dominant one and a ventricular one as another', () => {
    expect(likenessOf(plain, N)).toBeGreaterThan(0.97)
    expect(likenessOf(plain, V)).toBeLessThan(0.9)
    const dominant = plain.windows.subarray(WINDOW, 2 * WINDOW)
    expect(Math.max(...dominant) - Math.min(...dominant)).toBeCloseTo(1, 0)
  })
  test('does not know gain, polarity or offset of the lead', () => {
    for (const [gain, offset] of [
      [3, 0],
      [1, 5],
      [0.4, -2],
    ] as const) {
      const other = prepared(
        samples.map((v) => gain * v + offset),
        atMs,
      )
      plain.numbers.forEach((v, i) => expect(Math.abs(other.numbers[i]! - v)).toBeLessThan(0.2))
    }
    const turned = prepared(
      samples.map((v) => -v),
      atMs,
    )
    expect(likenessOf(turned, V)).toBeCloseTo(likenessOf(plain, V), 2)
  })
  test('keeps every number finite and within the range that the pack names', () => {
    for (const rhythm of ['atrial-fibrillation', 'ventricular-tachycardia', 'third-degree-block'] as const) {
      const { samples: x, atMs: at } = recording(rhythm)
      expect(prepared(x, at).numbers.every((v) => Math.abs(v) <= 20)).toBe(true)
      expect(prepared(x, at).windows.every((v) => Math.abs(v) <= 4)).toBe(true)
    }
  })
  test('says which beats the recording does not have whole', () => {
    const torn = samples.slice()
    const from = Math.round((atMs[5]! / 1000) * 360)
    torn.fill(NaN, from + 20, from + 40)
    const { whole } = prepared(torn, atMs)
    expect([whole[4], whole[5], whole[7]]).toEqual([1, 0, 1])
  })
  test('is nothing where there is no dominant beat to compare with', () => {
    expect(prepareBeats(samples, 360, atMs.slice(0, 5))).toEqual({ refusal: 'too-few-beats' })
    expect(
      prepareBeats(
        samples.map(() => NaN),
        360,
        atMs,
      ),
    ).toEqual({ refusal: 'no-samples' })
    expect(
      prepareBeats(
        samples.map(() => 0.3),
        360,
        atMs,
      ),
    ).toEqual({ refusal: 'flat' })
  })
})
