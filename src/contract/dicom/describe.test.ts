import { describe, expect, test } from 'vitest'
import type { DicomTag } from './write-image.ts'
import { describe as describedOf } from './describe.ts'
import { CT, imageOf, instanceOf, opened, tags, type Written } from './fixtures.testing.ts'

const MAMMOGRAM = '1.2.840.10008.5.1.4.1.1.1.2'
const frames = (count: number) =>
  ({ frames: count, data: { kind: 'native', samples: new Uint16Array(6 * count) } }) as const

describe('frames of an enhanced object', () => {
  const group = (z: number, intercept: string, centre: string): DicomTag[] =>
    tags({
      PlanePositionSequence: [tags({ ImagePositionPatient: `0\\0\\${z}` })],
      PixelValueTransformationSequence: [
        tags({ RescaleSlope: '1', RescaleIntercept: intercept, RescaleType: 'HU' }),
      ],
      FrameVOILUTSequence: [tags({ WindowCenter: centre, WindowWidth: '400' })],
    })
  const enhanced: Written = {
    SharedFunctionalGroupsSequence: [
      tags({
        PixelMeasuresSequence: [tags({ PixelSpacing: '0.5\\0.25', SliceThickness: '3' })],
        PlaneOrientationSequence: [tags({ ImageOrientationPatient: '1\\0\\0\\0\\1\\0' })],
        FrameVOILUTSequence: [tags({ WindowCenter: '999', WindowWidth: '9' })],
      }),
    ],
    PerFrameFunctionalGroupsSequence: [group(0, '-1024', '40'), group(3, '-1000', '50')],
    FrameOfReferenceUID: '2.25.77',
    Modality: 'CT',
  }

  test('what a frame says of itself counts before what is shared', async () => {
    const [first, second, third] = (await instanceOf(imageOf(enhanced, frames(3), CT))).frames
    expect(first!.rendering).toMatchObject({
      modality: { intercept: -1024 },
      voi: [{ centre: 40 }],
      unit: 'HU',
    })
    expect(second!.rendering).toMatchObject({ modality: { intercept: -1000 }, voi: [{ centre: 50 }] })
    // A frame without a group of its own has what is shared, and no place.
    expect(third!.rendering).toMatchObject({ modality: { intercept: 0 }, voi: [{ centre: 999 }] })
    expect(third!.plane).toBeNull()
    expect(second!.plane).toEqual({
      origin: [0, 0, 3],
      alongRow: [1, 0, 0],
      alongColumn: [0, 1, 0],
      rowMm: 0.5,
      columnMm: 0.25,
      thicknessMm: 3,
      frameOfReference: '2.25.77',
    })
    expect(second!.spacing).toEqual({
      rowMm: 0.5,
      columnMm: 0.25,
      trust: 'calibrated',
      basis: 'patient-plane',
    })
    expect(second!.pixelAspect).toBe(2)
    expect(second!.orientation).toEqual({ left: 'R', top: 'A' })
  })

  const placed: Written = {
    ImagePositionPatient: '1\\2\\10',
    ImageOrientationPatient: '1\\0\\0\\0\\1\\0',
    PixelSpacing: '2\\2',
  }
  const placesOf = async (values: Written) =>
    (await instanceOf(imageOf({ ...placed, ...values }, frames(3)))).frames.map(({ plane }) => plane?.origin)

  test('a grid of dose by its offsets, which may count from anywhere', async () => {
    for (const GridFrameOffsetVector of ['0\\4\\8', '10\\14\\18']) {
      const places = await placesOf({ Modality: 'RTDOSE', GridFrameOffsetVector })
      expect(places).toEqual([
        [1, 2, 10],
        [1, 2, 14],
        [1, 2, 18],
      ])
    }
  })

  test('a loop stays where it is; of nuclear medicine the first frame alone has a place', async () => {
    expect(await placesOf({ Modality: 'MR' })).toEqual([
      [1, 2, 10],
      [1, 2, 10],
      [1, 2, 10],
    ])
    expect(await placesOf({ Modality: 'NM' })).toEqual([[1, 2, 10], undefined, undefined])
  })

  test('frames of a plain loop say it once', async () => {
    const { frames: infos } = await instanceOf(imageOf({}, frames(40)))
    expect(infos).toHaveLength(40)
    expect(new Set(infos).size).toBe(1)
  })
})

