import { describe, expect, test } from 'vitest'
import type { Tracing } from '#domain/ecg/tracing.ts'
import {
  dicomOf,
  groupOf,
  lead,
  opened,
  outcomeOf,
  type TestChannel,
  type TestGroup,
} from './fixtures.testing.ts'

function samplesOf(
  group: Partial<TestGroup> & { counts: TestGroup['counts'] },
  channel: TestChannel = {},
): number[] {
  const { tracing } = opened(dicomOf([groupOf({ channels: [channel], ...group })]))
  return [...tracing.leads[0]!.samplesMv]
}

const codes = (tracing: Tracing): string[] => tracing.warnings.map((warning) => warning.code)

describe('millivolts of a DICOM waveform', () => {
  test('are raw × sensitivity × correction factor + baseline, the baseline in the unit of the sensitivity', () => {
    const [mv] = samplesOf({ counts: [[100, 0]] }, { sensitivity: '2', factor: '3', baseline: '50' })
    expect(mv).toBeCloseTo(0.65, 6)
  })

  test.each([
    ['V', 1000],
    ['mV', 1],
    ['uV', 0.001],
    ['nV', 1e-6],
  ])('the unit %s of the file is used', (unit, perUnit) => {
    const [mv] = samplesOf({ counts: [[5, 0]] }, { unit })
    expect(mv! / perUnit).toBeCloseTo(5, 4)
  })

  test('a lead without unit or sensitivity has no scale, and none is guessed', () => {
    const bytes = dicomOf([groupOf({ channels: [{ unit: null }], counts: [[1, 2]] })])
    expect(outcomeOf(bytes)).toMatchObject({ ok: false, problem: { code: 'ecg-scale-missing' } })
  })

  test.each([
    ['SB', [-128, 127]],
    ['UB', [0, 255]],
    ['SS', [-32768, 32767]],
    ['US', [0, 65535]],
    ['SL', [-100_000, 100_000]],
  ] as const)('%s samples have their width and sign', (interpretation, counts) => {
    const read = samplesOf({ interpretation, counts: [counts] })
    read.forEach((mv, i) => expect(mv * 1000).toBeCloseTo(counts[i]!, 2))
  })

  test('twelve bits in sixteen with empty upper bits carry their sign up', () => {
    const read = samplesOf({ counts: [[0x0fff, 0x0800, 0x07ff]] }, { bitsStored: 12 })
    expect(read.map((mv) => Math.round(mv * 1000))).toEqual([-1, -2048, 2047])
  })

  test('twelve bits in sixteen that carry their sign already stay as they are', () => {
    const read = samplesOf({ counts: [[-1, 0x07ff]] }, { bitsStored: 12 })
    expect(read.map((mv) => Math.round(mv * 1000))).toEqual([-1, 2047])
  })

  test('samples larger than the bits that the file says are stored are not folded', () => {
    const read = samplesOf({ counts: [[5000, -1, 0x0fff]] }, { bitsStored: 12 })
    expect(read.map((mv) => Math.round(mv * 1000))).toEqual([5000, -1, 4095])
  })

  test('the padding value is a gap, not a voltage', () => {
    const { tracing } = opened(
      dicomOf([groupOf({ channels: [{}], counts: [[1, -32768, 3]], padding: -32768 })]),
    )
    expect(tracing.leads[0]!.samplesMv[1]).toBeNaN()
    expect(codes(tracing)).toContain('gaps')
  })

  test('a padding value of 0 is a gap where all channels have it, and a zero crossing where one does', () => {
    const { tracing } = opened(
      dicomOf([
        groupOf({
          channels: [lead(1), lead(2)],
          counts: [
            [-5, 0, 5, 0],
            [3, -3, 4, 0],
          ],
          padding: 0,
        }),
      ]),
    )
    expect([...tracing.leads[0]!.samplesMv].map((mv) => Math.round(mv * 1000))).toEqual([-5, 0, 5, NaN])
  })

  test.each([
    ['sample', { sampleSkew: '2' }],
    ['time', { timeSkew: '0.004' }],
  ])('a channel with %s skew is moved to its time, and a warning says so', (_kind, skew) => {
    const { tracing } = opened(
      dicomOf([
        groupOf({
          channels: [lead(1), { ...lead(2), ...skew }],
          counts: [
            [1, 2, 3, 4],
            [1, 2, 3, 4],
          ],
        }),
      ]),
    )
    expect([...tracing.leads[1]!.samplesMv].map((mv) => Math.round(mv * 1000))).toEqual([NaN, NaN, 1, 2])
    expect([...tracing.leads[0]!.samplesMv].map((mv) => Math.round(mv * 1000))).toEqual([1, 2, 3, 4])
    expect(tracing.warnings[0]).toEqual({
      code: 'skew-corrected',
      details: { milliseconds: 4, names: 'II' },
    })
  })
})

