import { describe, expect, test } from 'vitest'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import { INDEPENDENT_LEADS, prepareTwelveLead, SIGNAL_SAMPLES } from './ecg-12lead.ts'

/** Leads of one wave: amplitude in mV by lead, hertz, offset. */
function waves(
  sampleRateHz: number,
  seconds: number,
  at: (lead: string, t: number) => number,
  leads: readonly (typeof STANDARD_LEADS)[number][] = STANDARD_LEADS,
): Tracing {
  const count = Math.round(sampleRateHz * seconds)
  return {
    sampleRateHz,
    leads: leads.map((name) => ({
      name,
      standard: name,
      samplesMv: Float32Array.from({ length: count }, (_, i) => at(name, i / sampleRateHz)),
    })),
    annotations: [],
    startedAt: null,
    warnings: [],
  }
}
const tone = (hertz: number) => (lead: string, t: number) =>
  (INDEPENDENT_LEADS as readonly string[]).indexOf(lead) * 0.1 * Math.sin(2 * Math.PI * hertz * t)

function prepared(tracing: Tracing) {
  const made = prepareTwelveLead(tracing)
  if (made.refusal !== null) throw new Error(made.refusal)
  return made
}

describe('ten seconds of a twelve-lead tracing', () => {
  test.each([100, 250, 360, 500, 1000])('at %d Hz become the same 8 × 1000 samples', (rate) => {
    const { signal } = prepared(waves(rate, 10, tone(5)))
    expect(signal.shape).toEqual([1, 8, SIGNAL_SAMPLES])
    // V6, the last lead, in the middle: 0.7 mV × sin(2π 5 t).
    for (const i of [401, 433, 505, 588])
      expect(signal.data[7 * SIGNAL_SAMPLES + i]).toBeCloseTo(0.7 * Math.sin(2 * Math.PI * 5 * (i / 100)), 2)
  })

  test('lose their level and their wander', () => {
    const { signal } = prepared(waves(500, 10, (_, t) => 3 + Math.sin(2 * Math.PI * 0.05 * t)))
    expect(Math.max(...signal.data.subarray(200, 800).map(Math.abs))).toBeLessThan(0.05)
  })

  test('hold no more than 4 mV', () => {
    const { signal } = prepared(waves(500, 10, (_, t) => (Math.abs(t - 5) < 0.02 ? 9 : 0)))
    expect(Math.max(...signal.data)).toBe(4)
  })

  test('give the limb leads by Einthoven and Goldberger, whatever the file says of them', () => {
    const tracing = waves(
      100,
      10,
      (lead, t) => (lead === 'I' ? 0.4 : lead === 'II' ? 1 : 9) * Math.sin(9 * t),
    )
    const { tracing: standard } = prepared(tracing)
    const at = (name: string) => standard.leads.find((lead) => lead.standard === name)!.samplesMv[300]!
    expect(standard.leads.map(({ name }) => name)).toEqual([...STANDARD_LEADS])
    expect(at('III')).toBeCloseTo(at('II') - at('I'), 6)
    expect(at('aVR')).toBeCloseTo(-(at('I') + at('II')) / 2, 6)
    expect(at('aVL')).toBeCloseTo(at('I') - at('II') / 2, 6)
    expect(at('aVF')).toBeCloseTo(at('II') - at('I') / 2, 6)
  })

  test('are the first in which every lead is there', () => {
    const { startMs, length } = prepared(
      waves(500, 15, (lead, t) => (lead === 'V3' && t < 2 ? NaN : Math.sin(t))),
    )
    expect({ startMs, length }).toEqual({ startMs: 2000, length: 1000 })
  })

  test('end in zeros where the recording is shorter', () => {
    const { signal, length } = prepared(waves(500, 9.5, tone(5)))
    expect(length).toBe(950)
    expect(
      [...signal.data.subarray(7 * SIGNAL_SAMPLES + 950, 8 * SIGNAL_SAMPLES)].every((v) => v === 0),
    ).toBe(true)
  })
})

describe('there are no ten seconds', () => {
  test.each([
    [
      'without V4',
      waves(
        500,
        10,
        tone(5),
        STANDARD_LEADS.filter((lead) => lead !== 'V4'),
      ),
      'lead-missing',
    ],
    ['in a single lead', waves(500, 10, tone(5), ['II']), 'lead-missing'],
    ['in 8 s', waves(500, 8, tone(5)), 'too-short'],
    [
      'where a lead is missing for a second',
      waves(500, 10, (lead, t) => (lead === 'V2' && t > 4 && t < 5 ? NaN : Math.sin(t))),
      'gap-too-long',
    ],
    [
      'in four columns of 2.5 s',
      waves(500, 10, (lead, t) =>
        Math.floor(t / 2.5) === STANDARD_LEADS.indexOf(lead as 'I') % 4 ? 0.1 : NaN,
      ),
      'too-short',
    ],
  ])('%s', (_, tracing, refusal) => {
    expect(prepareTwelveLead(tracing)).toEqual({ refusal })
  })
})
