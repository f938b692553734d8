import { describe, expect, test } from 'vitest'
import { textFile } from '../fixtures.testing.ts'
import { readEcgFiles, type ReadOptions } from '../read.ts'

function read(text: string, options: ReadOptions = {}) {
  return readEcgFiles([textFile('r.csv', text)], options)[0]!.outcome
}

function tracingRead(text: string, options: ReadOptions = {}) {
  const outcome = read(text, options)
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`)
  return outcome.value.tracing
}

const ROWS = '0.1,0.2\n0.3,0.4\n0.5,0.6\n'
const GIVEN = { csv: { sampleRateHz: 250, unit: 'mV' } } as const

describe('rate and unit are declared, never guessed', () => {
  test('by lines that begin with #', () => {
    const { sampleRateHz, leads } = tracingRead(`# sample_rate_hz: 500\n# unit: uV\nI,II\n100,200\n300,400\n`)
    expect(sampleRateHz).toBe(500)
    expect(leads.map((lead) => [lead.standard, lead.samplesMv[1]])).toEqual([
      ['I', Math.fround(0.3)],
      ['II', Math.fround(0.4)],
    ])
  })

  test.each([
    ['time_s', ['0.000', '0.002', '0.004']],
    ['time_ms', ['0', '2', '4']],
    ['time (s)', ['10.000', '10.002', '10.004']],
    ['t [ms]', ['0', '2', '4']],
    ['time_us', ['0', '2000', '4000']],
  ])('by a column %s', (name, times) => {
    const rows = times.map((time) => `${time},0.1`).join('\n')
    expect(tracingRead(`${name},II (mV)\n${rows}\n`).sampleRateHz).toBe(500)
  })

  test('times that were rounded still give the whole rate', () => {
    const rows = Array.from({ length: 720 }, (_, i) => `${(i / 360).toFixed(3)},0`)
    expect(tracingRead(`time_s,II_mV\n${rows.join('\n')}\n`).sampleRateHz).toBe(360)
  })

  test('by the person, where the file is silent; the words of the file win', () => {
    expect(tracingRead(`I,II\n${ROWS}`, GIVEN).sampleRateHz).toBe(250)
    expect(tracingRead(`# sample_rate_hz: 100\nI,II\n${ROWS}`, GIVEN).sampleRateHz).toBe(100)
  })

  test.each([
    [`I,II\n${ROWS}`, 'csv-rate-missing'],
    [`time,II\n${ROWS}`, 'csv-rate-missing'],
    [`# sample_rate_hz: 500\nI,II\n${ROWS}`, 'csv-unit-missing'],
    [`# sample_rate_hz: 500\n# unit: counts\nI,II\n${ROWS}`, 'csv-unit-missing'],
    [`# sample_rate_hz: many\n# unit: mV\nI,II\n${ROWS}`, 'sample-rate-out-of-range'],
    [`time_s,II (mV)\n0.00,1\n0.01,1\n0.05,1\n0.06,1\n`, 'csv-time-uneven'],
    [`time_s,II (mV)\n0.02,1\n0.01,1\n0.00,1\n`, 'sample-rate-out-of-range'],
  ])('%j asks for what is missing: %s', (text, code) => {
    expect(read(text)).toMatchObject({ ok: false, problem: { code } })
  })

  test('a problem says what else is missing, so that a person is asked once', () => {
    expect(read(`I,II\n${ROWS}`)).toMatchObject({ problem: { details: { unit: 'missing' } } })
  })
})

describe('ways of writing a table', () => {
  test.each([
    ['semicolons and decimal commas', 'I;II\n0,1;0,2\n0,3;0,4\n'],
    ['tabs', 'I\tII\n0.1\t0.2\n0.3\t0.4\n'],
    ['a byte order mark and Windows line ends', '\ufeffI,II\r\n0.1,0.2\r\n0.3,0.4\r\n'],
    ['quoted names', '"I","II"\n0.1,0.2\n0.3,0.4\n'],
    ['a sample number in front', 'sample,I,II\n0,0.1,0.2\n1,0.3,0.4\n'],
    ['a clock that is no number', 'timestamp,I,II\n10:00:00,0.1,0.2\n10:00:01,0.3,0.4\n'],
    ['exponents', 'I,II\n1e-1,2E-1\n3e-1,4e-1\n'],
  ])('%s', (_what, text) => {
    const { leads } = tracingRead(text, GIVEN)
    expect(leads.map((lead) => [lead.name, ...lead.samplesMv])).toEqual([
      ['I', Math.fround(0.1), Math.fround(0.3)],
      ['II', Math.fround(0.2), Math.fround(0.4)],
    ])
  })

  test('UTF-16 as spreadsheets write it', () => {
    const text = '\ufeffI\tII\n0.1\t0.2\n0.3\t0.4\n'
    const bytes = new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer)
    expect(readEcgFiles([{ name: 'r.txt', bytes }], GIVEN)[0]!.outcome).toMatchObject({ ok: true })
  })

  test('columns without names have no standard lead', () => {
    expect(tracingRead(ROWS, GIVEN).leads.map((lead) => [lead.name, lead.standard])).toEqual([
      ['column 1', null],
      ['column 2', null],
    ])
  })

  test('empty cells and NaN are gaps', () => {
    const { leads, warnings } = tracingRead('I,II\n0.1,0.2\n,NaN\n0.5,0.6\n', GIVEN)
    expect(leads.map((lead) => lead.samplesMv[1])).toEqual([NaN, NaN])
    expect(warnings).toEqual([{ code: 'gaps', details: { milliseconds: 4 } }])
  })

  test('a last line that was cut is left away and said', () => {
    const { leads, warnings } = tracingRead('I,II\n0.1,0.2\n0.3,0.4\n0.5', GIVEN)
    expect(leads[0]!.samplesMv).toHaveLength(2)
    expect(warnings.map((warning) => warning.code)).toEqual(['data-cut-short'])
  })

  test.each([
    ['I,II\n0.1,0.2\n0.3,0.4\n0.5,0.6\n0.7\n0.8,0.9\n', 'csv-row-uneven', { line: 5, found: 1, expected: 2 }],
    ['I,II\n0.1,0.2\n0.3,0.4\n0.5,0.6\n0.7,high\n', 'csv-cell-not-a-number', { line: 5, column: 2 }],
    ['RESP,SpO2\n1,2\n3,4\n', 'no-ecg-signal', {}],
  ])('%j is refused as %s', (text, code, details) => {
    expect(read(text, GIVEN)).toMatchObject({ ok: false, problem: { code, details } })
  })
})
