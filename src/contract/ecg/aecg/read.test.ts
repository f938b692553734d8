import { describe, expect, test } from 'vitest'
import type { SourceFile } from '../source-file.ts'
import {
  cutAt,
  fixtureEcg,
  outcomeOf,
  placeOf,
  readWith,
  refusal,
  withText,
  worstDifferenceMv,
} from '../xml/xml-ecg.fixture.ts'
import { aecgFormat } from './read.ts'
import { writeAecg } from './write.fixture.ts'

const ecg = fixtureEcg()
const LSB_MV = 0.0025

const read = (file: SourceFile) => readWith(aecgFormat, file)

describe('HL7 annotated ECG', () => {
  test('the series named RHYTHM is the tracing, the representative beat is the median', () => {
    const { tracing, cartMedianBeat } = read(writeAecg(ecg))
    expect(tracing).toMatchObject({ sampleRateHz: 500, startedAt: '2026-11-21T09:30:07', warnings: [] })
    expect(tracing.leads.map((lead) => lead.name)).toEqual(ecg.tracing.leads.map((lead) => lead.name))
    expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(LSB_MV / 2 + 1e-6)
    expect(worstDifferenceMv(cartMedianBeat!, ecg.median)).toBeLessThan(LSB_MV / 2 + 1e-6)
  })

  test.each(['V', 'mV', 'uV'] as const)('millivolts from origin and scale in %s', (unit) => {
    const { tracing } = read(writeAecg(ecg, { unit, lsbMv: 0.005, originMv: -0.3, prefix: 'NOM_ECG_LEAD_' }))
    expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(0.0025 + 1e-6)
  })

  test('a unit for each component: origin in millivolts beside a scale in microvolts', () => {
    const file = writeAecg(ecg, { originMv: 0 })
    const { tracing } = read(
      withText(file, /<origin value="0" unit="uV"\/>/, '<origin value="1.5" unit="mV"/>'),
    )
    expect(tracing.leads[0]!.samplesMv[7]! - ecg.tracing.leads[0]!.samplesMv[7]!).toBeCloseTo(1.5, 2)
  })

  test('leads recorded three at a time stand at their own times, with gaps between', () => {
    const { tracing } = read(writeAecg(ecg, { isColumns: true }))
    const v1 = tracing.leads.find((lead) => lead.name === 'V1')!.samplesMv
    const written = ecg.tracing.leads.find((lead) => lead.name === 'V1')!.samplesMv
    expect(v1).toHaveLength(5000)
    expect(v1[2499]).toBeNaN()
    expect(v1[2500]).toBeCloseTo(written[2500]!, 2)
    expect(v1[3749]).toBeCloseTo(written[3749]!, 2)
    expect(v1[3750]).toBeNaN()
    expect(tracing.warnings.map((warning) => warning.code)).toContain('gaps')
  })

  test('times run on over the end of a year', () => {
    const late = { ...ecg, tracing: { ...ecg.tracing, startedAt: '2026-12-31T23:59:56' } }
    const next = withText(
      writeAecg(late, { isColumns: true }),
      'value="20261231235961',
      'value="20270101000001',
    )
    const last = withText(next, 'value="20261231235963', 'value="20270101000003')
    const starts = read(last).tracing.leads.map(({ samplesMv }) =>
      samplesMv.findIndex((mv) => !Number.isNaN(mv)),
    )
    expect(starts).toEqual([0, 1250, 2500, 3750].flatMap((at) => [at, at, at]))
  })

  test('what the machine said is kept beside it', () => {
    const { cart } = read(writeAecg(ecg))
    expect(cart).toEqual(ecg.cart)
  })

  test('words of a person are not words of the machine', () => {
    const { cart } = read(withText(writeAecg(ecg), '<assignedDevice/>', '<assignedPerson/>'))
    expect(cart).toMatchObject({ measurements: [], statements: [] })
  })

  test('a measurement that beats do not agree on is none', () => {
    const one = '<code code="MDC_ECG_TIME_PD_QT"/><value xsi:type="PQ" value="380" unit="ms"/>'
    const two = `${one}</annotation></component><component><annotation>${one.replace('380', '402')}`
    const { cart } = read(withText(writeAecg(ecg), one, two))
    expect(cart?.measurements.map(({ name }) => name)).not.toContain('qtMs')
    expect(cart?.measurements).toHaveLength(8)
  })
})

