import { describe, expect, test } from 'vitest'
import type { ImageDocument } from '#domain/imaging/image.ts'
import type { DicomTag } from './write-image.ts'
import { describe as describedOf } from './describe.ts'
import { embeddedPdf } from './documents.ts'
import { imageOf, opened, refusalOf, tags, type Written } from './fixtures.testing.ts'
import { readDicomDir } from './dicomdir.ts'
import { colourOf, segmentFrames } from './segmentation.ts'

const PDF = '1.2.840.10008.5.1.4.1.1.104.1'
const SR = '1.2.840.10008.5.1.4.1.1.88.33'
const SEG = '1.2.840.10008.5.1.4.1.1.66.4'

async function documentIn(values: Written, sopClass: string): Promise<ImageDocument> {
  const described = describedOf(await opened(imageOf(values, {}, sopClass)))
  if (!described.ok) throw new Error(described.problem.message)
  return 'document' in described.value ? described.value.document : expect.unreachable()
}

describe('a PDF in a DICOM file', () => {
  const pdf = new TextEncoder().encode('%PDF-1.7 report')
  const values: Written = {
    EncapsulatedDocument: pdf,
    DocumentTitle: 'Endoscopy',
    MIMETypeOfEncapsulatedDocument: 'application/pdf',
  }

  test('comes out without the pad that made it even', async () => {
    for (const length of [{}, { EncapsulatedDocumentLength: pdf.length }]) {
      const object = await opened(imageOf({ ...values, ...length }, {}, PDF))
      expect(new TextDecoder().decode(embeddedPdf(object)!)).toBe('%PDF-1.7 report')
    }
    expect(await documentIn(values, PDF)).toEqual({
      kind: 'pdf',
      id: '2.25.3',
      title: 'Endoscopy',
      sizeBytes: 15,
    })
  })

  test('something else under its name is not handed out', async () => {
    const object = await opened(
      imageOf({ ...values, EncapsulatedDocument: new TextEncoder().encode('<html>') }, {}, PDF),
    )
    expect(embeddedPdf(object)).toBeNull()
  })
})

describe('a structured report', () => {
  const code = (meaning: string, value = '1', scheme = '99T'): DicomTag[] =>
    tags({ CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning })
  const item = (
    type: string,
    name: string,
    values: Written,
    children: readonly DicomTag[][] = [],
  ): DicomTag[] =>
    tags({
      ValueType: type,
      ...(name && { ConceptNameCodeSequence: [code(name)] }),
      ...values,
      ...(children.length > 0 && { ContentSequence: children }),
    })

  test('is lines, deeper ones under those they belong to', async () => {
    const document = await documentIn(
      {
        Modality: 'SR',
        ValueType: 'CONTAINER',
        ConceptNameCodeSequence: [code('Chest report')],
        ContentSequence: [
          item('CONTAINER', 'Findings', {}, [
            item('TEXT', 'Finding', { TextValue: 'Nodule\r\nin the left lung' }, [
              item('NUM', 'Length', {
                MeasuredValueSequence: [
                  tags({
                    NumericValue: '12.5',
                    MeasurementUnitsCodeSequence: [code('millimeter', 'mm', 'UCUM')],
                  }),
                ],
              }),
            ]),
            item('CODE', 'Site', { ConceptCodeSequence: [code('左肺')] }),
          ]),
          item('PNAME', 'Observer', { PersonName: 'Li^Na=李^娜' }),
          item('DATETIME', 'When', { DateTime: '20261122093000' }),
          item('NUM', 'Count', {
            MeasuredValueSequence: [
              tags({ NumericValue: '3', MeasurementUnitsCodeSequence: [code('no units', '1', 'UCUM')] }),
            ],
          }),
          item('IMAGE', '', {
            ReferencedSOPSequence: [tags({ ReferencedSOPInstanceUID: '2.25.8', ReferencedFrameNumber: '2' })],
          }),
        ],
      },
      SR,
    )
    expect(document).toEqual({
      kind: 'report',
      id: '2.25.3',
      title: 'Chest report',
      lines: [
        { depth: 0, name: 'Findings', value: '' },
        { depth: 1, name: 'Finding', value: 'Nodule\nin the left lung' },
        { depth: 2, name: 'Length', value: '12.5 mm' },
        { depth: 1, name: 'Site', value: '左肺' },
        { depth: 0, name: 'Observer', value: 'Li Na 李娜' },
        { depth: 0, name: 'When', value: '2026-11-22 09:30:00' },
        { depth: 0, name: 'Count', value: '3' },
        { depth: 0, name: '', value: '2.25.8 (2)' },
      ],
    })
  })
})

