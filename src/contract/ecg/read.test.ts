import { describe, expect, test } from 'vitest'
import { writeCsv } from './csv/write.ts'
import { writeEdf } from './edf/write.ts'
import { limbLeads, renamed, textFile, tracingOf } from './fixtures.testing.ts'
import { readEcgFiles } from './read.ts'
import type { SourceFile } from './source-file.ts'
import { writeWfdb } from './wfdb/write.ts'

const tracing = { ...limbLeads(), annotations: [{ atMs: 100, symbol: 'N' }] }
const [header, data, marks] = writeWfdb(tracing, { recordName: 'rec' }) as [
  SourceFile,
  SourceFile,
  SourceFile,
]
const [edf] = writeEdf(tracing, { recordName: 'rec' }) as [SourceFile]
const [csv] = writeCsv(tracing, { recordName: 'rec' }) as [SourceFile]

function codeOf(files: readonly SourceFile[], at = 0): string {
  const outcome = readEcgFiles(files)[at]!.outcome
  if (outcome.ok) return 'ok'
  expect(outcome.problem.message).not.toBe('')
  expect(outcome.problem.cure).not.toBe('')
  return outcome.problem.code
}

describe('kinds are told by content, not by name', () => {
  test.each([
    ['an EDF called .dat', [renamed(edf, 'rec.dat')], 'edf'],
    ['a CSV called .hea', [renamed(csv, 'rec.hea')], 'csv'],
    ['a header called .txt', [renamed(header, 'rec.txt'), data], 'wfdb'],
    ['an EDF called .csv', [renamed(edf, 'rec.csv')], 'edf'],
  ] as const)('%s', (_what, files, format) => {
    const [result] = readEcgFiles(files)
    expect(result).toMatchObject({
      files: files.map((file) => file.name),
      outcome: { ok: true, value: { format } },
    })
  })

  test('a header finds its data and annotations whatever order they come in, in any letter case', () => {
    const upper = renamed(data, 'REC.DAT')
    const results = readEcgFiles([marks, upper, header])
    expect(results).toHaveLength(1)
    expect(results[0]!.files).toEqual(['rec.hea', 'REC.DAT', 'rec.atr'])
    expect(results[0]!.outcome).toMatchObject({
      ok: true,
      value: { tracing: { annotations: [{ symbol: 'N' }] } },
    })
  })
})

describe('every file is told about once', () => {
  test('200 files at once: good ones are read, bad ones named, in their order', () => {
    const files = Array.from({ length: 50 }, (_, i) => [
      renamed(edf, `a${i}.edf`),
      textFile(`b${i}.edf`, ''),
      renamed(csv, `c${i}.csv`),
      textFile(`d${i}.txt`, 'Patient was seen today.'),
    ]).flat()
    const results = readEcgFiles(files)
    expect(results.map((result) => result.files)).toEqual(files.map((file) => [file.name]))
    expect(results.filter((result) => result.outcome.ok)).toHaveLength(100)
  })

  test('recordings of one name in different folders keep their own data', () => {
    const other = writeWfdb(tracingOf({ V1: [0.1, 0.2, 0.3] }), { recordName: 'rec' })
    const results = readEcgFiles([
      ...[header, data].map((file) => renamed(file, `one/${file.name}`)),
      ...other.map((file) => renamed(file, `two/${file.name}`)),
    ])
    const names = results.map(({ outcome }) =>
      outcome.ok ? outcome.value.tracing.leads.map((lead) => lead.name) : [],
    )
    expect(names).toEqual([['I', 'II', 'III'], ['V1']])
  })

  test('recordings of one name without a folder are refused, since their data could be swapped', () => {
    const other = writeWfdb(tracingOf({ V1: [0.1, 0.2, 0.3] }), { recordName: 'rec' })
    const results = readEcgFiles([header, data, ...other])
    expect(results.flatMap((result) => result.files)).toHaveLength(4)
    expect(results.map(({ outcome }) => (outcome.ok ? 'ok' : outcome.problem.code))).toEqual([
      'wfdb-data-ambiguous',
      'wfdb-data-ambiguous',
    ])
  })

  test('the same recording given twice is read', () => {
    expect(codeOf([header, data, { ...header }, { ...data }])).toBe('ok')
  })
})

describe('files that are no recording are named with a cure', () => {
  test.each([
    ['an empty file', textFile('rec.edf', ''), 'file-empty'],
    ['data without its header', data, 'wfdb-data-without-header'],
    [
      'a matrix without its header',
      renamed(writeWfdb(tracing, { recordName: 'rec', container: 'mat' })[1]!, 'x'),
      'wfdb-data-without-header',
    ],
    ['annotations without their recording', marks, 'annotations-without-recording'],
    ['words', textFile('rec.csv', 'Dear colleague,\nplease see this patient.\n'), 'kind-unknown'],
    ['words with numbers between them', textFile('rec.txt', 'Report\nof a visit\n42\n17\n'), 'kind-unknown'],
    ['a PDF', textFile('rec.csv', '%PDF-1.7 …'), 'format-not-read-yet'],
    ['an XML file', textFile('rec.xml', '<?xml version="1.0"?><restingECG/>'), 'format-not-read-yet'],
    ['a header without data', header, 'wfdb-data-missing'],
  ])('%s', (_what, file, code) => {
    expect(codeOf([file])).toBe(code)
  })
})
