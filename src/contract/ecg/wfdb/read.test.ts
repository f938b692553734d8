import { describe, expect, test } from 'vitest'
import { readEcgFiles } from '../read.ts'
import { limbLeads, textFile, tracingOf } from '../fixtures.testing.ts'
import type { SourceFile } from '../source-file.ts'
import { parseHeader } from './header.ts'
import { writeWfdb } from './write.ts'

const words = (...values: number[]): Uint8Array => new Uint8Array(Int16Array.from(values).buffer)

function read(headerText: string, bytes: Uint8Array, name = 'r.dat') {
  const [result] = readEcgFiles([textFile('r.hea', headerText), { name, bytes }])
  return result!.outcome
}

function tracingRead(headerText: string, bytes: Uint8Array) {
  const outcome = read(headerText, bytes)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value.tracing
}

function codes(headerText: string, bytes: Uint8Array): string[] {
  return tracingRead(headerText, bytes).warnings.map((warning) => warning.code)
}

describe('the header', () => {
  test('gain(baseline)/units: the baseline is subtracted before the gain divides', () => {
    const { leads } = tracingRead('r 1 100 3\nr.dat 16 200(1024)/mV 12 0 0 0 0 II\n', words(1024, 1224, 824))
    expect([...leads[0]!.samplesMv]).toEqual([0, 1, -1])
  })

  test('without a baseline the ADC zero stands for it', () => {
    const { leads } = tracingRead('r 1 100 2\nr.dat 16 200 12 1024 0 0 0 II\n', words(1024, 1224))
    expect([...leads[0]!.samplesMv]).toEqual([0, 1])
  })

  test('microvolts are read as microvolts', () => {
    const { leads } = tracingRead('r 1 100 2\nr.dat 16 1/uV 16 0 0 0 0 II\n', words(500, -1000))
    expect([...leads[0]!.samplesMv]).toEqual([0.5, -1])
  })

  test('a signal without gain is read at the default and says so', () => {
    expect(codes('r 1 100 2\nr.dat 16 0 12 0 0 0 0 II\n', words(200, 400))).toEqual([
      'amplitude-uncalibrated',
    ])
  })

  test('rate and length may be left out: 250 frames a second, as many as there are', () => {
    const { sampleRateHz, leads } = tracingRead('r 1\nr.dat 16 200/mV\n', words(1, 2, 3))
    expect([sampleRateHz, leads[0]!.samplesMv.length]).toEqual([250, 3])
  })

  test('counter frequency, time and date', () => {
    const text =
      'r 1 360/500(10) 650000 13:05:09.5 2/01/1999\nr.dat 16+24 200(1024)/mV 11 1024 995 -22131 0 MLII\n'
    expect(parseHeader(textFile('r.hea', text))).toMatchObject({
      ok: true,
      value: {
        framesPerSecond: 360,
        frameCount: 650000,
        startedAt: '1999-01-02T13:05:09',
        signals: [{ offsetBytes: 24, gain: 200, baseline: 1024, checksum: -22131, label: 'MLII' }],
      },
    })
  })

  test('comments, empty lines and Windows line ends are passed over', () => {
    const { leads } = tracingRead(
      '# made by hand\r\n\r\nr 1 100 2\r\nr.dat 16 200/mV 12 0 0 0 0 V1 \r\n# end\r\n',
      words(0, 200),
    )
    expect(leads[0]).toMatchObject({ name: 'V1', standard: 'V1' })
  })
})

