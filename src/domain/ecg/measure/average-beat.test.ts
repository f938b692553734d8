import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../random.ts'
import { averageBeat } from './average-beat.ts'

const RATE_HZ = 500
const BEATS = 8

/** The same beat again and again, each found up to 16 ms away from where it is. */
function recording(seed: number, options: { noiseMv?: number; wanderMv?: number; offsetMv?: number } = {}) {
  const random = createRandom(seed)
  const samples = new Float32Array(BEATS * 400 + 200)
  const beats = Array.from({ length: BEATS }, (_, b) => 250 + b * 400)
  for (let i = 0; i < samples.length; i++) {
    const breath = (options.wanderMv ?? 0) * Math.sin((2 * Math.PI * 0.22 * i) / RATE_HZ)
    samples[i] = breath + (options.offsetMv ?? 0) + (options.noiseMv ?? 0) * random.gaussian()
  }
  for (const at of beats) for (let i = -120; i < 200; i++) samples[at + i]! += beatShape(i)
  const found = beats.map((at) => ({
    atMs: ((at + Math.round(random.between(-8, 8))) * 1000) / RATE_HZ,
    qrsOnsetMs: ((at - 22) * 1000) / RATE_HZ,
  }))
  return { samples, found }
}

function beatShape(i: number): number {
  const bump = (at: number, width: number) => Math.exp(-((i - at) ** 2) / (2 * width ** 2))
  return (
    0.15 * bump(-70, 10) - 0.1 * bump(-12, 3) + 1.2 * bump(0, 5) - 0.3 * bump(12, 4) + 0.3 * bump(130, 20)
  )
}

function errorOf(beat: Float32Array, alignedAtMs: number): number {
  const at = (alignedAtMs / 1000) * RATE_HZ
  let best = Infinity
  for (let shift = -10; shift <= 10; shift++) {
    let worst = 0
    for (let i = -120; i < 180; i++) worst = Math.max(worst, Math.abs(beat[at + i + shift]! - beatShape(i)))
    best = Math.min(best, worst)
  }
  return best
}

const averaged = ({ samples, found }: ReturnType<typeof recording>) =>
  averageBeat([samples, null], RATE_HZ, found, 0, 800)

describe('the median beat', () => {
  test('is the beat, however far from its place each was found', () => {
    const { leads, alignedAtMs } = averaged(recording(1))
    expect(errorOf(leads[0]!, alignedAtMs)).toBeLessThan(0.005)
    expect(leads[1]).toBeNull()
  })

  test('stands still while the baseline breathes by ten times its P wave', () => {
    const { leads, alignedAtMs } = averaged(recording(2, { wanderMv: 0.75 }))
    expect(errorOf(leads[0]!, alignedAtMs)).toBeLessThan(0.06)
  })

  test('has less noise than a beat', () => {
    const { leads, alignedAtMs } = averaged(recording(3, { noiseMv: 0.03 }))
    expect(errorOf(leads[0]!, alignedAtMs)).toBeLessThan(0.06)
  })

  test('does not change when a constant is added to the recording', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        (seed, offsetMv) => {
          const plain = averaged(recording(seed, { noiseMv: 0.01 })).leads[0]!
          const lifted = averaged(recording(seed, { noiseMv: 0.01, offsetMv })).leads[0]!
          expect(Math.max(...plain.map((v, i) => Math.abs(v - lifted[i]!)))).toBeLessThan(1e-4)
        },
      ),
      { numRuns: 10 },
    )
  })

  test('is missing where more than half of the beats are', () => {
    const made = recording(4)
    for (const { atMs } of made.found.slice(0, 3)) gap(made.samples, atMs)
    expect(averaged(made).leads[0]!.every(Number.isFinite)).toBe(true)
    for (const { atMs } of made.found.slice(0, 5)) gap(made.samples, atMs)
    expect(averaged(made).leads[0]!.some(Number.isNaN)).toBe(true)
  })
})

function gap(samples: Float32Array, atMs: number): void {
  const at = Math.round((atMs / 1000) * RATE_HZ)
  samples.fill(NaN, at + 100, at + 160)
}