describe('what lies where, and how large', () => {
  test('a film measures at its detector, or less by its magnification', async () => {
    const [plain] = (await instanceOf(imageOf({ ImagerPixelSpacing: '0.2\\0.2', Modality: 'DX' }))).frames
    expect(plain!.spacing).toMatchObject({ rowMm: 0.2, trust: 'estimated', basis: 'imager' })
    const [magnified] = (
      await instanceOf(
        imageOf({
          ImagerPixelSpacing: '0.2\\0.2',
          EstimatedRadiographicMagnificationFactor: '1.25',
          Modality: 'DX',
        }),
      )
    ).frames
    expect(magnified!.spacing).toMatchObject({ rowMm: 0.16, basis: 'imager-magnified' })
  })

  test('a picture of a picture keeps no plane of the body: its spacing is an estimate', async () => {
    const copied: Written = {
      Modality: 'CT',
      ImagePositionPatient: '0\\0\\0',
      ImageOrientationPatient: '1\\0\\0\\0\\1\\0',
      PixelSpacing: '1\\1',
    }
    expect((await instanceOf(imageOf(copied, {}, CT))).frames[0]!.spacing!.trust).toBe('calibrated')
    expect((await instanceOf(imageOf(copied))).frames[0]!.spacing!.trust).toBe('estimated')
  })

  test('sides by Patient Orientation where there is no plane', async () => {
    const [info] = (await instanceOf(imageOf({ PatientOrientation: 'L\\F' }))).frames
    expect(info!.orientation).toEqual({ left: 'R', top: 'H' })
    expect((await instanceOf(imageOf())).frames[0]).toMatchObject({
      orientation: null,
      plane: null,
      spacing: null,
    })
  })

  test('pixels that are not square', async () => {
    expect((await instanceOf(imageOf({ PixelAspectRatio: '2\\1' }))).frames[0]!.pixelAspect).toBe(2)
    expect((await instanceOf(imageOf({ PixelSpacing: '0.2\\0.4' }))).frames[0]!.pixelAspect).toBe(0.5)
    expect((await instanceOf(imageOf({ PixelAspectRatio: '0\\1' }))).frames[0]!.pixelAspect).toBe(1)
  })

  test('directions that are not at right angles place nothing, and it is told', async () => {
    const { frames: infos, warnings } = await instanceOf(
      imageOf({
        ImagePositionPatient: '0\\0\\0',
        ImageOrientationPatient: '1\\0\\0\\1\\0\\0',
        PixelSpacing: '1\\1',
      }),
    )
    expect(infos[0]!.plane).toBeNull()
    expect(warnings).toEqual([{ code: 'plane-invalid' }])
  })

  test('regions of an ultrasound; one that reaches out of the picture is of another size', async () => {
    const region = (x1: number): DicomTag[] =>
      tags({
        RegionSpatialFormat: 1,
        RegionLocationMinX0: 0,
        RegionLocationMinY0: 0,
        RegionLocationMaxX1: x1,
        RegionLocationMaxY1: 1,
        PhysicalUnitsXDirection: 3,
        PhysicalUnitsYDirection: 3,
        PhysicalDeltaX: 0.05,
        PhysicalDeltaY: 0.04,
      })
    const { ultrasoundRegions, warnings } = await instanceOf(
      imageOf({ SequenceOfUltrasoundRegions: [region(2), region(500)] }),
    )
    expect(ultrasoundRegions).toMatchObject([
      { x0: 0, x1: 2, unitX: 'cm', deltaX: 0.05, deltaY: 0.04, shape: '2d' },
    ])
    expect(warnings).toEqual([{ code: 'ultrasound-region-outside' }])
  })
})

