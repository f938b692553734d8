import { expect, test } from 'vitest'
import type { Delineation } from '#domain/ecg/delineate/waves.ts'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import { hold, toBeat, toLandmark, type HoldGround } from './caliper-hold.ts'
import { readCaliper, type Caliper } from './calipers.ts'
import { layOut } from './layout.ts'
import { landmarksByLead } from './snap.ts'

const BEATS = [500, 1300, 2100, 2900]

/** One beat every 800 ms: R of 1 mV on a flat line, 500 Hz. */
function tracing(): Tracing {
  const samplesMv = new Float32Array(5000)
  for (const beat of BEATS) for (let i = -10; i <= 10; i++) samplesMv[beat / 2 + i] = 1 - Math.abs(i) / 10
  const leads = STANDARD_LEADS.map((name) => ({ name, standard: name, samplesMv }))
  return { sampleRateHz: 500, leads, annotations: [], startedAt: null, warnings: [] }
}

const waves = BEATS.map((beat) => ({
  p: { onsetMs: beat - 180, peakMs: beat - 130, offsetMs: beat - 80 },
  qrs: { onsetMs: beat - 20, peakMs: beat, offsetMs: beat + 20 },
  t: null,
}))
const delineation: Delineation = {
  leads: STANDARD_LEADS.map(() => waves),
  lonelyP: STANDARD_LEADS.map(() => []),
  beats: waves,
}

function ground(): HoldGround {
  const layout = layOut(tracing(), { format: '12x1', speedMmPerS: 25, gainMmPerMv: 10 })
  const landmarks = landmarksByLead(delineation, BEATS)
  return { layout, tracing: tracing(), landmarks, beatsMs: BEATS, scale: 4 }
}

const PR: Caliper = { lead: 'II', a: { atMs: 1105, mv: 0.02 }, b: { atMs: 1296, mv: 0.9 } }

test('a point within reach of a wave edge takes hold of it, and of the trace there', () => {
  const held = hold(ground(), PR, 'a')
  expect(held.a).toEqual({ atMs: 1120, mv: 0, holds: 'p-onset' })
  expect(held.b).toEqual(PR.b)
})

test('a level far from the trace is left where the person put it', () => {
  const high: Caliper = { ...PR, a: { atMs: 1118, mv: 2 } }
  expect(hold(ground(), high, 'a').a).toEqual({ atMs: 1120, mv: 2, holds: 'p-onset' })
})

test('a caliper that is carried keeps its interval while its first point takes hold', () => {
  const carried = hold(ground(), PR, null)
  expect(carried.a.holds).toBe('p-onset')
  expect(readCaliper(carried).intervalMs).toBe(readCaliper(PR).intervalMs)
})

test('goes from edge to edge, onto the trace', () => {
  const next = toLandmark(ground(), hold(ground(), PR, 'b'), 'b', 1)
  expect(next.b).toMatchObject({ atMs: 1320, holds: 'qrs-offset' })
  expect(toLandmark(ground(), PR, 'a', -1).a.atMs).toBeLessThan(PR.a.atMs)
})

test('goes from beat to beat and stops at the last', () => {
  const first: Caliper = { lead: 'II', a: { atMs: 500, mv: 0 }, b: { atMs: 1300, mv: 0 } }
  const second = toBeat(ground(), first, 1)
  expect(readCaliper(second)).toMatchObject({ fromMs: 1300, toMs: 2100, perMinute: 75 })
  const third = toBeat(ground(), second, 1)
  expect(readCaliper(third).fromMs).toBe(2100)
  expect(toBeat(ground(), third, 1)).toBe(third)
  expect(readCaliper(toBeat(ground(), second, -1)).fromMs).toBe(500)
})
