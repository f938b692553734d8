import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
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
import { unpackLzw } from './lzw.ts'
import { packLzw, xliChunk } from './pack.fixture.ts'
import { philipsFormat } from './read.ts'
import { writePhilips, type WritePhilipsOptions } from './write.fixture.ts'
import { readXli } from './xli.ts'

const ecg = fixtureEcg()
const read = (file: SourceFile) => readWith(philipsFormat, file)
const HALF_STEP_MV = 0.0025 + 1e-6

const shapes: readonly WritePhilipsOptions[] = [
  { version: '1.03', storage: 'XLI' },
  { version: '1.03', storage: 'Base64' },
  { version: '1.04', storage: 'XLI' },
  { version: '1.04', storage: 'Plain' },
  { version: '1.04.01', storage: 'XLI' },
]

describe('Philips Sierra XML', () => {
  test.each(shapes)('$version stored as $storage', (options) => {
    const { tracing, cartMedianBeat, formatDetail } = read(writePhilips(ecg, options))
    expect(formatDetail).toBe(`Philips XML ${options.version}`)
    expect(tracing).toMatchObject({ sampleRateHz: 500, startedAt: '2026-11-21T09:30:07', warnings: [] })
    expect(tracing.leads.map((lead) => lead.name)).toEqual(ecg.tracing.leads.map((lead) => lead.name))
    expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(HALF_STEP_MV)
    expect(worstDifferenceMv(cartMedianBeat!, ecg.median)).toBeLessThan(0.00125 + 1e-6)
  })

  test('resolution is the file’s', () => {
    const { tracing } = read(writePhilips(ecg, { resolutionUv: 1.25 }))
    expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(0.000625 + 1e-6)
  })

  test('the calibration mark behind the heart is no part of the tracing', () => {
    const { tracing } = read(writePhilips(ecg, { hasCalibration: true }))
    expect(tracing.warnings).toEqual([{ code: 'gaps', details: { milliseconds: 400 } }])
    for (const { samplesMv } of tracing.leads) {
      expect(samplesMv).toHaveLength(5200)
      expect(samplesMv[4999]).not.toBeNaN()
      expect(samplesMv.subarray(5000).every((mv) => Number.isNaN(mv))).toBe(true)
    }
  })

  test('C1 to C6 are the chest leads of this format, and keep their names', () => {
    const names = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6']
    const { tracing } = read(writePhilips(ecg, { leadLabels: names }))
    expect(tracing.leads.map((lead) => lead.name)).toEqual(names)
    expect(worstDifferenceMv(tracing, ecg.tracing)).toBeLessThan(HALF_STEP_MV)
  })

  test('twelve leads computed from five electrodes are shown by their names, but are no standard leads', () => {
    const { tracing } = read(withText(writePhilips(ecg), '10-WIRE', 'EASI'))
    expect(tracing.leads.map((lead) => lead.standard)).toEqual(Array<null>(12).fill(null))
    expect(tracing.leads[6]!.name).toBe('V1')
  })

  test.each(['1.03', '1.04'] as const)('what the cart said in version %s', (version) => {
    const { cart } = read(writePhilips(ecg, { version }))
    const measurements = ecg.cart.measurements
      .filter(({ name }) => name !== 'pMs')
      .map((one) => (one.name === 'qtcMs' && version === '1.04' ? { ...one, name: 'qtcBazettMs' } : one))
    expect(cart).toEqual({
      ...ecg.cart,
      measurements: expect.arrayContaining(measurements),
      filter: { highPassHz: 0.05, lowPassHz: 150, ...(version === '1.04' ? { notchHz: 50 } : {}) },
    })
    expect(cart?.measurements).toHaveLength(measurements.length)
  })
})

describe('a Philips file that lacks something', () => {
  test('what nobody here knows is refused by its name', () => {
    const whole = writePhilips(ecg)
    const changed = [
      withText(whole, 'compression="XLI"', 'compression="ZIP"'),
      withText(whole, /resolution="5" |<resolution>5<\/resolution>/g, ''),
      withText(whole, 'bitspersample="16"', 'bitspersample="12"'),
      withText(whole, 'durationperchannel="10000"', 'durationperchannel="99999999999"'),
      withText(writePhilips(ecg, { version: '1.03' }), 'STD-12', 'EASI'),
      withText(whole, /leadlabels="[^"]*"/, 'leadlabels="A B C D E F"'),
    ]
    expect(changed.map((file) => refusal(philipsFormat, file))).toEqual([
      ...Array<string>(5).fill('ecg-file-broken'),
      'no-known-lead',
    ])
  })

  test('cut in the compressed data: whole leads before the cut are kept', () => {
    const whole = writePhilips(ecg)
    const [from, to] = [
      placeOf(whole, '<waveforms', '<parsedwaveforms'),
      placeOf(whole, 'x', '</parsedwaveforms'),
    ]
    const { tracing } = read(cutAt(whole, Math.round(from + 0.6 * (to - from))))
    const names = tracing.leads.map((lead) => lead.name)
    expect(names.length).toBeGreaterThanOrEqual(6)
    expect(names.length).toBeLessThan(12)
    const written = { ...ecg.tracing, leads: ecg.tracing.leads.filter((lead) => names.includes(lead.name)) }
    expect(worstDifferenceMv(tracing, written)).toBeLessThan(HALF_STEP_MV)
    expect(tracing.warnings.map((warning) => warning.code)).toContain('part-unreadable')
  })

  test('a lead whose bytes are spoiled is left out, and those that it foretells', () => {
    const whole = writePhilips(ecg)
    const at = placeOf(whole, '<waveforms', '<parsedwaveforms') + 600
    const { tracing } = read({ name: 'a.xml', bytes: whole.bytes.with(at, 0x2a) })
    expect(tracing.leads.map((lead) => lead.name)).toEqual(['II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'])
    expect(tracing.warnings).toContainEqual({
      code: 'part-unreadable',
      details: { part: 'I, III, aVR, aVL, aVF' },
    })
  })
})

describe('compression', () => {
  const LIMIT = 1 << 20

  test('what was packed comes out again, whatever it is', () => {
    const repetitive = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 400 })), { maxLength: 20 })
      .map((runs) => Uint8Array.from(runs.flatMap(([byte, count]) => Array<number>(count).fill(byte))))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 3000 }), repetitive), (bytes) => {
        const unpacked = unpackLzw(packLzw(bytes), LIMIT)
        expect(unpacked?.isWhole).toBe(true)
        expect([...unpacked!.bytes]).toEqual([...bytes])
      }),
      { seed: 11, numRuns: 200 },
    )
  })

  test('never more comes out than there is room for', () => {
    const packed = packLzw(new Uint8Array(100_000))
    expect(packed.length).toBeLessThan(1000)
    expect(unpackLzw(packed, 99_999)).toBeNull()
    expect(unpackLzw(packed, 100_000)?.bytes).toHaveLength(100_000)
  })

  test('any bytes at all come to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 14 }), (bytes, leads) => {
        const found = readXli(bytes, leads, 1000, () => false)
        expect(found.length).toBeLessThanOrEqual(leads)
        for (const lead of found) expect(lead?.counts.length ?? 0).toBeLessThanOrEqual(1000)
      }),
      { seed: 11 },
    )
  })

  test('samples come back from their second differences', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9000, max: 9000 }), { minLength: 3, maxLength: 300 }),
        (samples) => {
          const [lead] = readXli(xliChunk(samples), 1, samples.length, () => false)
          expect([...lead!.counts]).toEqual(samples)
        },
      ),
      { seed: 11 },
    )
  })
})