describe('overlays', () => {
  const plane = (values: Written, index = 0) =>
    tags({ OverlayBitsAllocated: 1, OverlayBitPosition: 0, ...values }, index)

  test('graphics and region of interest, each of the size of the picture', async () => {
    const { overlays } = await instanceOf(
      imageOf([
        ...plane({
          OverlayRows: 2,
          OverlayColumns: 3,
          OverlayType: 'G',
          OverlayLabel: 'note',
          OverlayOrigin: [1, 1],
          OverlayData: Uint8Array.of(0b101001, 0),
        }),
        ...plane(
          {
            OverlayRows: 2,
            OverlayColumns: 3,
            OverlayType: 'R',
            OverlayOrigin: [1, 1],
            OverlayData: Uint8Array.of(0b000010, 0),
          },
          1,
        ),
      ]),
    )
    expect(overlays).toEqual([
      { kind: 'graphics', label: 'note', frames: [Uint8Array.of(1, 0, 0, 1, 0, 1)], firstFrame: 0 },
      { kind: 'roi', label: '', frames: [Uint8Array.of(0, 1, 0, 0, 0, 0)], firstFrame: 0 },
    ])
  })

  test('what lies outside the picture is cut off', async () => {
    // Four by four, its first pixel one above and one to the left of the picture's first.
    const { overlays, warnings } = await instanceOf(
      imageOf(
        plane({
          OverlayRows: 4,
          OverlayColumns: 4,
          OverlayOrigin: [0, 0],
          OverlayData: Uint8Array.of(0xff, 0x00),
        }),
      ),
    )
    expect(overlays[0]!.frames).toEqual([Uint8Array.of(1, 1, 1, 0, 0, 0)])
    expect(warnings).toEqual([])
  })

  test('frames of their own, without gaps between them', async () => {
    const { overlays } = await instanceOf(
      imageOf(
        plane({
          OverlayRows: 2,
          OverlayColumns: 3,
          OverlayOrigin: [1, 1],
          NumberOfFramesInOverlay: '2',
          ImageFrameOrigin: 2,
          OverlayData: Uint8Array.of(0b01000001, 0b00001000),
        }),
        frames(3),
      ),
    )
    expect(overlays[0]).toMatchObject({
      firstFrame: 1,
      frames: [Uint8Array.of(1, 0, 0, 0, 0, 0), Uint8Array.of(1, 0, 0, 0, 0, 1)],
    })
  })

  test('the retired form: a bit of the pixel words that holds no value', async () => {
    const samples = Uint16Array.of(0x1001, 0x0002, 0x1003, 0x0004, 0x0005, 0x1006)
    const embedded = tags({
      OverlayRows: 2,
      OverlayColumns: 3,
      OverlayOrigin: [1, 1],
      OverlayBitsAllocated: 16,
      OverlayBitPosition: 12,
    })
    const { overlays } = await instanceOf(imageOf(embedded, { data: { kind: 'native', samples } }))
    expect(overlays[0]!.frames).toEqual([Uint8Array.of(1, 0, 1, 0, 0, 1)])
  })

  test('too few data are told, and cost the overlay alone', async () => {
    const { overlays, warnings } = await instanceOf(
      imageOf(
        plane({
          OverlayRows: 2000,
          OverlayColumns: 2000,
          OverlayOrigin: [1, 1],
          OverlayData: Uint8Array.of(1, 2),
        }),
      ),
    )
    expect(overlays).toEqual([])
    expect(warnings).toEqual([{ code: 'overlay-invalid', details: { overlay: 1 } }])
  })
})

