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
import { crc32 } from './crc32.ts'
import { museFormat } from './read.ts'
import { writeMuse } from './write.fixture.ts'

const ecg = fixtureEcg()
const LSB_MV = 0.00488
const codes = (file: SourceFile): string[] =>
  readWith(museFormat, file).tracing.warnings.map((warning) => warning.code)

describe('GE MUSE XML', () => {
  test.each([true, false])('the rhythm is the tracing, wherever it stands (first: %s)', (isRhythmFirst) => {
    const { tracing, cartMedianBeat } = readWith(museFormat, writeMuse(ecg, { isRhythmFirst }))
    expect(tracing).toMatchObject({ sampleRateHz: 500, startedAt: '2026-11-21T09:30:07' })
    expect(tracing.leads.map((lead) => lead.name)).toEqual(ecg.tracing.leads.map((lead) => lead.name))
    expect(tracing.warnings).toEqual([{ code: 'leads-derived', details: { names: 'III, aVR, aVL, aVF' } }])
    // Four leads come from two rounded ones.
    expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(LSB_MV + 1e-6)
    expect(worstDifferenceMv(cartMedianBeat!, ecg.median)).toBeLessThan(LSB_MV + 1e-6)
  })

  test('the baseline is added before the scale, and the unit is the file’s', () => {
    const file = writeMuse(ecg, { baseline: -300, unitsPerBit: 0.0025, units: 'MILLIVOLTS' })
    expect(worstDifferenceMv(readWith(museFormat, file).tracing, ecg.tracing)).toBeLessThan(0.0025 + 1e-6)
  })

  test('the rate is its base times ten to its exponent', () => {
    const text = '<SampleBase>500</SampleBase>\n<SampleExponent>0</SampleExponent>'
    const file = withText(
      writeMuse(ecg, { isRhythmFirst: true }),
      text,
      text.replace('500', '5').replace('0<', '2<'),
    )
    expect(readWith(museFormat, file).tracing.sampleRateHz).toBe(500)
  })

  test('what the cart said is kept; zero is no rate, a deleted statement is none', () => {
    const { cart } = readWith(museFormat, writeMuse(ecg))
    expect(cart).toEqual({
      ...ecg.cart,
      device: [ecg.cart.device[1]],
      measurements: ecg.cart.measurements.filter(({ name }) => name !== 'pMs'),
    })
    const confirmed = withText(writeMuse(ecg), 'UNCONFIRMED', 'CONFIRMED')
    expect(readWith(museFormat, confirmed).cart?.confirmedBy).toBe('Nobody')
  })

  test('names in GB18030 are read as the file declares them', () => {
    const text = new TextDecoder()
      .decode(writeMuse(ecg).bytes)
      .replace('encoding="UTF-8"', 'encoding="GB18030"')
    // 张 and 窦性心律 of the fixture become 心电图, in the bytes of GB18030.
    const pieces = text.split(/[\u4e00-\u9fff]+/).map((piece) => [...Buffer.from(piece)])
    const heart = [0xd0, 0xc4, 0xb5, 0xe7, 0xcd, 0xbc]
    const bytes = Uint8Array.from(pieces.flatMap((piece, i) => (i === 0 ? piece : [...heart, ...piece])))
    const { tracing, cart } = readWith(museFormat, { name: 'gb.xml', bytes })
    expect(cart?.person?.name).toBe('心电图 心电图')
    expect(cart?.statements[0]).toEqual({ text: '心电图' })
    expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(LSB_MV + 1e-6)
  })
})

describe('a MUSE file that lacks something', () => {
  test('a lead without a unit, and one of four bytes a sample, are left out and named', () => {
    const whole = writeMuse(ecg, { isRhythmFirst: true })
    for (const changed of [
      withText(whole, '<LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits>', ''),
      withText(whole, '<LeadSampleSize>2<', '<LeadSampleSize>4<'),
      withText(whole, '<LeadAmplitudeUnitsPerBit>4.88<', '<LeadAmplitudeUnitsPerBit>?<'),
    ]) {
      const { tracing } = readWith(museFormat, changed)
      expect(tracing.leads.map((lead) => lead.standard)).toEqual(['II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'])
      expect(tracing.warnings).toContainEqual({ code: 'part-unreadable', details: { part: 'I' } })
    }
  })

  test('a time offset of a lead, whose unit nobody knows, is told', () => {
    const moved = withText(
      writeMuse(ecg, { isRhythmFirst: true }),
      '<LeadID>',
      '<LeadTimeOffset>40</LeadTimeOffset><LeadID>',
    )
    expect(readWith(museFormat, moved).tracing.warnings).toContainEqual({
      code: 'part-unreadable',
      details: { part: 'I LeadTimeOffset 40' },
    })
  })

  test('a lead that begins later than the others stands there', () => {
    const late = withText(
      writeMuse(ecg, { isRhythmFirst: true }),
      '<LeadOffsetFirstSample>0<',
      '<LeadOffsetFirstSample>100<',
    )
    const [one] = readWith(museFormat, late).tracing.leads
    expect(one!.samplesMv).toHaveLength(5100)
    expect(one!.samplesMv[99]).toBeNaN()
    expect(one!.samplesMv[100]).toBeCloseTo(ecg.tracing.leads[0]!.samplesMv[0]!, 2)
    const far = withText(late, '<LeadOffsetFirstSample>100<', '<LeadOffsetFirstSample>99999999<')
    expect(refusal(museFormat, far)).toBe('recording-too-long')
  })

  test('the median alone is not shown as the rhythm', () => {
    expect(refusal(museFormat, withText(writeMuse(ecg), '>Rhythm<', '>Other<'))).toBe('ecg-file-broken')
  })

  test('changed samples are seen by the checksum, a foreign character makes gaps', () => {
    const whole = writeMuse(ecg, { isRhythmFirst: true })
    const at = placeOf(whole, '<LeadID>V2', '<WaveFormData>') + 400
    const changed = (to: number): SourceFile => ({ name: 'a.xml', bytes: whole.bytes.with(at, to) })
    const other = whole.bytes[at] === 0x41 ? 0x42 : 0x41
    expect(codes(changed(other))).toContain('checksum-differs')
    const spoiled = readWith(museFormat, changed(0x2a)).tracing
    expect(spoiled.warnings.map((warning) => warning.code)).toContain('gaps')
    const v2 = spoiled.leads.find((lead) => lead.name === 'V2')!
    expect(v2.samplesMv.filter((mv) => Number.isNaN(mv)).length).toBeLessThanOrEqual(2)
  })

  test('cut in a lead: what came before is kept, what is short is said', () => {
    const whole = writeMuse(ecg)
    const cut = cutAt(whole, placeOf(whole, '>Rhythm<', '<LeadID>V3') + 3000)
    const { tracing } = readWith(museFormat, cut)
    expect(tracing.leads.map((lead) => lead.name)).toEqual([
      ...['I', 'II', 'III', 'aVR', 'aVL', 'aVF'],
      ...['V1', 'V2', 'V3'],
    ])
    expect(codes(cut)).toEqual(expect.arrayContaining(['part-unreadable', 'data-cut-short', 'gaps']))
    const early = outcomeOf(museFormat, cutAt(whole, placeOf(whole, 'MuseInfo', '>Median<')))
    expect(early).toMatchObject({ ok: false, problem: { code: 'ecg-file-broken' } })
  })
})

test('the checksum is that of zip', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
})
