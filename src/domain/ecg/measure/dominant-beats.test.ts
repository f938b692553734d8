import { expect, test } from 'vitest'
import { searchBeats } from '../beats.ts'
import type { Rhythm } from '../simulator/rhythms.ts'
import { simulateEcg } from '../simulator/simulate-ecg.ts'
import { dominantBeats } from './dominant-beats.ts'

function chosenOf(rhythm: Rhythm, seed = 1) {
  const { tracing, truth } = simulateEcg({ seed, rhythm, durationMs: 12_000, sampleRateHz: 500, noise: 0.2 })
  const search = searchBeats(tracing)
  const all = search.beats.map((_, b) => b)
  const dominant = dominantBeats(
    search.leads,
    tracing.leads.map(() => true),
    search.beats,
    all,
  )!
  const kinds = dominant.beats.map((b) => {
    const at = search.beats[b]!.atMs
    return truth.beats.toSorted((x, y) => Math.abs(x.atMs - at) - Math.abs(y.atMs - at))[0]!.kind
  })
  return { search, dominant, kinds, truth }
}

test.each(['ventricular-premature-beats', 'atrial-premature-beats'] as const)(
  'with %s the premature ones are left out',
  (rhythm) => {
    for (const seed of [1, 2]) {
      const { kinds, truth } = chosenOf(rhythm, seed)
      expect(truth.beats.some(({ kind }) => kind !== 'N')).toBe(true)
      expect(kinds.filter((kind) => kind !== 'N')).toEqual([])
      expect(kinds.length).toBeGreaterThanOrEqual(3)
    }
  },
)

test('of two kinds that take turns, the one that comes later is taken', () => {
  const { search } = chosenOf('ventricular-premature-beats')
  const { truth } = chosenOf('ventricular-premature-beats')
  // Of all beats only the premature ones and as many of the others: bigeminy.
  const premature = search.beats.flatMap(({ atMs }, b) =>
    truth.beats.some((beat) => beat.kind === 'V' && Math.abs(beat.atMs - atMs) < 100) ? [b] : [],
  )
  const turns = premature.flatMap((b) => (b > 0 ? [b - 1, b] : [b]))
  const dominant = dominantBeats(
    search.leads,
    search.leads.map(() => true),
    search.beats,
    turns,
  )!
  expect(dominant.beats.filter((b) => premature.includes(b))).toEqual([])
})

test('in sinus rhythm all beats are taken, and one of them is typical', () => {
  const { search, dominant } = chosenOf('sinus')
  expect(dominant.beats.length).toBeGreaterThanOrEqual(search.beats.length - 1)
  expect(dominant.beats).toContain(dominant.typical)
})

test('without a readable lead there is none', () => {
  const { search } = chosenOf('sinus')
  expect(
    dominantBeats(
      search.leads,
      search.leads.map(() => false),
      search.beats,
      [0, 1, 2],
    ),
  ).toBeNull()
})
