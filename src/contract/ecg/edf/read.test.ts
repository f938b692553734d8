import { describe, expect, test } from 'vitest'
import { limbLeads, tracingOf } from '../fixtures.testing.ts'
import { readEcgFiles } from '../read.ts'
import type { SourceFile } from '../source-file.ts'
import { writeEdf } from './write.ts'

/** Where the field of signal `i` of `n` begins, by the widths of the fields before it. */
const FIELDS = {
  label: [0, 16],
  transducer: [16, 80],
  unit: [96, 8],
  physicalMin: [104, 8],
  physicalMax: [112, 8],
  digitalMin: [120, 8],
  digitalMax: [128, 8],
  samples: [216, 8],
} as const

function changed(
  file: SourceFile,
  n: number,
  i: number,
  field: keyof typeof FIELDS,
  text: string,
): SourceFile {
  const [before, width] = FIELDS[field]
  return written(file, 256 + before * n + i * width, text.padEnd(width))
}

function written(file: SourceFile, at: number, text: string): SourceFile {
  const bytes = file.bytes.slice()
  bytes.set(
    Uint8Array.from(text, (c) => c.charCodeAt(0)),
    at,
  )
  return { name: file.name, bytes }
}

function read(file: SourceFile) {
  return readEcgFiles([file])[0]!.outcome
}

function tracingRead(file: SourceFile) {
  const outcome = read(file)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value.tracing
}

const [limb] = writeEdf(limbLeads(), { recordName: 'r' }) as [SourceFile]
const [single] = writeEdf(tracingOf({ II: [0, 0.5, 1, -1] }, 4), { recordName: 'r' }) as [SourceFile]

describe('EDF', () => {
  test('limits turned round mean inverted polarity', () => {
    const before = tracingRead(single).leads[0]!.samplesMv
    const turned = changed(changed(single, 1, 0, 'physicalMin', '1'), 1, 0, 'physicalMax', '-1')
    const after = tracingRead(turned).leads[0]!.samplesMv
    after.forEach((mv, i) => expect(mv).toBeCloseTo(-before[i]!, 4))
  })

  test.each([
    ['V', 1000],
    ['uV', 0.001],
    ['µV', 0.001],
    ['mV', 1],
  ])('the unit %s of the file is used', (unit, perMv) => {
    const mv = tracingRead(changed(single, 1, 0, 'unit', unit)).leads[0]!.samplesMv[2]!
    expect(mv / perMv).toBeCloseTo(1, 3)
  })

  test.each([
    ['unit', ''],
    ['unit', '%'],
    ['digitalMin', '32767'],
    ['physicalMin', '1'],
  ] as const)('a lead whose %s is %j has no scale and is never guessed', (field, text) => {
    expect(read(changed(single, 1, 0, field, text))).toMatchObject({
      ok: false,
      problem: { code: 'edf-scale-missing' },
    })
  })

  test('one lead without a scale does not cost the others', () => {
    const { leads, warnings } = tracingRead(changed(limb, 3, 1, 'digitalMax', '-32768'))
    expect(leads.map((lead) => lead.name)).toEqual(['ECG I', 'ECG III'])
    expect(warnings).toEqual([{ code: 'other-signals-left-out', details: { count: 1, names: 'ECG II' } }])
  })

  test('brain waves and breathing are left out, though they are volts', () => {
    const other = changed(changed(limb, 3, 0, 'label', 'EEG Fp1-A2'), 3, 2, 'label', 'Resp nasal')
    expect(tracingRead(other).leads.map((lead) => lead.name)).toEqual(['ECG II'])
  })

  test('a signal that only its transducer calls an ECG is one', () => {
    const other = changed(changed(single, 1, 0, 'label', 'Channel 1'), 1, 0, 'transducer', 'ECG electrode')
    expect(tracingRead(other).leads[0]).toMatchObject({ name: 'Channel 1', standard: null })
  })

  test('a header that is not ASCII is read', () => {
    expect(tracingRead(written(single, 8, 'M\xfcller X')).leads).toHaveLength(1)
  })

  test('an unknown number of records (-1) is taken from the data', () => {
    expect(tracingRead(written(limb, 236, '-1      ')).leads[0]!.samplesMv).toHaveLength(1000)
  })

  test('a file cut short keeps its whole records', () => {
    const { leads, warnings } = tracingRead({
      name: 'r.edf',
      bytes: limb.bytes.slice(0, limb.bytes.length - 1),
    })
    expect(leads[0]!.samplesMv).toHaveLength(500)
    expect(warnings).toEqual([{ code: 'data-cut-short', details: { expectedMs: 2000, foundMs: 1000 } }])
  })

  test('ten gigabytes that are only claimed are refused', () => {
    expect(read(written(limb, 236, '9999999 '))).toMatchObject({
      ok: false,
      problem: { code: 'recording-too-long' },
    })
  })

  test.each([
    ['a header cut short', { name: 'r', bytes: limb.bytes.slice(0, 300) }, 'edf-header-broken'],
    ['a header of another length', written(limb, 184, '512     '), 'edf-header-broken'],
    ['records of no duration', written(limb, 244, '0       '), 'sample-rate-out-of-range'],
    ['a header alone', { name: 'r', bytes: limb.bytes.slice(0, 1024) }, 'no-samples'],
  ])('%s is refused', (_what, file, code) => {
    expect(read(file)).toMatchObject({ ok: false, problem: { code } })
  })
})

describe('EDF+', () => {
  const gap = [...Array<number>(4).fill(0.5), ...Array<number>(4).fill(NaN), ...Array<number>(4).fill(-0.5)]
  const [discontinuous] = writeEdf(tracingOf({ II: gap }, 4), { recordName: 'r' }) as [SourceFile]

  test('a gap in time stays a gap, and what lies after it stays at its time', () => {
    const { leads } = tracingRead(discontinuous)
    expect(leads[0]!.samplesMv.map((mv) => Math.round(mv * 10))).toEqual(
      Float32Array.from(gap.map((mv) => mv * 10)),
    )
  })

  test('records that overlap are refused, not mixed', () => {
    const text = String.fromCharCode(...discontinuous.bytes)
    const overlapping = written(discontinuous, text.indexOf('+2\x14\x14'), '+0\x14\x14')
    expect(read(overlapping)).toMatchObject({ ok: false, problem: { code: 'edf-time-runs-back' } })
  })

  test('a gap of a year is refused before it is allocated', () => {
    const wide = [
      ...Array<number>(4).fill(0.5),
      ...Array<number>(99_996).fill(NaN),
      ...Array<number>(4).fill(0),
    ]
    const room = [{ atMs: 0, symbol: '"', text: 'room for a longer time' }]
    const [file] = writeEdf(tracingOf({ II: wide }, 4, room), { recordName: 'r' }) as [SourceFile]
    const text = String.fromCharCode(...file.bytes)
    const at = text.indexOf('+25000\x14\x14')
    expect(at).toBeGreaterThan(0)
    const far = { name: 'r.edf', bytes: file.bytes.slice() }
    far.bytes.set(new TextEncoder().encode('+99999999\x14\x14\0'), at)
    expect(read(far)).toMatchObject({ ok: false, problem: { code: 'recording-too-long' } })
  })
})
