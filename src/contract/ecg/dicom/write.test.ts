import * as loaded from 'dicom-parser'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import { limbLeads, tracingOf } from '../fixtures.testing.ts'
import { dicomFormat } from './read.ts'
import { uidOf, writeDicom, type WriteDicomOptions } from './write.ts'

const dicomParser = ('default' in loaded ? loaded.default : loaded) as typeof loaded

const OPTIONS = {
  recordName: 'ecg',
  uids: { study: '2.25.1', series: '2.25.2', instance: '2.25.3' },
  writtenAt: '2026-11-21T10:00:00',
} as const

const written = (tracing: Tracing, options: Partial<WriteDicomOptions> = {}): Uint8Array =>
  writeDicom(tracing, { ...OPTIONS, ...options })[0]!.bytes

function readBack(tracing: Tracing, options: Partial<WriteDicomOptions> = {}) {
  const file = { name: 'ecg.dcm', bytes: written(tracing, options) }
  const { outcome } = dicomFormat.read(file, undefined as never, {})
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

function twelve(sampleCount = 1000, rate = 500): Tracing {
  const wave = (k: number): number[] => Array.from({ length: sampleCount }, (_, i) => Math.sin(i / (5 + k)))
  const [one, two] = [wave(0), wave(3)]
  const limb = {
    I: one,
    II: two,
    III: one.map((mv, i) => two[i]! - mv),
    aVR: one.map((mv, i) => -(mv + two[i]!) / 2),
    aVL: one.map((mv, i) => mv - two[i]! / 2),
    aVF: one.map((mv, i) => two[i]! - mv / 2),
  }
  const chest = Object.fromEntries(STANDARD_LEADS.slice(6).map((lead, i) => [lead, wave(i + 7)]))
  return tracingOf({ ...limb, ...chest }, rate)
}

describe('a tracing written as DICOM', () => {
  test('is read back with its leads, rate and time, every sample within half a count', () => {
    const tracing = twelve()
    const back = readBack(tracing).tracing
    expect(back).toMatchObject({ sampleRateHz: 500, startedAt: '2026-11-21T09:30:00', warnings: [] })
    expect(back.leads.map((lead) => lead.standard)).toEqual(STANDARD_LEADS)
    back.leads.forEach(({ samplesMv }, l) =>
      samplesMv.forEach((mv, i) =>
        expect(Math.abs(mv - tracing.leads[l]!.samplesMv[i]!)).toBeLessThan(0.00006),
      ),
    )
  })

  test('whatever the sensitivity, the correction factor, the baseline and the gaps', () => {
    const samples = fc.array(fc.oneof(fc.double({ min: -5, max: 5, noNaN: true }), fc.constant(NaN)), {
      minLength: 1,
      maxLength: 40,
    })
    const scale = fc.record({
      sensitivityUv: fc.constantFrom(0.5, 1, 2.44, 4.88),
      correctionFactor: fc.constantFrom(1, 0.9987, 2),
      baselineUv: fc.constantFrom(0, 125.5, -3000),
    })
    fc.assert(
      fc.property(samples, scale, (values, options) => {
        const back = readBack(tracingOf({ V4R: values }), options).tracing.leads[0]!.samplesMv
        const halfStepMv = (options.sensitivityUv * options.correctionFactor) / 2000
        values.forEach((mv, i) => {
          if (Number.isNaN(mv)) expect(back[i]).toBeNaN()
          else expect(Math.abs(back[i]! - mv)).toBeLessThanOrEqual(halfStepMv * 1.001 + 1e-6)
        })
      }),
      { numRuns: 200, seed: 20261121 },
    )
  })

  test.each([
    ['twelve leads of ten seconds', twelve(5000), '1.2.840.10008.5.1.4.1.1.9.1.1'],
    ['twelve leads of a minute', twelve(30_000), '1.2.840.10008.5.1.4.1.1.9.1.2'],
    ['three leads', limbLeads(), '1.2.840.10008.5.1.4.1.1.9.1.2'],
    ['a slow recorder', tracingOf({ II: [0, 1] }, 100), '1.2.840.10008.5.1.4.1.1.9.1.3'],
  ])('%s: the right class', (_what, tracing, sopClass) => {
    const dataSet = dicomParser.parseDicom(written(tracing))
    expect(dataSet.string('x00080016')).toBe(sopClass)
    expect(dataSet.string('x00020002')).toBe(sopClass)
  })

  test('is understood by another reader', () => {
    const dataSet = dicomParser.parseDicom(written(twelve(), { sensitivityUv: 1 }))
    expect(dataSet.warnings).toEqual([])
    expect(dataSet.string('x00020010')).toBe('1.2.840.10008.1.2.1')
    expect(dataSet.string('x0008002a')).toBe('20261121093000')
    const group = dataSet.elements['x54000100']!.items![0]!.dataSet!
    expect(group.uint16('x003a0005')).toBe(12)
    expect(group.uint32('x003a0010')).toBe(1000)
    expect(group.string('x003a0020')).toBe('RHYTHM')
    const channel = group.elements['x003a0200']!.items![3]!.dataSet!
    expect(channel.floatString('x003a0210')).toBe(1)
    expect(channel.elements['x003a0208']!.items![0]!.dataSet!.string('x00080100')).toBe('2:62')
    const data = group.elements['x54001010']!
    expect(data.length).toBe(12 * 1000 * 2)
    const raw = new DataView(dataSet.byteArray.buffer).getInt16(data.dataOffset + 2 * (7 * 12 + 1), true)
    expect(raw).toBe(Math.round(1000 * Math.sin(7 / 8)))
  })

  test('keeps every lead, those without a place among the twelve too, and gives none of them one', () => {
    const back = readBack(tracingOf({ MLII: [0, 1], 'ECG 1': [1, 0], V7: [0, 0] })).tracing
    expect(back.leads.map(({ name, standard }) => [name, standard])).toEqual([
      ['MLII', null],
      ['ECG 1', null],
      ['V7', null],
    ])
  })

  test('carries the median beat as such, and the filter of the recorder', () => {
    const back = readBack(twelve(), {
      medianBeat: twelve(600),
      filter: { highPassHz: 0.05, lowPassHz: 150, notchHz: 50 },
    })
    expect(back.tracing.leads[0]!.samplesMv).toHaveLength(1000)
    expect(back.cartMedianBeat!.leads[0]!.samplesMv).toHaveLength(600)
    expect(back.cart!.filter).toEqual({ highPassHz: 0.05, lowPassHz: 150, notchHz: 50 })
  })

  test('names a person only when given one', () => {
    expect(readBack(limbLeads()).cart).toBeNull()
    const person = { name: '王小东', id: 'A-7', sex: 'male', birthDate: '1958-03-02', ageYears: 68 } as const
    expect(readBack(limbLeads(), { person }).cart!.person).toEqual(person)
  })

  test('a name cannot break out of its field', () => {
    const person = { name: 'A\\B^C=D\r\n', id: 'x'.repeat(100) }
    expect(readBack(limbLeads(), { person }).cart!.person).toEqual({ name: 'A B C D', id: 'x'.repeat(64) })
  })

  test('carries the report and the measurements as annotations', () => {
    const report = ['Sinus rhythm.', '窦性心律 '.repeat(400).trim(), 'Signed: Dr Li'].join('\n')
    const measurements = [
      { name: 'rateBpm', value: 71, unit: '/min' },
      { name: 'prMs', value: 162, unit: 'ms' },
      { name: 'qtcFridericiaMs', value: 401.5, unit: 'ms' },
      { name: 'qtcHodgesMs', value: 402, unit: 'ms' },
      { name: 'qtcFraminghamMs', value: 403, unit: 'ms' },
      { name: 'qtcBazettMs', value: 404, unit: 'ms' },
      { name: 'qrsAxisDeg', value: -30, unit: 'deg' },
    ] as const
    const { cart } = readBack(twelve(), { report, measurements, confirmedBy: 'Li Na' })
    expect(cart!.measurements).toEqual(measurements)
    expect(cart!.confirmedBy).toBe('Li Na')
    expect(cart!.statements[0]!.text).toBe('Sinus rhythm.')
    expect(cart!.statements.at(-1)!.text).toBe('Signed: Dr Li')
    expect(cart!.statements.map(({ text }) => text).join('')).toContain('窦性心律')
  })

  test('a recording without a time gets none from the clock of the export', () => {
    const tracing = { ...limbLeads(), startedAt: null }
    expect(readBack(tracing).tracing.startedAt).toBeNull()
  })

  test('a sample that 16 bits cannot hold at the wanted sensitivity is our own mistake', () => {
    expect(() => written(tracingOf({ II: [40] }), { sensitivityUv: 1 })).toThrow(RangeError)
  })
})

test('an identifier is made of 16 random bytes', () => {
  expect(uidOf(new Uint8Array(16).fill(255))).toBe('2.25.340282366920938463463374607431768211455')
  expect(uidOf(Uint8Array.of(0, 1))).toBe('2.25.1')
})
