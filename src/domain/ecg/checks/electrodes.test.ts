import { describe, expect, test } from 'vitest'
import { createRandom } from '../../random.ts'
import { analyseEcg } from '../analyse.ts'
import { simulateEcg } from '../simulator/simulate-ecg.ts'
import type { StandardLead, Tracing } from '../tracing.ts'
import { electrodeFindings } from './electrodes.ts'

type Leads = Readonly<Record<StandardLead, Float32Array>>

const SEEDS = [1, 2, 3, 4]

function recorded(seed: number, noise = 0.2, rhythm: 'sinus' | 'atrial-fibrillation' = 'sinus'): Tracing {
  return simulateEcg({ seed, rhythm, durationMs: 10_000, sampleRateHz: 500, noise }).tracing
}

/** The same heart with electrodes in other places: leads computed from those of the right places. */
function electrodesMoved(tracing: Tracing, move: (leads: Leads) => Partial<Leads>): Tracing {
  const leads = Object.fromEntries(tracing.leads.map((lead) => [lead.name, lead.samplesMv])) as Leads
  const moved = { ...leads, ...move(leads) }
  const sum = (a: Float32Array, of: number, b: Float32Array, and: number) =>
    a.map((v, i) => of * v + and * b[i]!)
  const { I, II } = moved
  const limbs = {
    ...{ III: sum(II, 1, I, -1), aVR: sum(I, -0.5, II, -0.5) },
    ...{ aVL: sum(I, 1, II, -0.5), aVF: sum(II, 1, I, -0.5) },
  }
  const all: Leads = { ...moved, ...limbs }
  return {
    ...tracing,
    leads: tracing.leads.map((lead) => ({ ...lead, samplesMv: all[lead.standard!] })),
  }
}

const turned = (x: Float32Array) => x.map((v) => -v)

function findings(tracing: Tracing): string[] {
  const { leadMeasurements, quality } = analyseEcg(tracing)
  return electrodeFindings(tracing, leadMeasurements, quality).map(
    ({ code, certainty }) => `${code} ${certainty}`,
  )
}

describe('the electrodes', () => {
  test.each(SEEDS)('that lie right are not spoken of (person %d)', (seed) => {
    expect(findings(recorded(seed))).toEqual([])
    expect(findings(recorded(seed, 0.2, 'atrial-fibrillation'))).toEqual([])
  })

  test.each(SEEDS)('of the arms, interchanged, are likely seen (person %d)', (seed) => {
    const moved = electrodesMoved(recorded(seed), ({ I, III }) => ({ I: turned(I), II: III }))
    expect(findings(moved)).toEqual(['arms-reversed likely'])
  })

  test('of the arms in atrial fibrillation are possible at most', () => {
    const moved = electrodesMoved(recorded(1, 0.2, 'atrial-fibrillation'), ({ I, III }) => ({
      ...{ I: turned(I), II: III },
    }))
    expect(findings(moved).filter((finding) => finding.endsWith('likely'))).toEqual([])
  })

  test.each(SEEDS)('of right arm and left leg, interchanged, are likely seen (person %d)', (seed) => {
    const moved = electrodesMoved(recorded(seed), ({ II, III }) => ({ I: turned(III), II: turned(II) }))
    expect(findings(moved)).toEqual(['right-arm-leg-reversed likely'])
  })

  test('of left arm and left leg leave few signs: possible, never likely', () => {
    for (const seed of SEEDS) {
      const found = findings(electrodesMoved(recorded(seed), ({ I, II }) => ({ I: II, II: I })))
      expect(['left-arm-leg-reversed possible', undefined]).toContain(found[0])
    }
  })

  test.each(SEEDS)('of an arm and the right leg leave one lead flat (person %d)', (seed) => {
    const random = createRandom(seed)
    const ripple = (x: Float32Array) => x.map(() => 0.01 * random.gaussian())
    const rightArm = electrodesMoved(recorded(seed), ({ II, III }) => ({ I: turned(III), II: ripple(II) }))
    expect(findings(rightArm)).toEqual(['right-leg-involved likely'])
    const leftArm = electrodesMoved(recorded(seed), ({ II }) => ({ I: II, II }))
    expect(findings(leftArm)).toEqual(['right-leg-involved likely'])
  })

  test.each(SEEDS)('V1 and V2, interchanged, are seen (person %d)', (seed) => {
    const [found] = findings(electrodesMoved(recorded(seed), ({ V1, V2 }) => ({ V1: V2, V2: V1 })))
    expect(found).toMatch(/^v1-v2-reversed/)
  })

  test.each([
    ['V2', 'V3'],
    ['V3', 'V4'],
    ['V1', 'V6'],
    ['V4', 'V6'],
  ] as const)('%s and %s, interchanged, are named', (one, other) => {
    for (const seed of SEEDS) {
      const tracing = electrodesMoved(recorded(seed), (leads) => ({
        [one]: leads[other],
        [other]: leads[one],
      }))
      const { leadMeasurements, quality } = analyseEcg(tracing)
      const [found] = electrodeFindings(tracing, leadMeasurements, quality)
      expect(found).toMatchObject({ code: 'chest-order-odd', certainty: 'likely', leads: [one, other] })
    }
  })

  test('that are off are named, for a while as possible', () => {
    const off = (lead: StandardLead, samples: number) => {
      const tracing = recorded(1)
      const leads = tracing.leads.map((l) =>
        l.name === lead ? { ...l, samplesMv: l.samplesMv.map((v, i) => (i < samples ? 0 : v)) } : l,
      )
      return findings({ ...tracing, leads })
    }
    expect(off('V5', 5000)).toEqual(['lead-off likely'])
    expect(off('V5', 1500)).toContain('lead-off possible')
  })

  test('of a tracing with one lead are not judged', () => {
    const tracing = recorded(1)
    expect(findings({ ...tracing, leads: [tracing.leads[1]!] })).toEqual([])
  })
})