describe('the data', () => {
  test('an invalid sample is a gap, not a voltage', () => {
    const { leads, warnings } = tracingRead(
      'r 1 100 3\nr.dat 16 200/mV 12 0 0 0 0 II\n',
      words(200, -32768, 0),
    )
    expect([...leads[0]!.samplesMv]).toEqual([1, NaN, 0])
    expect(warnings).toEqual([{ code: 'gaps', details: { milliseconds: 10 } }])
  })

  test('a skewed signal is moved back into place and ends in a gap', () => {
    const text = 'r 2 100 3\nr.dat 16 1/mV 12 0 0 0 0 I\nr.dat 16:1 1/mV 12 0 0 0 0 II\n'
    const { leads, warnings } = tracingRead(text, words(1, 0, 2, 10, 3, 20))
    expect(warnings).toContainEqual({ code: 'skew-corrected', details: { milliseconds: 10, names: 'II' } })
    expect(leads.map((lead) => [...lead.samplesMv])).toEqual([
      [1, 2, 3],
      [10, 20, NaN],
    ])
  })

  test('several samples a frame raise the rate; a signal at another rate is left out and named', () => {
    const text =
      'r 3 100 2\nr.dat 16x2 1/mV 12 0 0 0 0 I\nr.dat 16x2 1/mV 12 0 0 0 0 II\nr.dat 16 1/mV 12 0 0 0 0 V1\n'
    const { sampleRateHz, leads, warnings } = tracingRead(text, words(1, 2, 10, 20, 99, 3, 4, 30, 40, 99))
    expect(sampleRateHz).toBe(200)
    expect(leads.map((lead) => [...lead.samplesMv])).toEqual([
      [1, 2, 3, 4],
      [10, 20, 30, 40],
    ])
    expect(warnings).toEqual([{ code: 'other-signals-left-out', details: { count: 1, names: 'V1' } }])
  })

  test('pressures and breathing are left out, by unit or by name', () => {
    const text =
      'r 3 100 1\nr.dat 16 1/mV 12 0 0 0 0 II\nr.dat 16 1/mmHg 12 0 0 0 0 ABP\nr.dat 16 1/mV 12 0 0 0 0 RESP\n'
    expect(tracingRead(text, words(1, 2, 3)).leads.map((lead) => lead.name)).toEqual(['II'])
  })

  test('a wrong checksum is said, and the data are kept', () => {
    const text = 'r 1 100 3\nr.dat 16 200/mV 12 0 0 7 0 II\n'
    expect(tracingRead(text, words(200, 0, 0))).toMatchObject({
      leads: [{ name: 'II' }],
      warnings: [{ code: 'checksum-differs', details: { leads: 'II' } }],
    })
    expect(codes('r 1 100 3\nr.dat 16 200/mV 12 0 0 200 0 II\n', words(200, 0, 0))).toEqual([])
  })

  test('data shorter than the header says keep what is there', () => {
    const { leads, warnings } = tracingRead('r 1 100 300\nr.dat 16 200/mV 12 0 0 7 0 II\n', words(1, 2, 3))
    expect(leads[0]!.samplesMv).toHaveLength(3)
    expect(warnings).toEqual([{ code: 'data-cut-short', details: { expectedMs: 3000, foundMs: 30 } }])
  })

  test('ten gigabytes that are only claimed are refused before anything is allocated', () => {
    const before = performance.now()
    const outcome = read('r 1 500 5000000000\nr.dat 16 200/mV 12 0 0 0 0 II\n', words(1, 2, 3))
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'recording-too-long' } })
    expect(performance.now() - before).toBeLessThan(1000)
  })

  test.each([
    ['r 1 500 10\nr.dat 17 200/mV 12 0 0 0 0 II\n', 'wfdb-format-not-read-yet'],
    ['r 1 500 10\nr.dat 516 200/mV 12 0 0 0 0 II\n', 'format-not-read-yet'],
    ['r 1 500 10\nr.dat 16 200/mmHg 12 0 0 0 0 ABP\n', 'no-ecg-signal'],
    ['r 1 0 10\nr.dat 16 200/mV 12 0 0 0 0 II\n', 'sample-rate-out-of-range'],
    ['r 2 500 10\nr.dat 16 200/mV 12 0 0 0 0 II\n', 'wfdb-header-broken'],
    ['r 2 500 10\nr.dat 16 200/mV 12 0 0 0 0 I\nr.dat 212 200/mV 12 0 0 0 0 II\n', 'wfdb-header-broken'],
    ['r/2 2 500 20\nr1 10\nr2 10\n', 'format-not-read-yet'],
    ['r 1 500 10\nother.dat 16 200/mV 12 0 0 0 0 II\n', 'wfdb-data-missing'],
  ])('%j is refused as %s', (text, code) => {
    expect(read(text, words(1, 2, 3))).toMatchObject({ ok: false, problem: { code } })
  })

  test('data of which nothing is there are refused', () => {
    expect(read('r 1 500 10\nr.dat 16 200/mV 12 0 0 0 0 II\n', new Uint8Array(1))).toMatchObject({
      ok: false,
      problem: { code: 'no-samples' },
    })
  })
})

describe('limb leads', () => {
  test('a lead with a wrong scale is found out', () => {
    const [header, data] = writeWfdb(limbLeads(), { recordName: 'r' }) as [SourceFile, SourceFile]
    const text = new TextDecoder().decode(header.bytes).replace(/1000(\(0\)\/mV .* III)/, '500$1')
    expect(codes(text, data.bytes)).toEqual(['limb-leads-inconsistent'])
  })

  test('augmented leads that do not sum to zero are found out', () => {
    const wave = Array.from({ length: 100 }, (_, i) => Math.sin(i / 5))
    const files = writeWfdb(tracingOf({ aVR: wave, aVL: wave, aVF: wave }), { recordName: 'r' })
    const [result] = readEcgFiles(files)
    expect(result!.outcome).toMatchObject({
      ok: true,
      value: { tracing: { warnings: [{ code: 'limb-leads-inconsistent' }] } },
    })
  })
})

describe('annotations', () => {
  test('skips, texts and the words between them are read; the codes of others are passed over', () => {
    const bytes = Uint8Array.from([
      0x1e,
      0x04, // N at 30
      0x02,
      0xf4,
      0x05,
      0xf0, // SUB, NUM
      0x00,
      0xec,
      0x01,
      0x00,
      0x00,
      0x00, // SKIP 65,536
      0x04,
      0x70,
      0x05,
      0xfc,
      0x28,
      0x41,
      0x46,
      0x49,
      0x42,
      0x00, // + at 65,570 with (AFIB
      0x00,
      0x00,
    ])
    const files = [
      textFile('r.hea', 'r 1 100 3\nr.dat 16 200/mV\n'),
      { name: 'r.dat', bytes: words(1, 2, 3) },
      { name: 'r.atr', bytes },
    ]
    expect(readEcgFiles(files)[0]!.outcome).toMatchObject({
      ok: true,
      value: {
        tracing: {
          annotations: [
            { atMs: 300, symbol: 'N' },
            { atMs: 655700, symbol: '+', text: '(AFIB' },
          ],
        },
      },
    })
  })

  test('of several annotation files the .atr counts; the others are named', () => {
    const [header, data, atr] = writeWfdb(tracingOf({ II: [0, 1, 2] }, 100, [{ atMs: 10, symbol: 'V' }]), {
      recordName: 'r',
    })
    const qrs = { name: 'r.qrs', bytes: Uint8Array.from([0x01, 0x04, 0, 0]) }
    const [result] = readEcgFiles([header!, data!, qrs, atr!])
    expect(result).toMatchObject({
      files: ['r.hea', 'r.dat', 'r.qrs', 'r.atr'],
      outcome: {
        value: {
          tracing: {
            annotations: [{ symbol: 'V' }],
            warnings: [{ code: 'annotations-left-out', details: { count: 1, names: 'r.qrs' } }],
          },
        },
      },
    })
  })
})
