import type { Random } from '#domain/random.ts'
import type { Rhythm } from './rhythms.ts'
import { flutterCycleMs } from './rhythms.ts'

/** Adds an activity that has no beats to the dipole ([x, y, z]) at one moment. */
export type Undulation = (atMs: number, out: Float64Array) => void

/** What runs under or instead of the beats of a rhythm; null where nothing does. */
export function undulationOf(rhythm: Rhythm, random: Random, rateBpm: number): Undulation | null {
  switch (rhythm) {
    case 'atrial-fibrillation':
      return fibrillatoryWaves(random)
    case 'atrial-flutter':
      return flutterWaves(flutterCycleMs(rateBpm, 'fixed'))
    case 'atrial-flutter-variable':
      return flutterWaves(flutterCycleMs(rateBpm, 'variable'))
    case 'ventricular-fibrillation':
      return ventricularFibrillation(random)
    default:
      return null
  }
}

/** f waves: 4 to 9 per second, never twice the same, largest towards V1. */
function fibrillatoryWaves(random: Random): Undulation {
  const tones = [0, 1, 2].map((k) => wanderingTone(random, random.between(4.6, 7.2) + 0.4 * k, 0.7))
  const size = random.between(0.026, 0.042)
  return (atMs, out) => {
    const [a, b, c] = tones.map((tone) => tone(atMs)) as [number, number, number]
    out[0]! += size * (0.15 * a + 0.25 * c)
    out[1]! += size * (0.9 * a + 0.35 * b)
    out[2]! -= size * (1.1 * b + 0.5 * a)
  }
}

/** Sawtooth: slow downstroke and quick upstroke in the inferior leads, small peaks in V1. */
function flutterWaves(cycleMs: number): Undulation {
  return (atMs, out) => {
    const turns = (2 * Math.PI * atMs) / cycleMs
    const saw = -Math.sin(turns) - 0.42 * Math.sin(2 * turns) - 0.16 * Math.sin(3 * turns)
    out[0]! += 0.012 * saw
    out[1]! += 0.11 * saw
    out[2]! += 0.05 * saw
  }
}

/** Coarse fibrillation of the ventricles: three directions, each a few wandering tones, waxing and waning. */
function ventricularFibrillation(random: Random): Undulation {
  const axes = [0, 1, 2].map(() => ({
    tones: [0, 1, 2].map(() => wanderingTone(random, random.between(3.6, 6.4), 0.9)),
    swellHz: random.between(0.15, 0.4),
    phase: random.between(0, 2 * Math.PI),
  }))
  return (atMs, out) => {
    axes.forEach(({ tones, swellHz, phase }, axis) => {
      const swell = 0.22 + 0.12 * Math.sin((2 * Math.PI * swellHz * atMs) / 1000 + phase)
      out[axis]! += swell * tones.reduce((sum, tone) => sum + tone(atMs), 0)
    })
  }
}

/** A tone with a second harmonic whose frequency wanders by about ±`spanHz`; a function of time alone. */
function wanderingTone(random: Random, hz: number, spanHz: number): (atMs: number) => number {
  const drift = [0, 1].map(() => ({ hz: random.between(0.13, 0.7), phase: random.between(0, 2 * Math.PI) }))
  const phase = random.between(0, 2 * Math.PI)
  return (atMs) => {
    const s = atMs / 1000
    let turns = 2 * Math.PI * hz * s + phase
    for (const d of drift) turns += (spanHz / 2 / d.hz) * Math.sin(2 * Math.PI * d.hz * s + d.phase)
    return Math.sin(turns) + 0.25 * Math.sin(2 * turns + phase)
  }
}
