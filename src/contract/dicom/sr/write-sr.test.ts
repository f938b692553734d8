import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import type { ImageInstance, ImageSeries, ImageStudy } from '#domain/imaging/image.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import { describe as describeObject } from '../describe.ts'
import { readDicom } from '../read.ts'
import { writeSr, type SrOptions } from './write-sr.ts'

/*
 * Read back by two that share no code with the writer: dcmjs, and our own reader of reports. dcmjs takes text inside
 * sequences for Latin whatever the file says: what is Chinese there is read by ours.
 */

type Node = Readonly<Record<string, unknown>>
const dcmjs = createRequire(import.meta.url)('dcmjs') as {
  readonly log: { setLevel(level: string): void }
  readonly data: {
    readonly DicomMessage: { readFile(bytes: ArrayBuffer): { readonly dict: object; readonly meta: object } }
    readonly DicomMetaDictionary: { naturalizeDataset(dict: object): Node }
  }
}
dcmjs.log.setLevel('error')

const CT = '1.2.840.10008.5.1.4.1.1.2'

function instance(id: string, sopClass: string | null = CT, frames = 1): ImageInstance {
  return { id, sopClass, frames: Array.from({ length: frames }, () => ({})) } as unknown as ImageInstance
}

const series = (id: string, instances: readonly ImageInstance[]): ImageSeries =>
  ({ id, modality: 'CT', number: 1, description: '', bodyPart: 'CHEST', instances }) as unknown as ImageSeries

const STUDY = {
  id: '1.2.840.9',
  startedAt: '2026-11-21T09:30:00',
  accessionNumber: 'A7',
  person: {
    names: ['Wang XiaoMing', '王小明', 'Wang Ming'],
    nameInFile: 'Wang^XiaoMing=王^小明',
    id: 'P-1',
    birthDate: '2015-03-01',
    sex: 'male',
    ageYears: null,
  },
  series: [
    series('1.2.840.8.1', [instance('1.2.840.1'), instance('1.2.840.2')]),
    series('1.2.840.8.2', [instance('1.2.840.3', CT, 40)]),
  ],
} as unknown as ImageStudy

const on = (of: string, index = 0) => ({ frame: { instance: of, index } })
const at = (...numbers: number[]) => numbers.map((each) => [Math.round(each * 100), -2] as const)
const MM = { unit: 'mm', trust: 'calibrated', basis: 'patient-plane' } as const

const MARKS: ImageReading['marks'] = [
  {
    id: 'm1',
    tool: 'length',
    ...on('1.2.840.1'),
    points: at(10.5, 20, 110.5, 20.25),
    words: '结节',
    measures: [{ name: 'length', value: [1412, -2], ...MM }],
  },
  {
    id: 'm2',
    tool: 'ellipse',
    ...on('1.2.840.3', 6),
    points: at(10, 10, 20, 40),
    measures: [
      { name: 'area', value: [11780, -2], unit: 'mm2', trust: 'estimated', basis: 'imager' },
      { name: 'mean', value: [-3412, -2], unit: "[hnsf'U]" },
    ],
  },
  {
    id: 'm3',
    tool: 'cobb',
    ...on('1.2.840.2'),
    points: at(0, 0, 10, 0, 0, 20, 10, 25),
    measures: [{ name: 'cobb', value: [2657, -2], unit: 'deg', trust: 'calibrated' }],
  },
  {
    id: 'm4',
    tool: 'cardiothoracic',
    ...on('1.2.840.1'),
    points: at(50, 50, 90, 50, 20, 60, 120, 60),
    measures: [
      { name: 'ratio', value: [400, -3], unit: '1', trust: 'pixels' },
      { name: 'heart', value: [4000, -2], unit: '{pixel}', trust: 'pixels' },
    ],
  },
  {
    id: 'm5',
    tool: 'length',
    plane: { series: '1.2.840.8.1', frameOfReference: '1.2.840.77', normal: at(0, 1, 0) },
    points: at(-12.5, 3, 40, 12.5, 3, 40),
    measures: [{ name: 'length', value: [25, 0], ...MM }],
  },
  { id: 'm6', tool: 'arrow', ...on('1.2.840.2'), points: at(5, 5, 9, 9), words: '此处', measures: [] },
]

const READING: ImageReading = {
  film: 'film-1',
  study: '1.2.840.9',
  modality: ['CT'],
  marks: MARKS,
  findings: [],
  impression: '',
  urgency: 'routine',
  signed: { signedBy: '周敏', signedAt: '2026-11-22T04:10:07Z' },
}

