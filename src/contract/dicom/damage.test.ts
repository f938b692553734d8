import { existsSync, readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '#domain/random.ts'
import { ElementWriter, joined } from '../ecg/dicom/element-writer.ts'
import { mark } from '../ecg/dicom/fixtures.testing.ts'
import { transcoded } from '../ecg/dicom/transcode.testing.ts'
import { describe as describedOf } from './describe.ts'
import { readDicomDir } from './dicomdir.ts'
import { embeddedPdf } from './documents.ts'
import { CT, imageOf, inflateRaw, tags } from './fixtures.testing.ts'
import { FRAMES_MAX } from './limits.ts'
import { pixelSource } from './pixel-source.ts'
import { readDicom } from './read.ts'
import { groupIntoStudies } from './studies.ts'

const SEED = 20261121
/** Of this thread's own work: a machine that is busy with others does not make a reader hang. */
const FILE_MS_MAX = 2000
const KEPT_SHARES = [0.01, 0.1, 0.5, 0.9, 0.99]

const words = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer)
const code = tags({ CodeValue: '1', CodingSchemeDesignator: '99T', CodeMeaning: '肺' })
const enhanced = imageOf(
  [
    ...tags({
      PatientName: 'Wang^Xiaodong=王^小东',
      StudyDate: '20261122',
      Modality: 'CT',
      FrameOfReferenceUID: '2.25.77',
      SharedFunctionalGroupsSequence: [
        tags({
          PixelMeasuresSequence: [tags({ PixelSpacing: '0.5\\0.5' })],
          PlaneOrientationSequence: [tags({ ImageOrientationPatient: '1\\0\\0\\0\\1\\0' })],
        }),
      ],
      PerFrameFunctionalGroupsSequence: [0, 3].map((z) =>
        tags({ PlanePositionSequence: [tags({ ImagePositionPatient: `0\\0\\${z}` })] }),
      ),
      VOILUTSequence: [tags({ LUTDescriptor: words(3, 0, 12), LUTData: words(1, 2, 3) })],
      WindowCenter: '40\\50',
      WindowWidth: '400\\300',
      SequenceOfUltrasoundRegions: [
        tags({ RegionSpatialFormat: 1, RegionLocationMaxX1: 2, PhysicalDeltaX: 0.1 }),
      ],
    }),
    ...tags({ OverlayRows: 2, OverlayColumns: 3, OverlayOrigin: [1, 1], OverlayData: Uint8Array.of(63, 0) }),
  ],
  { frames: 2, data: { kind: 'native', samples: new Uint16Array(12) } },
  CT,
)
const metaLength = 12 + new DataView(enhanced.buffer).getUint32(140, true)
const dataSet = enhanced.subarray(132 + metaLength)
const withSyntax = (uid: string, bytes: Uint8Array): Uint8Array =>
  joined([mark(), new ElementWriter().text(0x00020010, 'UI', uid).bytes(), bytes])

