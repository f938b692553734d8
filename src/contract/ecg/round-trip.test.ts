import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { writeCsv, type WriteCsvOptions } from './csv/write.ts'
import { writeEdf } from './edf/write.ts'
import { limbLeads, tracingOf } from './fixtures.testing.ts'
import type { ReadOptions } from './format.ts'
import { readEcgFiles } from './read.ts'
import type { SourceFile } from './source-file.ts'
import { writeWfdb } from './wfdb/write.ts'

function readOne(files: readonly SourceFile[], options: ReadOptions = {}): Tracing {
  const results = readEcgFiles(files, options)
  expect(results).toHaveLength(1)
  const outcome = results[0]!.outcome
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`)
  return outcome.value.tracing
}

function expectSame(
  read: Tracing,
  written: Tracing,
  lsbMv: number,
  rename = (name: string): string => name,
): void {
  expect(read.sampleRateHz).toBe(written.sampleRateHz)
  expect(read.leads.map((lead) => lead.name)).toEqual(written.leads.map((lead) => rename(lead.name)))
  written.leads.forEach(({ samplesMv }, l) => {
    const back = read.leads[l]!.samplesMv
    expect(back).toHaveLength(samplesMv.length)
    const worst = samplesMv.reduce((most, mv, i) => {
      if (Number.isNaN(mv) !== Number.isNaN(back[i]!)) return Infinity
      return Number.isNaN(mv) ? most : Math.max(most, Math.abs(mv - back[i]!))
    }, 0)
    expect(worst).toBeLessThanOrEqual(lsbMv)
  })
}

const NAMES = ['I', 'II', 'V1', 'MLII', 'ECG 2', 'aVR']

function tracings(sample: fc.Arbitrary<number>): fc.Arbitrary<Tracing> {
  return fc
    .record({
      leads: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 3, max: 60 }),
      rate: fc.constantFrom(100, 128, 250, 300, 360, 500, 1000),
    })
    .chain(({ leads, count, rate }) =>
      fc
        .array(fc.array(sample, { minLength: count, maxLength: count }), {
          minLength: leads,
          maxLength: leads,
        })
        .map((rows) => tracingOf(Object.fromEntries(rows.map((row, i) => [NAMES[i]!, row])), rate)),
    )
}

const withGaps = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
)
const solid = fc.double({ min: -30, max: 30, noNaN: true })
const marks = fc.array(
  fc.record({
    sample: fc.integer({ min: 0, max: 5_000_000 }),
    symbol: fc.constantFrom('N', 'V', '+', '"', '(', 'p', ')'),
    text: fc.constantFrom('', '(AFIB', 'odd', 'é'),
  }),
  { maxLength: 12 },
)

describe('the reader inverts the writer within one step', () => {
  test.each([
    [16, 'dat', 0.5 / 1000],
    [16, 'mat', 0.5 / 1000],
    [212, 'dat', 0.5 / 200],
  ] as const)('WFDB format %i in .%s', (format, container, lsbMv) => {
    fc.assert(
      fc.property(tracings(withGaps), (written) => {
        const files = writeWfdb(written, { recordName: 'rec', format, container })
        expectSame(readOne(files), written, lsbMv * 1.001)
      }),
      { seed: 8, numRuns: 150 },
    )
  })

  test('WFDB annotations, however far apart', () => {
    fc.assert(
      fc.property(marks, (list) => {
        const annotations = list
          .map(({ sample, symbol, text }) => ({
            atMs: (sample / 360) * 1000,
            symbol,
            ...(text ? { text } : {}),
          }))
          .sort((a, b) => a.atMs - b.atMs)
        const written = tracingOf({ II: [0, 0.1, 0.2] }, 360, annotations)
        const read = readOne(writeWfdb(written, { recordName: 'rec' })).annotations
        expect(read.map(({ symbol, text }) => [symbol, text])).toEqual(
          annotations.map((a) => [a.symbol, a.text]),
        )
        read.forEach((mark, i) => expect(mark.atMs).toBeCloseTo(annotations[i]!.atMs, 6))
      }),
      { seed: 8, numRuns: 100 },
    )
  })

  test.each(['mV', 'uV', 'V'] as const)('EDF in %s', (unit) => {
    fc.assert(
      fc.property(tracings(solid), (written) => {
        const read = readOne(writeEdf(written, { recordName: 'rec', unit }))
        const peak = Math.max(1, ...written.leads.flatMap((lead) => [...lead.samplesMv].map(Math.abs)))
        const lsbMv = (2 * peak) / 65535
        expectSame(read, written, lsbMv * (unit === 'V' ? 2 : 1), (name) =>
          name.startsWith('ECG') ? name : `ECG ${name}`,
        )
      }),
      { seed: 8, numRuns: 150 },
    )
  })

  test('EDF+ annotations, and EDF+D gaps of whole data records', () => {
    const annotations = [
      { atMs: 230.6, symbol: 'N' },
      { atMs: 1900, symbol: '"', text: 'rhythm changed' },
    ]
    const samples = Array.from({ length: 1500 }, (_, i) => (i >= 500 && i < 1000 ? NaN : Math.sin(i / 10)))
    const written = tracingOf({ 'ECG II': samples }, 500, annotations)
    const read = readOne(writeEdf(written, { recordName: 'rec' }))
    expectSame(read, written, 1 / 32767)
    expect(read.annotations).toEqual(annotations)
    expect(read.warnings).toEqual([{ code: 'gaps', details: { milliseconds: 1000 } }])
  })

  const ways: readonly (readonly [string, Omit<WriteCsvOptions, 'recordName'>])[] = [
    ['a declared rate', {}],
    ['a time column', { timeColumn: true }],
    ['decimal commas in microvolts', { delimiter: ';', decimal: ',', unit: 'uV' }],
    ['tabs and a time column', { delimiter: '\t', decimal: ',', timeColumn: true }],
  ]
  test.each(ways)('CSV with %s', (_what, options) => {
    fc.assert(
      fc.property(tracings(withGaps), (written) => {
        // A table without any number in its first lines is not recognised, and need not be.
        fc.pre(written.leads.some((lead) => lead.samplesMv.some((mv) => !Number.isNaN(mv))))
        expectSame(readOne(writeCsv(written, { recordName: 'rec', ...options })), written, 0.000501)
      }),
      { seed: 8, numRuns: 150 },
    )
  })

  test('start time, standard leads and obeyed limb laws come through every format', () => {
    const written = limbLeads()
    for (const files of [
      writeWfdb(written, { recordName: 'rec' }),
      writeWfdb(written, { recordName: 'rec', format: 212 }),
      writeEdf(written, { recordName: 'rec' }),
      writeCsv(written, { recordName: 'rec' }),
    ]) {
      const read = readOne(files)
      expect(read.startedAt).toBe('2026-11-21T09:30:00')
      expect(read.leads.map((lead) => lead.standard)).toEqual(['I', 'II', 'III'])
      expect(read.warnings).toEqual([])
    }
  })

  test('a writer never clips: a gain that does not fit is a mistake, the default one gives way', () => {
    const loud = tracingOf({ II: [0, 40, -40] })
    expect(() => writeWfdb(loud, { recordName: 'rec', gainPerMv: 1000 })).toThrow(RangeError)
    expectSame(readOne(writeWfdb(loud, { recordName: 'rec' })), loud, 0.002)
  })
})