function options(): SrOptions {
  let next = 0
  return {
    writtenAt: '2026-11-22T12:10:07',
    utcOffset: '+0800',
    clinic: '青石镇卫生院',
    version: '0.5.0',
    language: 'zh-CN',
    newUid: () => `2.25.${++next}`,
    trackingUid: (mark) => `2.25.9${mark.slice(1)}`,
  }
}

function written(reading: Partial<ImageReading> = {}, study = STUDY): Uint8Array<ArrayBuffer> {
  const outcome = writeSr({ ...READING, ...reading }, study, options())
  if (!outcome.ok) throw new Error(outcome.problem.code)
  return outcome.value
}

/** As dcmjs reads it: elements by keyword. */
function read(bytes: Uint8Array<ArrayBuffer>): Node {
  const { dict } = dcmjs.data.DicomMessage.readFile(bytes.buffer)
  return dcmjs.data.DicomMetaDictionary.naturalizeDataset(dict)
}

const listOf = (value: unknown): readonly Node[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as Node[]) : [value as Node]
const children = (node: Node) => listOf(node['ContentSequence'])
const codeOf = (value: unknown) => {
  const [code] = listOf(value)
  return code ? `${String(code['CodeValue'])} ${String(code['CodingSchemeDesignator'])}` : ''
}
const nameOf = (node: Node) => codeOf(node['ConceptNameCodeSequence'])
const find = (node: Node, name: string) => children(node).filter((each) => nameOf(each) === name)

function groupsOf(root: Node): readonly Node[] {
  return find(find(root, '126010 DCM')[0]!, '125007 DCM')
}

/** Everything that is drawn under a node: type, numbers, and what picture and frame it lies on. */
function shapesUnder(node: Node): readonly unknown[] {
  const own = /^SCOORD/.test(String(node['ValueType']))
    ? [
        {
          graphic: node['GraphicType'],
          data: listOf(node['GraphicData']).map(Number),
          on: children(node).flatMap((each) =>
            listOf(each['ReferencedSOPSequence']).map(
              (of) =>
                `${String(of['ReferencedSOPInstanceUID'])}#${String(of['ReferencedFrameNumber'] ?? '')}`,
            ),
          ),
          frameOfReference: node['ReferencedFrameOfReferenceUID'],
        },
      ]
    : []
  return [...own, ...children(node).flatMap(shapesUnder)]
}

test('another reader finds the report with its language, observers, procedure and who verified it', () => {
  const root = read(written())
  expect(root).toMatchObject({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34',
    Modality: 'SR',
    StudyInstanceUID: '1.2.840.9',
    PatientID: 'P-1',
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'VERIFIED',
    PreliminaryFlag: 'FINAL',
  })
  expect(nameOf(root)).toBe('126000 DCM')
  expect(listOf(root['ContentTemplateSequence'])[0]).toMatchObject({ TemplateIdentifier: '1500' })
  expect(codeOf(find(root, '121049 DCM')[0]!['ConceptCodeSequence'])).toBe('zh-CN RFC5646')
  expect(find(root, '121005 DCM').map((each) => codeOf(each['ConceptCodeSequence']))).toEqual([
    '121006 DCM',
    '121007 DCM',
  ])
  expect(codeOf(find(root, '121058 DCM')[0]!['ConceptCodeSequence'])).toBe('25045-6 LN')
  expect(listOf(root['VerifyingObserverSequence'])[0]).toMatchObject({
    VerificationDateTime: expect.stringContaining('20261122041007+0000') as string,
  })
  expect(JSON.stringify(root['PatientName'])).toContain('王^小明')
})

test('the image library and the evidence name every picture that a mark lies on, and no other', () => {
  const root = read(written({ marks: MARKS.slice(0, 2) }))
  const library = find(find(root, '111028 DCM')[0]!, '126200 DCM')
  const pictures = library.map((group) =>
    children(group).flatMap((each) => listOf(each['ReferencedSOPSequence'])),
  )
  expect(pictures.map((each) => each.map((of) => of['ReferencedSOPInstanceUID']))).toEqual([
    ['1.2.840.1'],
    ['1.2.840.3'],
  ])
  const [evidence] = listOf(root['CurrentRequestedProcedureEvidenceSequence'])
  expect(listOf(evidence!['ReferencedSeriesSequence']).map((each) => each['SeriesInstanceUID'])).toEqual([
    '1.2.840.8.1',
    '1.2.840.8.2',
  ])
})

test('every mark is a group with its tracking id and its words', () => {
  const groups = groupsOf(read(written()))
  expect(groups).toHaveLength(MARKS.length)
  const [first] = groups
  expect(find(first!, '112040 DCM')[0]).toMatchObject({ UID: '2.25.91' })
  expect(groups.map((group) => find(group, '121106 DCM').length)).toEqual([1, 0, 0, 0, 0, 1])
  expect(find(groups[2]!, '112039 DCM')[0]).toMatchObject({ TextValue: 'cobb 3' })
})

