import { describe, expect, test } from 'vitest'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { textFile } from '../fixtures.testing.ts'
import { readEcgFiles } from '../read.ts'
import { wfdbEveryRecord } from './every-record.ts'
import { writeFlac } from './write-flac.fixture.ts'

const values = (count: number, from: number): number[] =>
  Array.from({ length: count }, (_, i) => from + ((i * 13) % 50))

function outcomeOf(header: string, bytes: Uint8Array) {
  const files = [textFile('f.hea', header), { name: 'f.dat', bytes }]
  return readEcgFiles(files, {}, [wfdbEveryRecord])[0]!.outcome
}

function read(header: string, bytes: Uint8Array): Tracing {
  const outcome = outcomeOf(header, bytes)
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`)
  return outcome.value.tracing
}

const flac = (channels: readonly (readonly number[])[], bitsPerSample: 8 | 16 | 24 = 16): Uint8Array =>
  writeFlac(channels, { bitsPerSample, blockSize: 64, subframe: { kind: 'fixed', order: 1 } })

describe('records in FLAC', () => {
  test.each([
    [508, 8, 1, -128],
    [516, 16, 100, -32768],
    [524, 24, 50_000, -8388608],
  ] as const)('format %i: %i bits, and the mark for a missing sample', (format, bits, scale, invalid) => {
    const samples = values(200, -20).map((value) => value * scale)
    samples[7] = invalid
    const [samplesMv] = read(
      `f 1 250 200\nf.dat ${format} ${scale}(0)/mV 24 0 0 0 0 II\n`,
      writeFlac([samples], { bitsPerSample: bits, blockSize: 64, subframe: { kind: 'verbatim' } }),
    ).leads.map((lead) => lead.samplesMv)
    expect(samplesMv![7]).toBeNaN()
    samples.forEach((value, i) => i === 7 || expect(samplesMv![i]).toBeCloseTo(value / scale, 5))
  })

  test('several samples a frame raise the rate; files of other rates beside it are left out', () => {
    const header = 'f 2 62.5 50\nf.dat 516x4 200/mV 16 0 0 0 0 I\nf.dat 516x4 200/mV 16 0 0 0 0 II\n'
    const [one, two] = [values(200, 0), values(200, 300)]
    const { sampleRateHz, leads } = read(header, flac([one, two]))
    expect(sampleRateHz).toBe(250)
    expect(leads.map(({ samplesMv }) => Math.round(samplesMv[199]! * 200))).toEqual([one[199], two[199]])
  })

  test('skew, baseline, prolog and checksum are what they are in other formats', () => {
    const [one, two] = [values(100, 1000), values(100, 1000)]
    const sum = one.reduce((all, value) => all + value, 0) & 0xffff
    const header =
      `f 2 100 100\nf.dat 516+5 100(1000)/mV 16 0 0 ${sum} 0 I\n` +
      `f.dat 516:2+5 100(1000)/mV 16 0 0 ${sum + 1} 0 II\n`
    const { leads, warnings } = read(header, Uint8Array.from([1, 2, 3, 4, 5, ...flac([one, two])]))
    expect(leads[0]!.samplesMv[3]).toBeCloseTo((one[3]! - 1000) / 100, 6)
    expect(leads[1]!.samplesMv[3]).toBeCloseTo((two[5]! - 1000) / 100, 6)
    expect(leads[1]!.samplesMv[98]).toBeNaN()
    expect(warnings.map(({ code }) => code)).toEqual(['checksum-differs', 'skew-corrected', 'gaps'])
    expect(warnings[0]!.details).toEqual({ leads: 'II' })
  })

  test('a frame that is damaged is a gap and named, and no checksum is held against it', () => {
    const bytes = flac([values(300, 0)])
    bytes[42 + 130]! ^= 4
    const { leads, warnings } = read('f 1 100 300\nf.dat 516 100/mV 16 0 0 12345 0 II\n', bytes)
    expect(leads[0]!.samplesMv).toHaveLength(300)
    expect(warnings).toEqual([
      { code: 'part-unreadable', details: { part: 'f.dat' } },
      { code: 'gaps', details: { milliseconds: 640 } },
    ])
  })

  test('more samples than a tablet can hold, in however few bytes, are refused', () => {
    expect(
      outcomeOf('f 1 500 40000000\nf.dat 516 100/mV 16 0 0 0 0 II\n', flac([values(64, 0)])),
    ).toMatchObject({
      ok: false,
      problem: { code: 'recording-too-long' },
    })
  })

  test.each([
    ['no stream', '516', new Uint8Array(500)],
    ['another number of bits', '524', flac([values(64, 0)])],
    ['another number of channels', '516', flac([values(64, 0), values(64, 0)])],
  ])('%s: refused by the name of the file', (_what, format, bytes) => {
    expect(outcomeOf(`f 1 100 64\nf.dat ${format} 100/mV 16 0 0 0 0 II\n`, bytes)).toMatchObject({
      ok: false,
      problem: { code: 'ecg-file-broken', details: { part: 'f.dat' } },
    })
  })
})
