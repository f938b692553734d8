import { expect, test } from 'vitest'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import type { ImageStudy } from '#domain/record/kinds/image-study.ts'
import { bundleText } from './bundle-from-chart.ts'
import { chartFromBundle } from './chart-from-bundle.ts'
import { violations } from './conformance.fixture.ts'
import { filmBundle, type FilmBundleOptions } from './film-bundle.ts'
import { factIdOf, NOON, OPTIONS, TODAY } from './facts.fixture.ts'
import { parseJson, type JsonNumber, type JsonObject } from './json.ts'

const STUDY: ImageStudy = {
  modality: 'CT',
  bodySite: { text: 'CHEST' },
  files: [{ name: 'IMG1.dcm', sha256: 'ab'.repeat(32), sizeBytes: 526_336, mediaType: 'application/dicom' }],
  description: '胸部平扫',
  study: '1.2.840.113619.2.1',
  film: 'film-1',
  series: [
    {
      uid: '1.2.840.113619.2.1.1',
      modality: 'CT',
      number: 2,
      description: 'lung',
      bodyPart: 'CHEST',
      sopClass: '1.2.840.10008.5.1.4.1.1.2',
      instances: ['1.2.840.113619.2.1.1.1', '1.2.840.113619.2.1.1.2'],
    },
  ],
}
const READING: ImageReading = {
  film: 'film-1',
  study: '1.2.840.113619.2.1',
  modality: ['CT'],
  bodySite: { text: 'CHEST' },
  marks: [
    {
      id: 'm1',
      tool: 'length',
      frame: { instance: '1.2.840.113619.2.1.1.1', index: 0 },
      points: [
        [105, -1],
        [20, 0],
        [245, -1],
        [20, 0],
      ],
      words: '结节',
      measures: [
        { name: 'length', value: [982, -2], unit: 'mm', trust: 'calibrated', basis: 'patient-plane' },
        { name: 'mean', value: [-3412, -2], unit: "[hnsf'U]" },
      ],
    },
    {
      id: 'm2',
      tool: 'cardiothoracic',
      points: [],
      measures: [
        { name: 'ratio', value: [512, -3], unit: '1', trust: 'calibrated' },
        { name: 'heart', value: [1204, -1], unit: 'mm', trust: 'estimated', basis: 'imager' },
        { name: 'area', value: [88, 0], unit: '{pixel}2', trust: 'pixels' },
      ],
    },
  ],
  findings: [
    { id: 'f1', text: '右肺上叶结节。', marks: ['m1'], by: 'person', decision: 'accepted' },
    { id: 'f2', text: '胸腔积液。', marks: [], by: 'pack-x', decision: 'rejected' },
  ],
  impression: '建议三个月后复查 <CT>。',
  urgency: 'urgent',
  signed: { signedBy: '周敏', signedAt: '2026-11-22T04:10:07Z' },
}
const HOW: FilmBundleOptions = {
  fact: factIdOf(1),
  person: { subject: 'subject-1', name: '王小明', sex: 'male', birthDate: '2015-03-01' },
  nowMs: OPTIONS.nowMs,
  clinic: OPTIONS.clinic,
  version: '0.5.0',
}

function written(reading: ImageReading, study = STUDY, how = HOW): readonly JsonObject[] {
  const read = parseJson(bundleText(filmBundle({ study, reading, at: NOON }, how)))
  if (!read.ok) throw new Error(read.problem.message)
  return ((read.value as JsonObject)['entry'] as readonly JsonObject[]).map(
    ({ resource }) => resource as JsonObject,
  )
}

const only = (resources: readonly JsonObject[], type: string) =>
  resources.filter(({ resourceType }) => resourceType === type)

test('the report is a signed diagnostic imaging study whose conclusion leaves out what was rejected', () => {
  const resources = written(READING)
  const [report] = only(resources, 'DiagnosticReport')
  expect(report).toMatchObject({
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '18748-4' }] },
    conclusion: '右肺上叶结节。\n\n建议三个月后复查 <CT>。',
    issued: '2026-11-22T04:10:07Z',
    resultsInterpreter: [{ display: '周敏' }],
  })
  const study = only(resources, 'ImagingStudy')[0]!
  expect(report!['imagingStudy']).toEqual([{ reference: `ImagingStudy/${String(study['id'])}` }])
  const narrative = String((report!['text'] as JsonObject)['div'])
  expect(narrative).toContain('&lt;CT&gt;')
  expect(narrative).toContain('Length 9.82 mm (Calibrated: pixel spacing in the patient.)')
  expect(narrative).not.toContain('胸腔积液')
})

