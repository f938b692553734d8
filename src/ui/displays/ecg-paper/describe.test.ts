import { describe, expect, test } from 'vitest'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { accountOf } from './describe.ts'

function tracing(samples: Record<string, readonly number[]>): Tracing {
  const leads = Object.entries(samples).map(([name, mv]) => ({
    name,
    standard: null,
    samplesMv: Float32Array.from(mv),
  }))
  return { sampleRateHz: 100, leads, annotations: [], startedAt: null, warnings: [] }
}

describe('the account of a tracing', () => {
  test('gives each lead its lowest and highest sample', () => {
    const account = accountOf(tracing({ I: [0, 1.5, -0.25, 0], II: [0.5, 0.5, 0.5, 0.5] }))
    expect(account.leads[0]).toEqual({ name: 'I', rangeMv: { low: -0.25, high: 1.5 }, gapCount: 0, gapMs: 0 })
    expect(account.leads[1]!.rangeMv).toEqual({ low: 0.5, high: 0.5 })
    expect(account.durationMs).toBe(40)
  })

  test('counts gaps and their length, and leaves them out of the range', () => {
    const [lead] = accountOf(tracing({ I: [NaN, 1, NaN, NaN, Infinity, 2] })).leads
    expect(lead).toEqual({ name: 'I', rangeMv: { low: 1, high: 2 }, gapCount: 2, gapMs: 40 })
  })

  test('says nothing of a range where there is no sample', () => {
    expect(accountOf(tracing({ I: [NaN, NaN] })).leads[0]!.rangeMv).toBeNull()
  })

  test('gives the mean rate and calls RR even within 120 ms', () => {
    const beats = accountOf(tracing({ I: [0] }), [0, 800, 1680, 2400]).beats!
    expect(beats.perMinute).toBeCloseTo(75)
    expect(beats.even).toBe(false)
    expect([beats.shortestRrMs, beats.longestRrMs]).toEqual([720, 880])
    expect(accountOf(tracing({ I: [0] }), [0, 800, 1640, 2400]).beats!.even).toBe(true)
  })

  test('gives no rate from two beats', () => {
    expect(accountOf(tracing({ I: [0] }), [0, 800]).beats).toBeNull()
  })
})
