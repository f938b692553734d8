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
import { cardiosoftFormat } from './read.ts'
import { writeCardioSoft } from './write.fixture.ts'

const ecg = fixtureEcg()
const read = (file: SourceFile) => readWith(cardiosoftFormat, file)

test.each([5, 1.25])('the strip is the tracing, the median is the median, in steps of %s µV', (lsbUv) => {
  const { tracing, cartMedianBeat } = read(writeCardioSoft(ecg, lsbUv))
  expect(tracing).toMatchObject({ sampleRateHz: 500, startedAt: '2026-11-21T09:30:07', warnings: [] })
  expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(lsbUv / 2000 + 1e-6)
  expect(worstDifferenceMv(cartMedianBeat!, ecg.median)).toBeLessThan(lsbUv / 2000 + 1e-6)
})

test('what the cart said is kept; an empty measurement is none, lines that only divide are none', () => {
  const { cart } = read(writeCardioSoft(ecg))
  expect(cart).toEqual({ ...ecg.cart, device: [ecg.cart.device[1], ecg.cart.device[3]] })
})

test('a median beat has no samples outside those that it calls valid', () => {
  const file = withText(
    writeCardioSoft(ecg),
    '<MedianSamples>',
    '<MedianSamples><FirstValid>10</FirstValid><LastValid>589</LastValid>',
  )
  const [lead] = read(file).cartMedianBeat!.leads
  expect([9, 10, 589, 590].map((at) => Number.isNaN(lead!.samplesMv[at]))).toEqual([true, false, false, true])
})

test('a full disclosure beside the strip is named, not shown', () => {
  const file = withText(
    writeCardioSoft(ecg),
    '</CardiologyXML>',
    '<FullDisclosure><FullDisclosureData>0,0,1</FullDisclosureData></FullDisclosure></CardiologyXML>',
  )
  expect(read(file).tracing.warnings).toEqual([
    { code: 'other-groups-left-out', details: { shown: 'StripData', others: 'FullDisclosure' } },
  ])
})

test('what is missing is said', () => {
  const whole = writeCardioSoft(ecg)
  const changed = [
    withText(whole, /StripData/g, 'OtherData'),
    withText(whole, /units="uVperLsb"/g, 'units="mmHg"'),
    withText(whole, /units="uVperLsb"/g, ''),
    withText(whole, /<SampleRate units="Hz">/g, '<SampleRate>'),
    withText(whole, /lead="/g, 'lead="?'),
    withText(whole, /<SampleRate units="Hz">500/g, '<SampleRate units="Hz">5e9'),
  ]
  expect(changed.map((file) => refusal(cardiosoftFormat, file))).toEqual([
    ...Array<string>(4).fill('ecg-file-broken'),
    'no-known-lead',
    'sample-rate-out-of-range',
  ])
})

test('cut anywhere in the strip: the leads before are whole', () => {
  const whole = writeCardioSoft(ecg)
  const { tracing, cartMedianBeat } = read(cutAt(whole, placeOf(whole, '<StripData>', 'lead="aVR"') + 500))
  expect(tracing.leads.map((lead) => lead.name)).toEqual(['I', 'II', 'III', 'aVR'])
  expect(cartMedianBeat?.leads).toHaveLength(12)
  expect(tracing.warnings.map((warning) => warning.code)).toEqual(
    expect.arrayContaining(['data-cut-short', 'part-unreadable', 'gaps']),
  )
})
