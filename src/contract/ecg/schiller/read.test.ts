import { expect, test } from 'vitest'
import type { SourceFile } from '../source-file.ts'
import {
  cutAt,
  fixtureEcg,
  placeOf,
  readWith,
  refusal,
  withText,
  worstDifferenceMv,
} from '../xml/xml-ecg.fixture.ts'
import { schillerFormat } from './read.ts'
import { writeSchiller } from './write.fixture.ts'

const ecg = fixtureEcg()
const read = (file: SourceFile) => readWith(schillerFormat, file)

test('the rhythms are the tracing, the averages the median beat', () => {
  const { tracing, cartMedianBeat } = read(writeSchiller(ecg))
  expect(tracing).toMatchObject({ sampleRateHz: 500, startedAt: '2026-11-21T09:30:07', warnings: [] })
  expect(tracing.leads.map((lead) => lead.name)).toEqual(
    ecg.tracing.leads.map((lead) => lead.name.toUpperCase()),
  )
  expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(0.0005 + 1e-6)
  expect(worstDifferenceMv(cartMedianBeat!, ecg.median)).toBeLessThan(0.0005 + 1e-6)
})

test('the unit and the step are the file’s', () => {
  const { tracing } = read(writeSchiller(ecg, { unitPerBit: 0.004, units: 'MV' }))
  expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(0.002 + 1e-6)
})

test('what the cart said is kept; a dash is no number, the filters are those of the data', () => {
  const { ageYears: _age, ...person } = ecg.cart.person!
  expect(read(writeSchiller(ecg)).cart).toEqual({ ...ecg.cart, person })
})

test('a clock that was never set gives no time', () => {
  const unset = withText(
    withText(writeSchiller(ecg), '<date>20261121</date>', '<date>19700101</date>'),
    /<time>\d+<\/time>/,
    '<time>000000000</time>',
  )
  expect(read(unset).tracing.startedAt).toBeNull()
})

test('what is missing or of another kind is said', () => {
  const whole = writeSchiller(ecg)
  const changed = [
    withText(whole, '>ECG_RHYTHMS<', '>ECG_OTHERS<'),
    withText(whole, /<units>UV/g, '<units>furlong'),
    withText(whole, /<exponent>1/g, '<exponent>3'),
    withText(whole, /COMMASEPARATE/g, 'BASE64'),
    withText(whole, /<name>(?:I|II|III|AV.|V\d)<\/name>/g, '<name>lead</name>'),
  ]
  expect(changed.map((file) => refusal(schillerFormat, file))).toEqual([
    ...Array<string>(4).fill('ecg-file-broken'),
    'no-known-lead',
  ])
})

test('cut in a channel, and a number that is none: gaps, and their place', () => {
  const whole = writeSchiller(ecg)
  const cut = read(cutAt(whole, placeOf(whole, '>ECG_RHYTHMS<', '<name>V4') + 2000)).tracing
  expect(cut.leads).toHaveLength(10)
  expect(cut.warnings.map((warning) => warning.code)).toEqual(
    expect.arrayContaining(['data-cut-short', 'part-unreadable', 'gaps']),
  )
  const at = placeOf(whole, '>ECG_RHYTHMS<', ',') + 1
  const spoiled = read({ name: 'a.xml', bytes: whole.bytes.with(at, 0x78) }).tracing
  expect(spoiled.leads[0]!.samplesMv[1]).toBeNaN()
  expect(spoiled.warnings).toContainEqual({ code: 'part-unreadable', details: { part: 'I (1)' } })
})