const WHOLE: Readonly<Record<string, Uint8Array>> = {
  'an enhanced object': enhanced,
  'the same, implicit and without header': transcoded(dataSet, 'implicit'),
  'the same in big endian': withSyntax('1.2.840.10008.1.2.2', transcoded(dataSet, 'big-endian')),
  'the same with sequences of undefined length': withSyntax(
    '1.2.840.10008.1.2.1',
    transcoded(dataSet, 'undefined-lengths'),
  ),
  'the same deflated': withSyntax('1.2.840.10008.1.2.1.99', deflateRawSync(dataSet)),
  'compressed frames': imageOf(
    { LossyImageCompression: '01' },
    {
      frames: 3,
      data: {
        kind: 'encapsulated',
        transferSyntax: '1.2.840.10008.1.2.4.80',
        frames: [[new Uint8Array(20)], [new Uint8Array(30), new Uint8Array(10)], [new Uint8Array(8)]],
        offsets: 'extended',
      },
    },
  ),
  'a palette': imageOf(
    {
      RedPaletteColorLookupTableDescriptor: words(2, 0, 16),
      GreenPaletteColorLookupTableDescriptor: words(2, 0, 16),
      BluePaletteColorLookupTableDescriptor: words(2, 0, 16),
      RedPaletteColorLookupTableData: words(1, 2),
      GreenPaletteColorLookupTableData: words(1, 2),
      BluePaletteColorLookupTableData: words(1, 2),
    },
    { photometric: 'PALETTE COLOR' },
  ),
  'a report': imageOf(
    {
      Modality: 'SR',
      ConceptNameCodeSequence: [code],
      ContentSequence: [
        tags({
          ValueType: 'CONTAINER',
          ConceptNameCodeSequence: [code],
          ContentSequence: [tags({ ValueType: 'TEXT', TextValue: 'x' })],
        }),
      ],
    },
    {},
    '1.2.840.10008.5.1.4.1.1.88.33',
  ),
  'a segmentation': imageOf(
    {
      Modality: 'SEG',
      SegmentSequence: [tags({ SegmentNumber: 1, RecommendedDisplayCIELabValue: [1, 2, 3] })],
    },
    {},
    '1.2.840.10008.5.1.4.1.1.66.4',
  ),
  'a table of contents': imageOf(
    { DirectoryRecordSequence: [tags({ DirectoryRecordType: 'IMAGE', ReferencedFileID: 'A\\B' })] },
    {},
    '1.2.840.10008.1.3.10',
  ),
}

/** Read, described and grouped within bounds, or refused by a value; never thrown. */
async function expectSurvives(bytes: Uint8Array, what: string): Promise<void> {
  const before = process.threadCpuUsage()
  const read = await readDicom({ name: 'x.dcm', bytes }, inflateRaw)
  const outcome = read.ok ? describedOf(read.value) : read
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1000, what).toBeLessThan(FILE_MS_MAX)
  if (!outcome.ok) expect(outcome.problem.message && outcome.problem.cure, what).toBeTruthy()
  if (!read.ok) return
  readDicomDir(read.value)
  const { length = 0 } = embeddedPdf(read.value) ?? {}
  expect(length, what).toBeLessThanOrEqual(bytes.length)
  const source = pixelSource(read.value)
  if (source?.bytes.kind === 'native') expect(source.bytes.data.length, what).toBeLessThanOrEqual(1_000_000)
  if (!outcome.ok || !('instance' in outcome.value)) return
  const { frames, overlays, rows, columns } = outcome.value.instance
  expect(frames.length, what).toBeGreaterThan(0)
  expect(frames.length, what).toBeLessThanOrEqual(FRAMES_MAX)
  for (const { frames: masks } of overlays) {
    for (const mask of masks) expect(mask, what).toHaveLength(rows * columns)
  }
  for (const { pixelAspect, plane, spacing } of new Set(frames)) {
    expect(Number.isFinite(pixelAspect) && pixelAspect > 0, what).toBe(true)
    expect([...(plane?.origin ?? []), spacing?.rowMm ?? 1].every(Number.isFinite), what).toBe(true)
  }
  expect(groupIntoStudies([outcome.value]), what).toHaveLength(1)
}

/** Copies of these bytes, cut short and changed. */
function* damaged(bytes: Uint8Array, changes: number): Generator<{ bytes: Uint8Array; what: string }> {
  const { uniform } = createRandom(SEED)
  for (const share of KEPT_SHARES) {
    yield { bytes: bytes.slice(0, Math.floor(bytes.length * share)), what: `cut at ${share * 100} %` }
  }
  for (let change = 0; change < changes; change++) {
    const changed = bytes.slice()
    // Heads are where lies hurt: most changes fall before the pixels, and every fourth makes a length enormous.
    const reach = change % 2 === 0 ? Math.min(1500, bytes.length) : bytes.length
    const at = Math.floor(uniform() * reach)
    changed[at] = change % 4 === 0 ? 0xff : Math.floor(uniform() * 256)
    yield { bytes: changed, what: `byte ${at} changed to ${changed[at]} (seed ${SEED})` }
  }
  const all = bytes.slice()
  for (let change = 0; change < 100; change++) {
    all[Math.floor(uniform() * all.length)] = Math.floor(uniform() * 256)
  }
  yield { bytes: all, what: `100 bytes changed (seed ${SEED})` }
}

