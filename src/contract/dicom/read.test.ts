import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ElementWriter, joined } from '../ecg/dicom/element-writer.ts'
import { mark } from '../ecg/dicom/fixtures.testing.ts'
import { transcoded } from '../ecg/dicom/transcode.testing.ts'
import { imageOf, instanceOf, opened, refusalOf, tags } from './fixtures.testing.ts'
import { forKeeping } from './keep.ts'
import { pixelSource } from './pixel-source.ts'
import { looksLikeDicom } from './source.ts'

const picture = imageOf([
  ...tags({
    PatientName: 'Wang^Xiaodong=王^小东',
    StudyDate: '20261122',
    Modality: 'CT',
    ReferencedSeriesSequence: [tags({ SeriesInstanceUID: '2.25.9' }), []],
    RescaleIntercept: '-1024',
    RescaleSlope: '1',
  }),
  { tag: 0x00091010, vr: 'SQ', value: [[{ tag: 0x00091011, vr: 'OB', value: Uint8Array.of(1, 2) }]] },
])
const metaLength = 12 + new DataView(picture.buffer).getUint32(140, true)
const dataSet = picture.subarray(132 + metaLength)
const syntax = (uid: string): Uint8Array => new ElementWriter().text(0x00020010, 'UI', uid).bytes()
const withSyntax = (uid: string, bytes: Uint8Array) => joined([mark(), syntax(uid), bytes])
const tiff = picture.slice()
tiff.set([0x49, 0x49, 0x2a, 0x00, 0x08, 0x00, 0x00, 0x00])

describe('one picture, however its file is written', () => {
  test.each([
    ['explicit little endian', picture],
    ['implicit', withSyntax('1.2.840.10008.1.2', transcoded(dataSet, 'implicit'))],
    ['explicit big endian', withSyntax('1.2.840.10008.1.2.2', transcoded(dataSet, 'big-endian'))],
    [
      'sequences of undefined length',
      withSyntax('1.2.840.10008.1.2.1', transcoded(dataSet, 'undefined-lengths')),
    ],
    ['implicit, called explicit', withSyntax('1.2.840.10008.1.2.1', transcoded(dataSet, 'implicit'))],
    ['explicit, called implicit', withSyntax('1.2.840.10008.1.2', dataSet)],
    ['big endian without header', transcoded(dataSet, 'big-endian')],
    ['without header', dataSet],
    ['without header, implicit', transcoded(dataSet, 'implicit')],
    ['without preamble', picture.subarray(128)],
    ['without preamble and mark', picture.subarray(132)],
    ['with a byte too many in front', joined([Uint8Array.of(0x20), dataSet])],
    ['with the header of a TIFF before it', tiff],
    ['deflated', withSyntax('1.2.840.10008.1.2.1.99', deflateRawSync(dataSet))],
    [
      'deflated and padded',
      withSyntax('1.2.840.10008.1.2.1.99', joined([deflateRawSync(dataSet), Uint8Array.of(0)])),
    ],
    [
      'deflated with the end of a gzip file',
      withSyntax('1.2.840.10008.1.2.1.99', gzipSync(dataSet).subarray(10)),
    ],
    ['with zeros behind it', joined([picture, new Uint8Array(512)])],
  ])('%s', async (_how, bytes) => {
    expect(looksLikeDicom(bytes)).toBe(true)
    const object = await opened(bytes)
    expect(object.unreadable).toEqual([])
    expect(object.cutIn).toBeNull()
    expect(object.root.text('PatientName')).toBe('Wang^Xiaodong=王^小东')
    const references = object.root.items('ReferencedSeriesSequence')
    expect(references.map((item) => item.text('SeriesInstanceUID'))).toEqual(['2.25.9', ''])
    const { bytes: pixels, layout } = pixelSource(object)!
    if (pixels.kind !== 'native') return expect.unreachable()
    const view = new DataView(pixels.data.buffer, pixels.data.byteOffset)
    expect(view.getUint16(10, !layout.isBigEndian)).toBe(4095)
    const { frames, rows, columns } = await instanceOf(bytes)
    expect([frames.length, rows, columns]).toEqual([1, 2, 3])
    expect(frames[0]!.rendering).toMatchObject({ modality: { slope: 1, intercept: -1024 } })
  })

  test('a copy that lost its last pad byte is whole', async () => {
    const odd = imageOf(
      {},
      {
        rows: 1,
        columns: 1,
        bitsAllocated: 8,
        bitsStored: 8,
        data: { kind: 'native', samples: Uint8Array.of(7) },
      },
    )
    expect((await opened(odd.subarray(0, odd.length - 1))).cutIn).toBeNull()
    expect((await instanceOf(odd.subarray(0, odd.length - 1))).warnings).toEqual([])
  })
})