describe('which group of a DICOM file is the rhythm', () => {
  const rhythm = { channels: [lead(1)], counts: [Array<number>(3000).fill(7)] }
  const median = { channels: [lead(1)], counts: [Array<number>(600).fill(9)] }
  const first = (bytes: Uint8Array): number =>
    Math.round(opened(bytes).tracing.leads[0]!.samplesMv[0]! * 1000)

  test('the one named RHYTHM, even behind the median beat, which is kept as such', () => {
    const bytes = dicomOf([
      groupOf({ ...median, label: 'MEDIAN BEAT', originality: 'DERIVED' }),
      groupOf({ ...rhythm, label: 'RHYTHM' }),
    ])
    expect(first(bytes)).toBe(7)
    expect(Math.round(opened(bytes).cartMedianBeat!.leads[0]!.samplesMv[0]! * 1000)).toBe(9)
  })

  test('without names, the recorded one; a derived one of a beat’s length is the median beat', () => {
    const bytes = dicomOf([groupOf({ ...median, originality: 'DERIVED' }), groupOf(rhythm)])
    expect(first(bytes)).toBe(7)
    expect(opened(bytes).cartMedianBeat?.leads[0]!.samplesMv).toHaveLength(600)
  })

  test('of several recorded ones the longest; the others are named in a warning', () => {
    const bytes = dicomOf([groupOf({ ...rhythm, counts: [[1, 2]], label: 'STRIP' }), groupOf(rhythm)])
    expect(first(bytes)).toBe(7)
    expect(opened(bytes).tracing.warnings).toEqual([
      { code: 'other-groups-left-out', details: { shown: 'ORIGINAL (6 s)', others: 'STRIP (0 s)' } },
    ])
  })

  test('a file with nothing but a median beat is refused', () => {
    expect(outcomeOf(dicomOf([groupOf({ ...median, label: 'MEDIAN BEAT' })]))).toMatchObject({
      ok: false,
      problem: { code: 'only-median-beat' },
    })
  })

  test('leads recorded one group after the other come onto one line of time', () => {
    const { tracing } = opened(
      dicomOf([
        groupOf({ channels: [lead(1)], counts: [[1, 2]], rate: '500', offsetMs: '0' }),
        groupOf({ channels: [lead(3)], counts: [[3, 4]], rate: '500', offsetMs: '4' }),
      ]),
    )
    expect(tracing.leads.map((one) => [...one.samplesMv].map((mv) => Math.round(mv * 1000)))).toEqual([
      [1, 2, NaN, NaN],
      [NaN, NaN, 3, 4],
    ])
  })
})

describe('leads of a DICOM file', () => {
  const names = (...channels: TestChannel[]) => {
    const { tracing } = opened(dicomOf([groupOf({ channels, counts: channels.map(() => [1, 2]) })]))
    return tracing
  }

  test.each([
    [['2:62', 'MDC', 'aVR, augmented voltage, right'], 'aVR'],
    [['5.6.3-9-3', 'SCPECG', 'V1'], 'V1'],
    [['131134', 'MDC', ''], 'aVR'],
    [['X1', '99MAKER', 'Lead V6\0\0'], 'V6'],
    [['5.6.3-9-1\0', 'SCPECG', 'I\0'], 'I'],
  ] as const)('%j is %s', (code, standard) => {
    expect(names({ lead: code }).leads[0]!.standard).toBe(standard)
  })

  test('are told by code, never by position', () => {
    const shuffled = names(lead(8), lead(1), lead(61))
    expect(shuffled.leads.map((one) => one.standard)).toEqual(['V6', 'I', 'III'])
  })

  test.each([
    ['−aVR, whatever its meaning says', ['2:65', 'MDC', 'aVR']],
    ['a code that its meaning contradicts', ['2:3', 'MDC', 'Lead II']],
    ['a maker’s own code with a meaning of its own', ['7', '99MAKER', 'Channel 7']],
  ] as const)('%s is left out and named', (_what, code) => {
    const tracing = names(lead(1), { lead: code })
    expect(tracing.leads).toHaveLength(1)
    expect(tracing.warnings).toEqual([
      { code: 'unknown-leads-left-out', details: { count: 1, names: code[2] } },
    ])
  })

  test('a file in which no lead is known is refused', () => {
    const bytes = dicomOf([
      groupOf({ channels: [{ lead: ['7', '99MAKER', 'Channel 7'] }], counts: [[1, 2]] }),
    ])
    expect(outcomeOf(bytes)).toMatchObject({
      ok: false,
      problem: { code: 'no-known-lead', details: { names: 'Channel 7' } },
    })
  })

  test('pressures beside the leads are other signals', () => {
    const pressure = { lead: ['109016', 'DCM', 'Aortic pressure'], unit: 'mm[Hg]' } as const
    expect(names(lead(2), pressure).warnings).toEqual([
      { code: 'other-signals-left-out', details: { count: 1, names: 'Aortic pressure' } },
    ])
  })

  test('right chest leads are leads of the heart, and none of the twelve', () => {
    expect(names(lead(12, 'Lead V4R')).leads).toMatchObject([{ name: 'Lead V4R', standard: null }])
  })

  test('eight stored leads become twelve', () => {
    const tracing = names(...[1, 2, 3, 4, 5, 6, 7, 8].map((number) => lead(number)))
    expect(tracing.leads.map((one) => one.standard).slice(0, 7)).toEqual([
      'I',
      'II',
      'III',
      'aVR',
      'aVL',
      'aVF',
      'V1',
    ])
    expect(codes(tracing)).toEqual(['leads-derived'])
  })
})