describe('damaged DICOM files: a reason each, soon', () => {
  test.each(Object.entries(WHOLE))('%s', async (name, whole) => {
    for (const { bytes, what } of damaged(whole, 300)) await expectSurvives(bytes, `${name}: ${what}`)
  })

  test('cut anywhere', async () => {
    for (let length = 0; length < enhanced.length; length += 7) {
      await expectSurvives(enhanced.subarray(0, length), `cut at ${length}`)
    }
  })

  test('any bytes behind the mark, and any elements', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        await expectSurvives(joined([mark(), bytes]), 'random behind the mark')
        await expectSurvives(joined([dataSet.subarray(0, 120), bytes]), 'random behind elements')
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  const element = fc.record({
    tag: fc.constantFrom(
      0x00081140,
      0x00081115,
      0x52009230,
      0x0040a730,
      0x00283010,
      0x00280010,
      0x00280008,
      0x60000010,
      0x60003000,
      0x7fe00010,
      0xfffee000,
      0xfffee00d,
      0xfffee0dd,
    ),
    vr: fc.constantFrom('SQ', 'UN', 'OW', 'OB', 'US', 'IS', 'LO', 'UT', 'zz'),
    length: fc.oneof(fc.nat(40), fc.constantFrom(0xffffffff, 0xfffffffe, 0x7fffffff, 0xffff)),
    value: fc.uint8Array({ maxLength: 24 }),
  })
  test('elements whose lengths lie', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(element, { maxLength: 40 }), async (elements) => {
        const parts = elements.map(({ tag, vr, length, value }) => {
          const head = new DataView(new ArrayBuffer(12))
          head.setUint16(0, tag >>> 16, true)
          head.setUint16(2, tag & 0xffff, true)
          head.setUint16(4, vr.charCodeAt(0) | (vr.charCodeAt(1) << 8), true)
          head.setUint32(8, length, true)
          return joined([new Uint8Array(head.buffer), value])
        })
        await expectSurvives(joined([dataSet.subarray(0, 60), ...parts]), 'lying lengths')
      }),
      { seed: SEED, numRuns: 500 },
    )
  })
})

const FOLDER = new URL('../../../../shared/data/dicom/', import.meta.url)
const MANIFEST = new URL('manifest.json', FOLDER)
const files = existsSync(MANIFEST)
  ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { files: { file: string; bytes: number }[] }).files
  : []

/** CI has twenty minutes: there our own fixtures above are damaged, with `LONG=1` the whole set. */
const LONG = process.env['LONG'] !== undefined

describe.skipIf(files.length === 0 || !LONG)('the files of the manifest, cut and changed', () => {
  /** Each copy of it unpacks to the limit; it is asked once, in `read.test.ts`. */
  const BOMB = 'broken/made-deflate-bomb.dcm'
  const folders = [...new Set(files.map(({ file }) => file.split('/')[0]!))].filter(
    (name) => name !== 'large',
  )
  test.each(folders)('%s', async (folder) => {
    for (const { file } of files.filter((one) => one.file.startsWith(`${folder}/`))) {
      if (file === BOMB) continue
      const whole = new Uint8Array(readFileSync(new URL(file, FOLDER)))
      for (const { bytes, what } of damaged(whole, 12)) {
        await expectSurvives(bytes.subarray(0, 1_000_000), `${file}: ${what}`)
      }
    }
  })
})