describe('elements that readers stumble over', () => {
  test('lengths of 32 bits behind VRs that came later', async () => {
    const long = new Uint8Array(16)
    new DataView(long.buffer).setBigInt64(0, 5n, true)
    const { root, unreadable } = await opened(
      imageOf([
        { tag: 0x00091020, vr: 'OV', value: long },
        { tag: 0x00091021, vr: 'SV', value: long },
        { tag: 0x00091022, vr: 'UV', value: long },
        { tag: 0x00091023, vr: 'UC', value: 'unlimited' },
        ...tags({ PatientID: 'A-7' }),
      ]),
    )
    expect(unreadable).toEqual([])
    expect(root.text('PatientID')).toBe('A-7')
  })

  test('a sequence called UN holds implicit items', async () => {
    const item = transcoded(new ElementWriter().text(0x0020000e, 'UI', '2.25.9').bytes(), 'implicit')
    const open = Uint8Array.of(0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff, ...item)
    const ends = Uint8Array.of(0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0)
    const head = Uint8Array.of(0x08, 0, 0x15, 0x11, 0x55, 0x4e, 0, 0, 0xff, 0xff, 0xff, 0xff)
    const bytes = joined([mark(), syntax('1.2.840.10008.1.2.1'), head, open, ends, dataSet.subarray(-20)])
    const { root, unreadable } = await opened(bytes)
    expect(unreadable).toEqual([])
    expect(root.item('ReferencedSeriesSequence')!.text('SeriesInstanceUID')).toBe('2.25.9')
  })

  test('a broken sequence costs that sequence alone', async () => {
    const bytes = picture.slice()
    const text = String.fromCharCode(...bytes)
    bytes[text.indexOf('\x15\x11SQ') + 10] = 0x11 // the tag of its first item
    const { root, unreadable } = await opened(bytes)
    expect(unreadable).toEqual(['Referenced Series Sequence'])
    expect(root.number('Rows')).toBe(2)
  })

  test('group lengths that lie are passed over', async () => {
    const { root } = await opened(
      imageOf([{ tag: 0x00100000, vr: 'UL', value: 4_000_000 }, ...tags({ PatientID: 'A' })]),
    )
    expect(root.text('PatientID')).toBe('A')
  })
})

