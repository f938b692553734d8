import { describe, expect, test } from 'vitest'
import { measured } from '../../measured.ts'
import type { ElectrodeFinding } from '../checks/findings.ts'
import type { StandardLead, Tracing } from '../tracing.ts'
import type { LeadMeasurements } from './measurements.ts'
import { rProgression } from './r-progression.ts'
import { unmeasuredLead } from './unmeasured.ts'

const mv = (value: number) => measured(value, 'mV', { origin: 'measured', by: 'test' })
const CHEST = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'] as const

function progression(
  r: readonly number[],
  s: readonly number[],
  electrodes: readonly ElectrodeFinding[] = [],
) {
  const leads = CHEST.map((name: StandardLead) => ({
    name,
    standard: name,
    samplesMv: new Float32Array(0),
  }))
  const tracing: Tracing = { sampleRateHz: 500, leads, annotations: [], startedAt: null, warnings: [] }
  const measurements = CHEST.map((name, c): LeadMeasurements => {
    const none = unmeasuredLead(name, 'signal-too-noisy')
    if (r[c] === undefined) return none
    return { ...none, qMv: mv(0), rMv: mv(r[c]), sMv: mv(s[c]!), r2Mv: mv(0), s2Mv: mv(0) }
  })
  return rProgression(tracing, measurements, electrodes)
}

describe('how R grows over the chest', () => {
  test('the transition is the first lead with more R than S', () => {
    expect(progression([0.2, 0.5, 0.9, 1.4, 1.3, 1], [1, 1.4, 1, 0.6, 0.3, 0.1])).toMatchObject({
      transition: 'V4',
      poor: false,
    })
    expect(progression([0.1, 0.1, 0.1, 0.2, 0.2, 0.3], [1, 1, 1, 1, 1, 1]).transition).toBeNull()
  })

  // Worked example of the knowledge file (`ecg.r_progression`): R of 0.2 in V2 and 0.25 in V3.
  test('a small R in V3 that is no smaller than in V2 is poor', () => {
    expect(progression([0.1, 0.2, 0.25, 1, 1, 1], [1, 1, 1, 1, 1, 1]).poor).toBe(true)
    expect(progression([0.1, 0.2, 0.31, 1, 1, 1], [1, 1, 1, 1, 1, 1]).poor).toBe(false)
    expect(progression([0.1, 0.3, 0.2, 1, 1, 1], [1, 1, 1, 1, 1, 1]).poor).toBe(false)
  })

  test('it cannot be said where V3 is not measured, or the electrodes seem interchanged', () => {
    const missing = progression([0.1, 0.2], [1, 1])
    expect(missing.poor).toBeNull()
    expect(missing.rMv[2]).toEqual({ notMeasurable: 'signal-too-noisy' })
    const odd: ElectrodeFinding = {
      code: 'v1-v2-reversed',
      certainty: 'likely',
      leads: ['V1', 'V2'],
      because: [],
    }
    expect(progression([0.1, 0.2, 0.25, 1, 1, 1], [1, 1, 1, 1, 1, 1], [odd])).toMatchObject({
      transition: null,
      poor: null,
    })
    const possible = { ...odd, certainty: 'possible' } as const
    expect(progression([0.1, 0.2, 0.25, 1, 1, 1], [1, 1, 1, 1, 1, 1], [possible]).poor).toBe(true)
  })
})
