import { describe, expect, test } from 'vitest'
import { limbLeads, textFile, tracingOf } from '../fixtures.testing.ts'
import { jsonFormat } from './read.ts'
import { writeJson } from './write.ts'

const PLAIN = { sample_rate_hz: 500, unit: 'mV', leads: { I: [0.1, null, -0.2], V1: [1, 2, 3] } }

function read(record: unknown) {
  const file = textFile('r.json', typeof record === 'string' ? record : JSON.stringify(record))
  expect(jsonFormat.recognise(file)).toBe(true)
  return jsonFormat.read(file, undefined as never, {}).outcome
}

function tracingRead(record: unknown) {
  const outcome = read(record)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value.tracing
}

describe('JSON', () => {
  test('leads by name, null a missing sample', () => {
    const { leads, sampleRateHz } = tracingRead(PLAIN)
    expect(sampleRateHz).toBe(500)
    expect(leads.map((lead) => lead.standard)).toEqual(['I', 'V1'])
    expect([...leads[0]!.samplesMv]).toEqual([Math.fround(0.1), NaN, Math.fround(-0.2)])
  })

  test.each([
    ['uV', 0.001],
    ['V', 1000],
  ])('the unit %s of the file is used', (unit, perUnit) => {
    expect(tracingRead({ ...PLAIN, unit }).leads[1]!.samplesMv[1]).toBeCloseTo(2 * perUnit, 4)
  })

  test('what is written is read back', () => {
    const tracing = {
      ...limbLeads(),
      annotations: [
        { atMs: 10, symbol: 'N' },
        { atMs: 90, symbol: '+', text: '(AFIB' },
      ],
    }
    const [file] = writeJson(tracing, { recordName: 'r', unit: 'uV' })
    const back = tracingRead(new TextDecoder().decode(file!.bytes))
    expect(back).toMatchObject({ sampleRateHz: 500, startedAt: tracing.startedAt, warnings: [] })
    expect(back.annotations).toEqual(tracing.annotations)
    back.leads.forEach(({ samplesMv }, l) =>
      samplesMv.forEach((mv, i) =>
        expect(Math.abs(mv - tracing.leads[l]!.samplesMv[i]!)).toBeLessThan(0.00006),
      ),
    )
  })

  test('a gap stays a gap', () => {
    const [file] = writeJson(tracingOf({ II: [0.5, NaN] }), { recordName: 'r' })
    expect(tracingRead(new TextDecoder().decode(file!.bytes)).leads[0]!.samplesMv[1]).toBeNaN()
  })

  test('a signal that is no lead is left out and named', () => {
    const { leads, warnings } = tracingRead({ ...PLAIN, leads: { II: [1], RESP: [2] } })
    expect(leads.map((lead) => lead.name)).toEqual(['II'])
    expect(warnings[0]!.code).toBe('other-signals-left-out')
  })

  test.each([
    ['no rate', { ...PLAIN, sample_rate_hz: undefined }, 'ecg-file-broken'],
    ['a rate that no ECG has', { ...PLAIN, sample_rate_hz: 0 }, 'sample-rate-out-of-range'],
    ['no unit', { ...PLAIN, unit: undefined }, 'ecg-file-broken'],
    ['a unit that is no voltage', { ...PLAIN, unit: 'mmHg' }, 'ecg-file-broken'],
    ['leads of two lengths', { ...PLAIN, leads: { I: [1], II: [1, 2] } }, 'ecg-file-broken'],
    ['words for samples', { ...PLAIN, leads: { I: ['high'] } }, 'ecg-file-broken'],
    ['a list for the leads', { ...PLAIN, leads: [[1], [2]] }, 'ecg-file-broken'],
    ['no samples', { ...PLAIN, leads: { I: [] } }, 'no-samples'],
    [
      'a text that ends early',
      '{"sample_rate_hz": 500, "unit": "mV", "leads": {"I": [0.1, 0.',
      'ecg-file-broken',
    ],
    ['brackets a million deep', `{"leads": ${'['.repeat(1_000_000)}`, 'ecg-file-broken'],
  ])('%s is refused', (_what, record, code) => {
    expect(read(record)).toMatchObject({ ok: false, problem: { code } })
  })

  test('other JSON is none of ours', () => {
    expect(jsonFormat.recognise(textFile('r.json', '{"resourceType":"Observation"}'))).toBe(false)
    expect(jsonFormat.recognise(textFile('r.json', '[1, 2, 3]'))).toBe(false)
  })
})
