import { describe, expect, test } from 'vitest'
import { STANDARD_LEADS } from '#domain/ecg/tracing.ts'
import { assembleTracing, deriveLimbLeads, filterWarnings, type DecodedLead } from './assemble.ts'

const lead = (name: string, ...mv: number[]): DecodedLead => ({
  name,
  samplesMv: Float32Array.from(mv),
  lsbMv: 0.005,
})

function assembled(leads: readonly DecodedLead[]) {
  const rest = { sampleRateHz: 500, annotations: [], startedAt: null, warnings: [], leftOut: [] }
  return assembleTracing({ ...rest, leads })
}

const chest = STANDARD_LEADS.slice(6).map((name) => lead(name, 0.1, 0.2))

describe('limb leads from I and II', () => {
  const { leads, warnings } = assembled(
    deriveLimbLeads([lead('Lead I', 0.3, -0.1), lead('Lead II', 0.5, NaN), ...chest]),
  )

  test('eight stored leads become twelve, in the order of a cart, and a warning names the computed ones', () => {
    expect(leads.map((one) => one.standard)).toEqual(STANDARD_LEADS)
    expect(warnings).toContainEqual({ code: 'leads-derived', details: { names: 'III, aVR, aVL, aVF' } })
  })

  test.each([
    ['III', 0.2],
    ['aVR', -0.4],
    ['aVL', 0.05],
    ['aVF', 0.35],
  ])('%s by Einthoven and Goldberger; a gap of I or II is a gap', (name, mv) => {
    const [first, second] = leads.find((one) => one.name === name)!.samplesMv
    expect(first).toBeCloseTo(mv, 6)
    expect(second).toBeNaN()
  })

  test('a lead that is stored is never replaced', () => {
    const stored = lead('aVF', 9, 9)
    const all = deriveLimbLeads([lead('I', 0.3), lead('II', 0.5), stored])
    expect(all.map((one) => one.name)).toEqual(['I', 'II', 'aVF', 'III', 'aVR', 'aVL'])
    expect(all[2]).toBe(stored)
  })

  test.each([
    ['II is missing', [lead('I', 1), lead('V1', 1)]],
    ['I is there twice', [lead('I', 1), lead('Lead I', 2), lead('II', 1)]],
    ['II is a modified lead', [lead('I', 1), lead('MLII', 1)]],
  ])('nothing is computed where %s', (_why, stored) => {
    expect(deriveLimbLeads(stored)).toEqual(stored)
  })
})

describe('what any tracing is told of', () => {
  const limbs = (third: number) =>
    assembled([
      lead('I', ...Array<number>(200).fill(0.2)),
      lead('II', ...Array<number>(200).fill(0.5)),
      lead('III', ...Array<number>(200).fill(third)),
    ])

  test('I + III = II within two steps; a breach is a warning, not a refusal', () => {
    expect(limbs(0.309).warnings).toEqual([])
    expect(limbs(0.4).warnings).toEqual([{ code: 'limb-leads-inconsistent', details: { microvolts: 100 } }])
  })

  test('a code says the lead where there is one, whatever the name says', () => {
    const { leads } = assembled([
      { ...lead('aVR', 1), standard: null },
      { ...lead('C1', 1), standard: 'V1' },
    ])
    expect(leads.map((one) => one.standard)).toEqual([null, 'V1'])
  })

  test.each([
    [{ highPassHz: 0.05, lowPassHz: 150, notchHz: 50 }, []],
    [{}, []],
    [{ lowPassHz: 40 }, [{ code: 'filtered-by-device', details: { low: 0, high: 40 } }]],
    [{ highPassHz: 0.5 }, [{ code: 'filtered-by-device', details: { low: 0.5, high: '?' } }]],
  ])('the band %j', (filter, warnings) => {
    expect(filterWarnings(filter)).toEqual(warnings)
  })
})
