import { expect, test } from 'vitest'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import { bundleText } from './bundle-from-chart.ts'
import { chartFromBundle } from './chart-from-bundle.ts'
import { violations } from './conformance.fixture.ts'
import { ecgBundle, type EcgBundleOptions } from './ecg-bundle.ts'
import { factIdOf, NOON, OPTIONS, TODAY } from './facts.fixture.ts'
import { parseJson, type JsonObject } from './json.ts'

const READING: EcgReading = {
  reading: '5e1d2c3b-0000-4000-8000-000000000001',
  recording: [{ name: 'wang.dcm', sha256: 'ab'.repeat(32), sizeBytes: 120_000 }],
  leads: 12,
  durationMs: 10_000,
  ratePerMin: 72,
  ownWords: '窦性心律',
  disposition: 'open',
  measurements: [
    { id: 'rateBpm', unit: '/min', value: [72, 0], mark: 'ours' },
    { id: 'prMs', unit: 'ms', value: [168, 0], mark: 'ours' },
    { id: 'qrsMs', unit: 'ms', value: [96, 0], mark: 'ours' },
    { id: 'qtMs', unit: 'ms', value: [380, 0], mark: 'corrected', ours: [412, 0] },
    { id: 'qtcFridericiaMs', unit: 'ms', value: [404, 0], mark: 'follows', ours: [438, 0] },
    { id: 'pAxisDeg', unit: 'deg', value: [45, 0], mark: 'ours' },
    { id: 'qrsAxisDeg', unit: 'deg', value: [-12, 0], mark: 'ours' },
    { id: 'tAxisDeg', unit: 'deg', mark: 'rejected', ours: [80, 0] },
    { id: 'sokolowLyonMv', unit: 'mV', value: [231, -2], mark: 'ours' },
  ],
  statements: {
    rules: '1',
    conclusion: 'abnormal',
    said: [
      {
        rule: 'atrial-fibrillation',
        code: 50,
        certainty: 'definite',
        by: ['rules', 'ecg-rhythm-1lead'],
        decision: 'accepted',
        seconds: 4,
      },
      { rule: 'left-axis-deviation', code: 120, certainty: 'definite', by: ['rules'], decision: 'rejected' },
      { rule: 'low-voltage', certainty: 'possible', by: ['rules'], decision: 'edited', to: '肢导联低电压' },
    ],
  },
  readerFirst: {
    conclusion: 'abnormal',
    statements: ['atrial-fibrillation'],
    words: '不齐',
    openedAt: '2026-11-21T04:08:00Z',
    lockedAt: '2026-11-21T04:09:00Z',
    secondsUnaided: 58,
    secondsAided: 40,
    skipped: false,
  },
  device: ['GE', 'MAC 2000'],
  report: {
    findings: '心室率 72 次/分',
    impression: '大致正常',
    quotes: ['Normal ECG'],
    signedBy: '李医生',
    signedAt: '2026-11-21T04:10:00Z',
    paper: { layout: '3x4+1', speedMmPerS: [25, 0], gainMmPerMv: [10, 0] },
  },
}
const HOW: EcgBundleOptions = {
  fact: factIdOf(1),
  person: { subject: 'subject-1', name: '王小明', sex: 'male', birthDate: '2015-03-01' },
  nowMs: OPTIONS.nowMs,
  clinic: OPTIONS.clinic,
  version: '0.2.0',
}

function written(value: EcgReading, how: EcgBundleOptions) {
  const read = parseJson(bundleText(ecgBundle(value, NOON, how)))
  if (!read.ok) throw new Error(read.problem.message)
  return ((read.value as JsonObject)['entry'] as readonly JsonObject[]).map(
    ({ resource }) => resource as JsonObject,
  )
}

function codesOf(resources: readonly JsonObject[]): readonly string[] {
  return resources
    .filter(({ resourceType }) => resourceType === 'Observation')
    .flatMap(({ code }) =>
      ((code as JsonObject)['coding'] as readonly JsonObject[]).map((each) => String(each['code'])),
    )
}

test('the numbers go out under their LOINC codes, each once, and ours beside them', () => {
  const codes = codesOf(written(READING, HOW))
  for (const code of ['8867-4', '8625-6', '8633-0', '8634-8', '8636-3', '8626-4', '8632-2'])
    expect(codes.filter((each) => each === code)).toHaveLength(1)
  expect(codes).toContain('sokolowLyonMv')
})

test('a rejected number goes out as no Observation; a corrected one says so', () => {
  const resources = written(READING, HOW)
  expect(codesOf(resources)).not.toContain('8638-9')
  expect(JSON.stringify(resources)).toContain('Entered by the reader; the program had measured 412 ms.')
})

test('the signed words are the conclusion; signed is final, whatever became of the model’s answer', () => {
  const report = written(READING, HOW).find(({ resourceType }) => resourceType === 'DiagnosticReport')!
  expect(report).toMatchObject({
    status: 'final',
    conclusion: '心室率 72 次/分\n\n大致正常\n\n“Normal ECG”',
    issued: '2026-11-21T04:10:00Z',
    resultsInterpreter: [{ display: '李医生' }],
  })
  const unsigned = written({ ...READING, report: undefined }, HOW)
  expect(unsigned.find(({ resourceType }) => resourceType === 'DiagnosticReport')).toMatchObject({
    status: 'preliminary',
    conclusion: '窦性心律',
  })
})

test('what the person took over is the coded conclusion; what they rejected is none', () => {
  const report = written(READING, HOW).find(({ resourceType }) => resourceType === 'DiagnosticReport')!
  const codes = report['conclusionCode'] as readonly JsonObject[]
  expect(codes.map(({ text }) => text)).toEqual(['atrial fibrillation', '肢导联低电压'])
  expect(JSON.stringify(codes)).toContain('"50"')
})

test('every resource is what R4 asks, with a person and without', () => {
  for (const how of [HOW, { ...HOW, fact: null, person: null, clinic: '' }])
    expect(written(READING, how).flatMap(violations)).toEqual([])
})

test('the file comes back as the same reading of the same person', () => {
  const read = chartFromBundle(bundleText(ecgBundle(READING, NOON, HOW)), { today: TODAY })
  if (!read.ok) throw new Error(read.problem.message)
  const [person] = read.value.persons
  expect(person?.person?.identity).toMatchObject({ name: '王小明', sex: 'male', birthDate: '2015-03-01' })
  expect(person?.drafts.map(({ draft }) => draft.body.value)).toEqual([READING])
})
