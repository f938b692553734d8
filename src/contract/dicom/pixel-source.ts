import type {
  EncapsulatedBytes,
  NativeBytes,
  Palette,
  PaletteChannel,
  PixelLayout,
  PixelSource,
} from '../pixels/source.ts'
import type { DicomItem } from './item.ts'
import type { DicomObject } from './read.ts'
import type { Keyword } from './tags.ts'
import { viewOf } from './source.ts'

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1'
const OFFSETS_MAX = 200_000

const PIXEL_ELEMENTS = [
  ['PixelData', 'integer'],
  ['FloatPixelData', 'float'],
  ['DoubleFloatPixelData', 'double'],
] as const satisfies readonly (readonly [Keyword, PixelLayout['sampleKind']])[]

/**
 * The pixels of an object and how they are laid out, as the file states it; nothing is corrected or checked here.
 * @returns null where the object has no pixel element, or an empty one
 */
export function pixelSource({ root, transferSyntax }: DicomObject): PixelSource | null {
  const found = PIXEL_ELEMENTS.find(([keyword]) => root.has(keyword))
  if (found === undefined) return null
  const [keyword, sampleKind] = found
  const bytes = bytesOf(root, keyword)
  if (bytes === null) return null
  const isSigned = root.number('PixelRepresentation') === 1
  const photometric = root.text('PhotometricInterpretation').toUpperCase()
  const bitsAllocated = root.number('BitsAllocated') ?? 0
  const isFloat = sampleKind !== 'integer'
  const bitsStored = root.number('BitsStored') ?? (isFloat ? bitsAllocated : 0)
  const layout: PixelLayout = {
    rows: root.number('Rows') ?? 0,
    columns: root.number('Columns') ?? 0,
    frames: numberOfFrames(root),
    samplesPerPixel: root.number('SamplesPerPixel') ?? 1,
    bitsAllocated,
    bitsStored,
    highBit: root.number('HighBit') ?? bitsStored - 1,
    isSigned,
    photometric,
    planarConfiguration: root.number('PlanarConfiguration') ?? 0,
    // Encapsulated pixels without a syntax are told apart by their own marks; native ones are little endian.
    transferSyntax: transferSyntax || (bytes.kind === 'native' ? EXPLICIT_LITTLE_ENDIAN : ''),
    isBigEndian: root.isBigEndian,
    sampleKind,
    palette: photometric === 'PALETTE COLOR' ? paletteOf(root, isSigned) : null,
  }
  return { layout, bytes }
}

/** Number of Frames; 1 where the file does not say, or says nonsense. */
function numberOfFrames(root: DicomItem): number {
  const said = root.number('NumberOfFrames')
  return said !== null && Number.isInteger(said) && said >= 1 ? said : 1
}

function bytesOf(root: DicomItem, keyword: Keyword): NativeBytes | EncapsulatedBytes | null {
  const items = root.fragments(keyword)
  if (items === null) {
    const data = root.raw(keyword)
    return data && { kind: 'native', data, vr: root.vr(keyword) }
  }
  const [table = new Uint8Array(0), ...fragments] = items
  const view = viewOf(table)
  const count = Math.min(OFFSETS_MAX, table.length >> 2)
  const basicOffsets = Array.from({ length: count }, (_, i) => view.getUint32(4 * i, true))
  return { kind: 'encapsulated', fragments, basicOffsets, extended: extendedTable(root) }
}

function extendedTable(root: DicomItem): EncapsulatedBytes['extended'] {
  const offsets = root.raw('ExtendedOffsetTable')
  if (offsets === null) return null
  return {
    offsets: uint64s(offsets),
    lengths: uint64s(root.raw('ExtendedOffsetTableLengths') ?? new Uint8Array(0)),
  }
}

function uint64s(bytes: Uint8Array): number[] {
  const view = viewOf(bytes)
  const count = Math.min(OFFSETS_MAX, bytes.length >> 3)
  return Array.from({ length: count }, (_, i) => Number(view.getBigUint64(8 * i, true)))
}

function paletteOf(root: DicomItem, isSigned: boolean): Palette | null {
  const red = channelOf(root, 'Red', isSigned)
  const green = channelOf(root, 'Green', isSigned)
  const blue = channelOf(root, 'Blue', isSigned)
  return red && green && blue && { red, green, blue }
}

function channelOf(
  root: DicomItem,
  colour: 'Red' | 'Green' | 'Blue',
  isSigned: boolean,
): PaletteChannel | null {
  const descriptor = root.raw(`${colour}PaletteColorLookupTableDescriptor`)
  const plain = root.raw(`${colour}PaletteColorLookupTableData`)
  const data = plain ?? root.raw(`Segmented${colour}PaletteColorLookupTableData`)
  if (descriptor === null || descriptor.length < 6 || data === null) return null
  // Files call the descriptor US or SS as it comes; the first and third numbers never are signed.
  const view = viewOf(descriptor)
  const littleEndian = !root.isBigEndian
  return {
    entries: view.getUint16(0, littleEndian),
    firstMapped: isSigned ? view.getInt16(2, littleEndian) : view.getUint16(2, littleEndian),
    bits: view.getUint16(4, littleEndian),
    data,
    isSegmented: plain === null,
  }
}