test('without a signature the report and its numbers are preliminary', () => {
  const { signed: _, ...unsigned } = READING
  const resources = written(unsigned)
  for (const each of [...only(resources, 'DiagnosticReport'), ...only(resources, 'Observation')])
    expect(each['status']).toBe('preliminary')
})

test('every number is an Observation that says what it rests on', () => {
  const numbers = only(written(READING), 'Observation')
  const said = numbers.map(({ code, valueQuantity, note, method }) => ({
    code: (code as { coding: { code: string }[] }).coding[0]!.code,
    value: ((valueQuantity as JsonObject)['value'] as JsonNumber).text,
    unit: (valueQuantity as JsonObject)['code'],
    notes: ((note ?? []) as { text: string }[]).map(({ text }) => text),
    method: (method as { coding: { code: string }[] } | undefined)?.coding[0]!.code,
  }))
  expect(said).toEqual([
    {
      code: '410668003',
      value: '9.82',
      unit: 'mm',
      notes: ['结节', 'Calibrated: pixel spacing in the patient.'],
      method: 'patient-plane',
    },
    { code: '373098007', value: '-34.12', unit: "[hnsf'U]", notes: ['结节'], method: undefined },
    { code: 'ratio', value: '0.512', unit: '1', notes: ['Calibrated.'], method: undefined },
    {
      code: 'heart',
      value: '120.4',
      unit: 'mm',
      notes: ['Estimated: size at the detector, magnification not known.'],
      method: 'imager',
    },
    {
      code: '42798000',
      value: '88',
      unit: '{pixel2}',
      notes: ['In pixels: the file does not say how large a pixel is.'],
      method: undefined,
    },
  ])
})

test('the study names its series and instances by their UIDs; a photograph has none and is named by its hash', () => {
  expect(only(written(READING), 'ImagingStudy')[0]).toMatchObject({
    identifier: [{}, { system: 'urn:dicom:uid', value: 'urn:oid:1.2.840.113619.2.1' }],
    modality: [{ code: 'CT' }],
    series: [
      {
        uid: '1.2.840.113619.2.1.1',
        instance: [
          { uid: '1.2.840.113619.2.1.1.1', sopClass: { code: 'urn:oid:1.2.840.10008.5.1.4.1.1.2' } },
          { uid: '1.2.840.113619.2.1.1.2' },
        ],
      },
    ],
  })
  const { uid: _, ...series } = STUDY.series![0]!
  const photo: ImageStudy = {
    ...STUDY,
    modality: 'photo',
    study: `files:${'ab'.repeat(32)}`,
    series: [{ ...series, uid: `sha256:${'ab'.repeat(32)}` }],
  }
  const [study] = only(written(READING, photo), 'ImagingStudy')
  expect(study!['series']).toBeUndefined()
  expect(JSON.stringify(study)).toContain('ab'.repeat(32))
})

test('every resource is what R4 asks, with a person and without', () => {
  for (const how of [HOW, { ...HOW, fact: null, person: null, clinic: '' }])
    expect(written(READING, STUDY, how).flatMap(violations)).toEqual([])
})

test('the file comes back as the same film of the same person, marks and rejected sentences included', () => {
  const text = bundleText(filmBundle({ study: STUDY, reading: READING, at: NOON }, HOW))
  const read = chartFromBundle(text, { today: TODAY })
  if (!read.ok) throw new Error(read.problem.message)
  const [person] = read.value.persons
  expect(person?.person?.identity).toMatchObject({ name: '王小明' })
  expect(person?.drafts.map(({ draft }) => draft.body.value)).toEqual(
    expect.arrayContaining([STUDY, READING]),
  )
  expect(person?.drafts).toHaveLength(2)
  expect(read.value.warnings).toEqual([])
})