test('each number has its code, unit, what it rests on, and the lines that it was measured along', () => {
  const groups = groupsOf(read(written()))
  const numbers = groups.flatMap((group) =>
    children(group)
      .filter((each) => each['ValueType'] === 'NUM')
      .map((each) => {
        const [measured] = listOf(each['MeasuredValueSequence'])
        return {
          name: nameOf(each),
          value: Number(measured!['NumericValue']),
          unit: codeOf(measured!['MeasurementUnitsCodeSequence']),
          rests: find(each, '370129005 SCT').map((of) => codeOf(of['ConceptCodeSequence'])),
          derived: find(each, '121401 DCM').map((of) => codeOf(of['ConceptCodeSequence'])),
          lines: shapesUnder(each).length,
        }
      }),
  )
  expect(numbers).toEqual([
    number('410668003 SCT', 14.12, 'mm UCUM', ['patient-plane 99HINTERLAND'], 1),
    number('42798000 SCT', 117.8, 'mm2 UCUM', ['imager 99HINTERLAND'], 0),
    number('112031 DCM', -34.12, "[hnsf'U] UCUM", [], 0, ['373098007 SCT']),
    number('285285000 SCT', 26.57, 'deg UCUM', [], 2),
    number('ct-ratio 99HINTERLAND', 0.4, '1 UCUM', ['pixels 99HINTERLAND'], 2),
    number('heart 99HINTERLAND', 40, '{pixels} UCUM', ['pixels 99HINTERLAND'], 1),
    number('410668003 SCT', 25, 'mm UCUM', ['patient-plane 99HINTERLAND'], 1),
  ])
})

const number = (
  name: string,
  value: number,
  unit: string,
  rests: readonly string[],
  lines: number,
  derived: readonly string[] = [],
) => ({ name, value, unit, rests, derived, lines })

test('coordinates are those of the mark: pixels from the outer corner on a frame, millimetres in the patient', () => {
  const groups = groupsOf(read(written()))
  expect(shapesUnder(groups[0]!)).toEqual([
    { graphic: 'POLYLINE', data: [10.5, 20, 110.5, 20.25], on: ['1.2.840.1#'], frameOfReference: undefined },
  ])
  // An ellipse gives the ends of its longer axis first; frames count from 1.
  expect(shapesUnder(groups[1]!)).toEqual([
    {
      graphic: 'ELLIPSE',
      data: [15, 10, 15, 40, 10, 25, 20, 25],
      on: ['1.2.840.3#7'],
      frameOfReference: undefined,
    },
  ])
  expect(shapesUnder(groups[4]!)).toEqual([
    { graphic: 'POLYLINE', data: [-12.5, 3, 40, 12.5, 3, 40], on: [], frameOfReference: '1.2.840.77' },
  ])
})

test('our own reader shows the numbers and their units as lines', async () => {
  const file = { name: 'sr.dcm', bytes: written() }
  const object = await readDicom(file, async () => 'broken')
  if (!object.ok) throw new Error(object.problem.code)
  const described = describeObject(object.value)
  if (!described.ok || !('document' in described.value)) throw new Error('no document')
  const { document } = described.value
  expect(document).toMatchObject({ kind: 'report', title: 'Imaging Measurement Report' })
  const lines = document.kind === 'report' ? document.lines.map(({ name, value }) => `${name}: ${value}`) : []
  expect(lines).toEqual(
    expect.arrayContaining([
      'Length: 14.12 mm',
      'Tracking Identifier: 结节',
      'Comment: 此处',
      'Person Observer Name: 周敏',
    ]),
  )
})

test('on frames alone it is a comprehensive report, which more workstations read; unsigned it is preliminary', () => {
  const { signed: _, ...unsigned } = READING
  const outcome = writeSr({ ...unsigned, marks: MARKS.slice(0, 4) }, STUDY, options())
  expect(read(outcome.ok ? outcome.value : new Uint8Array())).toMatchObject({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.33',
    VerificationFlag: 'UNVERIFIED',
    PreliminaryFlag: 'PRELIMINARY',
  })
})

test('photographs have no UIDs to refer to, and a study without marks nothing to say', () => {
  const photo = { ...STUDY, series: [series('files:ab', [instance('sha256:ab', null)])] } as ImageStudy
  const marks = [{ ...MARKS[0]!, ...on('sha256:ab') }]
  expect(writeSr({ ...READING, marks }, photo, options())).toMatchObject({ problem: { code: 'sr-no-image' } })
  expect(writeSr({ ...READING, marks: [] }, STUDY, options())).toMatchObject({
    problem: { code: 'sr-nothing-marked' },
  })
})