describe('an annotated ECG that lacks something', () => {
  test('a lead without a unit is left out and named; nothing is guessed', () => {
    const file = withText(writeAecg(ecg), /<scale value="2.5" unit="uV"\/>/, '<scale value="2.5"/>')
    const { tracing } = read(file)
    expect(tracing.leads).toHaveLength(11)
    expect(tracing.warnings).toContainEqual({ code: 'part-unreadable', details: { part: 'I' } })
  })

  test('a lead with an unknown name is left out, never placed', () => {
    const { tracing } = read(withText(writeAecg(ecg), 'MDC_ECG_LEAD_V1"', 'MDC_ECG_LEAD_Q7"'))
    expect(tracing.leads.map((lead) => lead.standard)).not.toContain('V1')
    expect(tracing.warnings).toContainEqual({
      code: 'unknown-leads-left-out',
      details: { count: 1, names: 'Q7' },
    })
  })

  test('no lead that is known, no rhythm, no times: each is said', () => {
    const file = writeAecg(ecg)
    const refusals = [
      withText(file, /MDC_ECG_LEAD_/g, 'X_'),
      withText(file, '"RHYTHM"', '"OTHER"'),
      withText(file, /<increment[^>]*>/g, ''),
      withText(file, /unit="s"/g, 'unit="fortnight"'),
      withText(file, /<increment value="[^"]*"/g, '<increment value="1e-9"'),
    ].map((changed) => refusal(aecgFormat, changed))
    expect(refusals).toEqual([
      'no-known-lead',
      'ecg-file-broken',
      'ecg-file-broken',
      'ecg-file-broken',
      'sample-rate-out-of-range',
    ])
  })

  test('sets that begin days apart are refused before they are laid out', () => {
    const columns = writeAecg(ecg, { isColumns: true })
    const apart = withText(columns, '<head value="2026112109301', '<head value="2027112109301')
    expect(refusal(aecgFormat, apart)).toBe('recording-too-long')
    const carried = withText(apart, 'MDC_ECG_LEAD_AVR"', 'MDC_ECG_LEAD_I"')
    expect(refusal(aecgFormat, carried)).toBe('recording-too-long')
    const noTime = withText(carried, /<increment value="[^"]*"/g, '<increment value="1e-300"')
    expect(refusal(aecgFormat, noTime)).toBe('sample-rate-out-of-range')
  })

  test('a lead that two sets carry on is one lead', () => {
    const carried = withText(writeAecg(ecg, { isColumns: true }), 'MDC_ECG_LEAD_AVR"', 'MDC_ECG_LEAD_I"')
    const [one] = read(carried).tracing.leads
    const [first, second] = [ecg.tracing.leads[0]!.samplesMv, ecg.tracing.leads[3]!.samplesMv]
    expect(one!.samplesMv[1249]).toBeCloseTo(first[1249]!, 2)
    expect(one!.samplesMv[1250]).toBeCloseTo(second[1250]!, 2)
    expect(one!.samplesMv[2500]).toBeNaN()
  })

  test('cut anywhere, the leads before the cut are whole and the one with the cut is shorter', () => {
    const file = writeAecg(ecg)
    const { tracing } = read(cutAt(file, placeOf(file, 'MDC_ECG_LEAD_V1', '<digits>') + 4000))
    expect(tracing.leads.map((lead) => lead.name)).toEqual(['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1'])
    const v1 = tracing.leads[6]!.samplesMv
    const found = v1.findIndex((mv) => Number.isNaN(mv))
    expect(found).toBeGreaterThan(500)
    const written = ecg.tracing.leads[6]!.samplesMv
    for (let i = 0; i < found; i++) expect(Math.abs(v1[i]! - written[i]!)).toBeLessThan(LSB_MV / 2 + 1e-6)
    expect(tracing.warnings.map((warning) => warning.code)).toEqual(
      expect.arrayContaining(['data-cut-short', 'part-unreadable', 'gaps']),
    )
  })

  test('cut before the first sample, the line is told', () => {
    const cut = cutAt(writeAecg(ecg), 300)
    const lines = new TextDecoder().decode(cut.bytes).split('\n').length
    const outcome = outcomeOf(aecgFormat, cut)
    expect(outcome).toMatchObject({
      ok: false,
      problem: { code: 'ecg-file-broken', details: { format: 'HL7 aECG', part: `line ${lines}` } },
    })
  })
})