describe('what is refused, and why', () => {
  test.each([
    ['nothing', new Uint8Array(0), 'file-empty'],
    [
      'a web page',
      new TextEncoder().encode('<!doctype html><html><body>not found</body></html>'),
      'dicom-unrecognised',
    ],
    ['the mark and nothing behind it', mark(), 'dicom-cut-short'],
    ['a file cut in its header', picture.subarray(0, 170), 'dicom-cut-short'],
    ['a file cut in its pixels', picture.subarray(0, picture.length - 4), 'dicom-cut-short'],
    [
      'a deflated stream that is cut',
      withSyntax('1.2.840.10008.1.2.1.99', deflateRawSync(dataSet).subarray(0, 90)),
      'dicom-deflate-broken',
    ],
    [
      'a stream that unpacks to 110 MB',
      withSyntax('1.2.840.10008.1.2.1.99', deflateRawSync(new Uint8Array(110_000_000))),
      'dicom-asks-too-much',
    ],
    ['sequences nested without end', withSyntax('1.2.840.10008.1.2.1', nested(3000)), 'dicom-asks-too-much'],
    ['no rows', imageOf({ Rows: 0 }), 'pixels-layout'],
    ['more bits stored than there are', imageOf({ BitsStored: 17 }), 'pixels-layout'],
    ['two thousand million frames', imageOf({ NumberOfFrames: '2147483647' }), 'pixels-layout'],
    [
      'a picture of 4 thousand million pixels',
      imageOf({ Rows: 65_535, Columns: 65_535 }),
      'pixels-too-large',
    ],
    [
      'no pixels',
      withSyntax('1.2.840.10008.1.2.1', dataSet.subarray(0, dataSet.length - 24)),
      'dicom-pixels-missing',
    ],
    ['an ECG', imageOf({ WaveformSequence: [[]] }), 'dicom-is-ecg'],
    [
      'a plan without a picture',
      withSyntax('1.2.840.10008.1.2.1', new ElementWriter().text(0x00080016, 'UI', '1.2.3').bytes()),
      'dicom-no-picture',
    ],
  ])('%s', async (_what, bytes, code) => {
    expect(await refusalOf(bytes)).toBe(code)
  })

  test('a length of four thousand million allocates nothing', async () => {
    const bytes = picture.slice()
    bytes.set([0xfe, 0xff, 0xff, 0xff], bytes.length - 16)
    expect(await refusalOf(bytes)).toBe('dicom-cut-short')
  })

  test('elements without end that say nothing', async () => {
    const empty = new Uint8Array(5_000_000)
    const view = new DataView(empty.buffer)
    for (let i = 0; i < empty.length; i += 8) {
      view.setUint32(i, 0x40090009 + (i & 0xff0000), true)
      view.setUint16(i + 4, 0x4f4c, true)
    }
    expect(await refusalOf(withSyntax('1.2.840.10008.1.2.1', empty))).toBe('dicom-asks-too-much')
  })
})

test('the whole frames of a loop that is cut are shown, and the others told', async () => {
  const data = { kind: 'native', samples: new Uint16Array(24) } as const
  const loop = imageOf({ FrameTime: '40' }, { frames: 4, data })
  const { frames, frameTimeMs, warnings } = await instanceOf(loop.subarray(0, loop.length - 14))
  expect(frames).toHaveLength(2)
  expect(frameTimeMs).toBe(40)
  expect(warnings).toEqual([{ code: 'frames-missing', details: { said: 4, found: 2 } }])
})

test('what is kept has no preamble: the file is one thing only', () => {
  const kept = forKeeping(tiff)
  expect([...kept.subarray(0, 128)].every((byte) => byte === 0)).toBe(true)
  expect(kept.subarray(128)).toEqual(tiff.subarray(128))
  expect(tiff[0]).toBe(0x49)
  const bare = picture.subarray(132)
  expect(forKeeping(bare)).toEqual(bare)
})

/** Each in the other, of undefined length. */
function nested(depth: number): Uint8Array {
  const one = Uint8Array.of(
    0x08,
    0,
    0x40,
    0x11,
    0x53,
    0x51,
    0,
    0,
    255,
    255,
    255,
    255,
    0xfe,
    0xff,
    0,
    0xe0,
    255,
    255,
    255,
    255,
  )
  return joined(Array.from({ length: depth }, () => one))
}

test('an item may have a character set of its own', async () => {
  const inner = { tag: 0x00080005, vr: 'CS', value: 'GB18030' }
  const name = {
    tag: 0x00100010,
    vr: 'PN',
    value: Uint8Array.of(0xcd, 0xf5, 0x5e, 0xd0, 0xa1, 0xb6, 0xab, 0x20),
  }
  const { root } = await opened(
    imageOf(
      tags({
        PatientName: '王',
        RequestedProcedureCodeSequence: [[inner, name], [...tags({ PatientName: '李' })]],
      }),
    ),
  )
  expect(root.text('PatientName')).toBe('王')
  const names = root.items('RequestedProcedureCodeSequence').map((item) => item.text('PatientName'))
  expect(names).toEqual(['王^小东', '李'])
})