describe('what else is said of a picture', () => {
  test('its loss, each compression counted; burned-in words; its speed', async () => {
    const instance = await instanceOf(
      imageOf(
        {
          LossyImageCompression: '01',
          LossyImageCompressionRatio: '10\\2',
          BurnedInAnnotation: 'YES',
          FrameTimeVector: '0\\30\\50',
        },
        frames(3),
      ),
    )
    expect(instance).toMatchObject({ lossy: { ratio: 20 }, burnedInAnnotation: 'yes', frameTimeMs: 40 })
    expect(await instanceOf(imageOf({ FrameTime: '40' }))).toMatchObject({
      lossy: null,
      burnedInAnnotation: null,
      frameTimeMs: null,
    })
  })

  test('a JPEG is lossy whether the file says so or not', async () => {
    const data = {
      kind: 'encapsulated',
      transferSyntax: '1.2.840.10008.1.2.4.50',
      frames: [[Uint8Array.of(0xff, 0xd8)]],
      offsets: 'none',
    } as const
    expect((await instanceOf(imageOf({}, { data, bitsAllocated: 8, bitsStored: 8 }))).lossy).toEqual({
      ratio: null,
    })
  })

  test('the study, the series and the person, in their own writing', async () => {
    const described = describedOf(
      await opened(
        imageOf(
          {
            PatientName: 'Wang^Xiaodong=王^小东=wáng^xiǎo dōng',
            PatientID: 'A-7',
            PatientBirthDate: '19580302',
            PatientSex: 'F',
            PatientAge: '067Y',
            StudyDate: '20261122',
            StudyTime: '093000.123',
            StudyDescription: 'Mammography',
            AccessionNumber: '77',
            InstitutionName: '镇卫生院',
            Manufacturer: 'Maker',
            ManufacturerModelName: 'Model 2',
            Modality: 'MG',
            SeriesNumber: '3',
            BodyPartExamined: 'breast',
            ImageLaterality: 'L',
            ViewPosition: 'MLO',
          },
          {},
          MAMMOGRAM,
        ),
      ),
    )
    expect(described).toMatchObject({
      ok: true,
      value: {
        file: 'picture.dcm',
        study: {
          id: '2.25.1',
          startedAt: '2026-11-22T09:30:00',
          description: 'Mammography',
          accessionNumber: '77',
          institution: '镇卫生院',
          device: ['Maker', 'Model 2'],
          person: {
            names: ['Wang Xiaodong', '王小东', 'wáng xiǎo dōng'],
            id: 'A-7',
            birthDate: '1958-03-02',
            sex: 'female',
            ageYears: 67,
          },
        },
        series: {
          id: '2.25.2',
          modality: 'MG',
          number: 3,
          bodyPart: 'BREAST',
          laterality: 'left',
          view: 'MLO',
        },
        instance: { id: '2.25.3', sopClass: MAMMOGRAM, modality: 'MG' },
      },
    })
  })

  test.each([
    ['medio-lateral oblique', 'MLO'],
    ['cranio-caudal', 'CC'],
    ['postero-anterior', 'PA'],
    ['tangential', ''],
  ])('a view by its code: %s', async (CodeMeaning, view) => {
    const described = describedOf(await opened(imageOf({ ViewCodeSequence: [tags({ CodeMeaning })] })))
    expect(described.ok && described.value.series.view).toBe(view)
  })

  test('a day without a time, and none at all', async () => {
    const startedAt = async (values: Written) => {
      const described = describedOf(await opened(imageOf(values)))
      return described.ok ? described.value.study.startedAt : expect.unreachable()
    }
    expect(await startedAt({ StudyDate: '20261122' })).toBe('2026-11-22')
    expect(await startedAt({ StudyDate: '20261122', StudyTime: '0930' })).toBe('2026-11-22T09:30:00')
    expect(await startedAt({ StudyDate: '20261399', ContentDate: '2026.11.21' })).toBe('2026-11-21')
    expect(await startedAt({})).toBeNull()
  })

  test('a file without an identity goes by its bytes', async () => {
    const bytes = imageOf({ SOPInstanceUID: '' }).slice()
    const text = String.fromCharCode(...bytes)
    bytes.set([0x09, 0x00], text.indexOf('\x02\x00\x03\x00UI') + 2) // no Media Storage SOP Instance UID
    expect((await instanceOf(bytes)).id).toMatch(/^sha256:[0-9a-f]{64}$/)
  })
})