describe('a segmentation', () => {
  test('names its segments, their colours and what it was drawn on', async () => {
    const reference = (uid: string): DicomTag[] => tags({ ReferencedSOPInstanceUID: uid })
    const document = await documentIn(
      {
        Modality: 'SEG',
        ContentDescription: 'Liver and spleen',
        SegmentSequence: [
          tags({
            SegmentNumber: 1,
            SegmentLabel: 'Liver',
            RecommendedDisplayCIELabValue: [35_579, 53_665, 50_858],
          }),
          tags({ SegmentNumber: 2, SegmentLabel: 'Spleen' }),
        ],
        ReferencedSeriesSequence: [
          tags({ ReferencedInstanceSequence: [reference('2.25.8'), reference('2.25.9')] }),
        ],
        PerFrameFunctionalGroupsSequence: [
          tags({ DerivationImageSequence: [tags({ SourceImageSequence: [reference('2.25.9')] })] }),
        ],
      },
      SEG,
    )
    expect(document).toMatchObject({
      kind: 'segmentation',
      title: 'Liver and spleen',
      segments: [
        { number: 1, label: 'Liver', colour: '#ff0000' },
        { number: 2, label: 'Spleen', colour: null },
      ],
      on: ['2.25.8', '2.25.9'],
    })
  })

  test('says of each frame which segment it draws, and over which picture', async () => {
    const drawn = (segment: number, uid: string, frame?: string): DicomTag[] =>
      tags({
        SegmentIdentificationSequence: [tags({ ReferencedSegmentNumber: segment })],
        DerivationImageSequence: [
          tags({
            SourceImageSequence: [
              tags({ ReferencedSOPInstanceUID: uid, ...(frame && { ReferencedFrameNumber: frame }) }),
            ],
          }),
        ],
      })
    const { root } = await opened(
      imageOf(
        { PerFrameFunctionalGroupsSequence: [drawn(2, '2.25.8'), [], drawn(1, '2.25.9', '3')] },
        {},
        SEG,
      ),
    )
    expect(segmentFrames(root)).toEqual([
      { frame: 0, segment: 2, instance: '2.25.8', imageFrame: 0 },
      { frame: 2, segment: 1, instance: '2.25.9', imageFrame: 2 },
    ])
  })

  test.each([
    ['white', [65_535, 32_896, 32_896], '#ffffff'],
    ['black', [0, 32_896, 32_896], '#000000'],
    ['two numbers', [1, 2], null],
  ])('%s', (_name, lab, colour) => {
    expect(colourOf(lab)).toBe(colour)
  })
})

describe('the table of contents of a CD', () => {
  const DIRECTORY = '1.2.840.10008.1.3.10'
  const record = (type: string, path: string, inUse = 0xffff): DicomTag[] =>
    tags({ DirectoryRecordType: type, RecordInUseFlag: inUse, ...(path && { ReferencedFileID: path }) })
  const directory = imageOf(
    {
      DirectoryRecordSequence: [
        record('PATIENT', ''),
        record('STUDY', ''),
        record('IMAGE', 'DICOM\\IM1'),
        record('IMAGE', 'DICOM\\DELETED', 0),
        record('IMAGE', '..\\..\\etc\\passwd'),
      ],
    },
    {},
    DIRECTORY,
  )

  test('lists its files, none of them outside its folder', async () => {
    expect(readDicomDir(await opened(directory))).toEqual({
      file: 'picture.dcm',
      records: [
        { type: 'PATIENT', path: null },
        { type: 'STUDY', path: null },
        { type: 'IMAGE', path: 'DICOM/IM1' },
        { type: 'IMAGE', path: 'etc/passwd' },
      ],
    })
  })

  test('is no picture, and a picture is none', async () => {
    expect(await refusalOf(directory)).toBe('dicom-is-directory')
    expect(readDicomDir(await opened(imageOf()))).toBeNull()
  })
})
