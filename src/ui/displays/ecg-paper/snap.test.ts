import { describe, expect, test } from 'vitest'
import type { Delineation } from '#domain/ecg/delineate/waves.ts'
import { landmarksOf, levelAt, neighbourOf, snapTo } from './snap.ts'

const BEAT = {
  p: { onsetMs: 840, peakMs: 880, offsetMs: 930 },
  qrs: { onsetMs: 1000, peakMs: 1040, offsetMs: 1090 },
  t: { onsetMs: null, peakMs: 1280, offsetMs: 1370 },
}
const WAVES: Delineation = { leads: [[BEAT], null], lonelyP: [[], []], beats: [BEAT] }

/** A hill of 0.5 mV at 500 ms on a flat line, 500 Hz. */
const HILL = {
  samplesMv: Float32Array.from({ length: 1000 }, (_, i) => 0.5 * Math.exp(-(((i - 250) / 10) ** 2))),
  sampleRateHz: 500,
}

describe('a caliper point', () => {
  const marks = landmarksOf(WAVES, 0, [1040])

  test('holds on to the nearest edge or peak within reach', () => {
    expect(snapTo(990, 30, marks, null)).toEqual({ atMs: 1000, kind: 'qrs-onset' })
    expect(snapTo(1035, 30, marks, null)).toEqual({ atMs: 1040, kind: 'r-peak' })
    expect(snapTo(1360, 30, marks, null)).toEqual({ atMs: 1370, kind: 't-offset' })
  })

  test('holds on to nothing beyond its reach', () => {
    expect(snapTo(700, 30, marks, null)).toBeNull()
  })

  test('finds the top of a wave that nobody named, and not its slope', () => {
    expect(snapTo(510, 40, [], HILL)).toEqual({ atMs: 500, kind: 'extreme' })
    expect(snapTo(465, 20, [], HILL)).toBeNull()
  })

  test('does not take noise for a wave', () => {
    const noise = { samplesMv: HILL.samplesMv.map((mv) => mv / 20), sampleRateHz: 500 }
    expect(snapTo(500, 40, [], noise)).toBeNull()
  })

  test('steps from landmark to landmark', () => {
    expect(neighbourOf(1000, 1, marks)?.kind).toBe('r-peak')
    expect(neighbourOf(1000, -1, marks)?.kind).toBe('p-offset')
    expect(neighbourOf(1370, 1, marks)).toBeNull()
  })
})

test('a lead without waves of its own borrows those of the tracing', () => {
  expect(landmarksOf(WAVES, 1, []).map(({ kind }) => kind)).toContain('qrs-offset')
})

test('without any delineation the beats are landmarks, each once', () => {
  expect(landmarksOf(null, 0, [400, 1240])).toEqual([
    { atMs: 400, kind: 'r-peak' },
    { atMs: 1240, kind: 'r-peak' },
  ])
  expect(landmarksOf(WAVES, 0, [1052]).filter(({ kind }) => kind === 'r-peak')).toHaveLength(1)
})

test('the level of the trace is unknown beside the recording and in its gaps', () => {
  expect(levelAt(HILL, 500)).toBeCloseTo(0.5)
  expect(levelAt(HILL, 9000)).toBeNull()
  expect(levelAt({ samplesMv: Float32Array.of(NaN), sampleRateHz: 500 }, 0)).toBeNull()
})
