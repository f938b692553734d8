import { ElementWriter, joined } from '../ecg/dicom/element-writer.ts'
import { EXPLICIT_LITTLE_ENDIAN, fileHead } from './file-head.ts'
import { encodeGb18030 } from './gb18030.ts'

/** One element to write. Text as it is read; numbers for US, SS, UL, SL, FL, FD, AT; items for SQ; bytes as they are. */
export interface DicomTag {
  /** Group and element as one number, `0x00100010`. */
  readonly tag: number
  readonly vr: string
  readonly value: string | number | readonly number[] | Uint8Array | readonly (readonly DicomTag[])[]
}

export interface ImageToWrite {
  readonly sopClass: string
  readonly uids: { readonly study: string; readonly series: string; readonly instance: string }
  readonly pixels: PixelsToWrite
  /** Everything else of the object. A tag given here stands in place of the writer's own. */
  readonly tags?: readonly DicomTag[]
  /** Default UTF-8. */
  readonly charset?: 'utf-8' | 'gb18030'
}

export interface PixelsToWrite {
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel?: 1 | 3
  readonly bitsAllocated: number
  readonly bitsStored?: number
  readonly highBit?: number
  readonly isSigned?: boolean
  readonly photometric: string
  readonly planarConfiguration?: 0 | 1
  /** Number of Frames is written where it is more than one, or asked for. */
  readonly frames?: number
  readonly data: NativeData | EncapsulatedData
}

/** All frames one after the other, as they lie in memory of a little-endian machine. */
interface NativeData {
  readonly kind: 'native'
  readonly samples: ArrayBufferView
}

/** Frames that were compressed elsewhere, each in one fragment or several. */
interface EncapsulatedData {
  readonly kind: 'encapsulated'
  readonly transferSyntax: string
  readonly frames: readonly (readonly Uint8Array[])[]
  readonly offsets: 'none' | 'basic' | 'extended'
}

const UNDEFINED_LENGTH = 0xffffffff
const ITEM = 0xfffee000
const SEQUENCE_END = 0xfffee0dd

/**
 * Writes one DICOM image object: preamble, file meta, data set in explicit little endian, pixels native or
 * encapsulated. Nothing is checked against the object's definition: a writer of test files must be able to err.
 * @throws RangeError for a value that its representation cannot hold
 * Source: PS3.10 7.1; PS3.5 7.1.2, A.4; PS3.3 C.7.6.3.
 */
export function writeImageObject(image: ImageToWrite): Uint8Array<ArrayBuffer> {
  const encode = image.charset === 'gb18030' ? encodeGb18030 : undefined
  const { data } = image.pixels
  const set = new ElementWriter(encode)
  for (const tag of replacedBy(ownTags(image), image.tags ?? [])) addTag(set, tag, encode)
  const syntax = data.kind === 'native' ? EXPLICIT_LITTLE_ENDIAN : data.transferSyntax
  const pixels = data.kind === 'native' ? nativePixels(image.pixels, data) : encapsulatedPixels(data)
  return joined([fileHead(image.sopClass, image.uids.instance, syntax), set.bytes(), pixels])
}

function ownTags({ sopClass, uids, pixels, charset }: ImageToWrite): DicomTag[] {
  const { samplesPerPixel = 1, bitsAllocated, bitsStored = bitsAllocated, frames = 1 } = pixels
  const tags: DicomTag[] = [
    { tag: 0x00080005, vr: 'CS', value: charset === 'gb18030' ? 'GB18030' : 'ISO_IR 192' },
    { tag: 0x00080016, vr: 'UI', value: sopClass },
    { tag: 0x00080018, vr: 'UI', value: uids.instance },
    { tag: 0x0020000d, vr: 'UI', value: uids.study },
    { tag: 0x0020000e, vr: 'UI', value: uids.series },
    { tag: 0x00280002, vr: 'US', value: samplesPerPixel },
    { tag: 0x00280004, vr: 'CS', value: pixels.photometric },
    { tag: 0x00280010, vr: 'US', value: pixels.rows },
    { tag: 0x00280011, vr: 'US', value: pixels.columns },
    { tag: 0x00280100, vr: 'US', value: bitsAllocated },
    { tag: 0x00280101, vr: 'US', value: bitsStored },
    { tag: 0x00280102, vr: 'US', value: pixels.highBit ?? bitsStored - 1 },
    { tag: 0x00280103, vr: 'US', value: pixels.isSigned ? 1 : 0 },
  ]
  if (frames !== 1) tags.push({ tag: 0x00280008, vr: 'IS', value: String(frames) })
  if (samplesPerPixel > 1) tags.push({ tag: 0x00280006, vr: 'US', value: pixels.planarConfiguration ?? 0 })
  if (pixels.data.kind === 'encapsulated' && pixels.data.offsets === 'extended')
    tags.push(...extendedOffsets(pixels.data))
  return tags
}

function replacedBy(own: readonly DicomTag[], given: readonly DicomTag[]): DicomTag[] {
  const tags = new Map(own.map((tag) => [tag.tag, tag]))
  for (const tag of given) tags.set(tag.tag, tag)
  return [...tags.values()]
}

function addTag(
  set: ElementWriter,
  { tag, vr, value }: DicomTag,
  encode: ((text: string) => Uint8Array) | undefined,
): void {
  if (typeof value === 'string') {
    const bytes = (encode ?? UTF8)(value)
    const isOdd = bytes.length % 2 === 1
    set.raw(tag, vr, isOdd ? joined([bytes, Uint8Array.of(vr === 'UI' ? 0x00 : 0x20)]) : bytes)
  } else if (value instanceof Uint8Array) {
    set.raw(tag, vr, value.length % 2 === 0 ? value : joined([value, Uint8Array.of(0)]))
  } else if (typeof value === 'number') {
    set.raw(tag, vr, numbers(vr, [value]))
  } else if (vr === 'SQ') {
    const items = (value as readonly (readonly DicomTag[])[]).map((tags) => {
      const item = new ElementWriter(encode)
      for (const inner of tags) addTag(item, inner, encode)
      return item
    })
    set.sequence(tag, items)
  } else {
    set.raw(tag, vr, numbers(vr, value as readonly number[]))
  }
}

const UTF8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function numbers(vr: string, values: readonly number[]): Uint8Array {
  const size = vr === 'US' || vr === 'SS' ? 2 : vr === 'FD' ? 8 : 4
  const bytes = new Uint8Array(size * values.length)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => {
    const at = size * i
    if (vr === 'US') view.setUint16(at, value, true)
    else if (vr === 'SS') view.setInt16(at, value, true)
    else if (vr === 'UL') view.setUint32(at, value, true)
    else if (vr === 'SL') view.setInt32(at, value, true)
    else if (vr === 'FL') view.setFloat32(at, value, true)
    else if (vr === 'FD') view.setFloat64(at, value, true)
    else if (vr === 'AT') {
      view.setUint16(at, value >>> 16, true)
      view.setUint16(at + 2, value & 0xffff, true)
    } else throw new RangeError(`${vr} holds no numbers`)
  })
  return bytes
}

function nativePixels(pixels: PixelsToWrite, { samples }: NativeData): Uint8Array {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  const vr = pixels.bitsAllocated > 8 ? 'OW' : 'OB'
  return new ElementWriter().binary(0x7fe00010, vr, bytes).bytes()
}

/** Length of a frame as its items lie in the file: values and item headers. */
function frameLength(fragments: readonly Uint8Array[]): number {
  return fragments.reduce((sum, { length }) => sum + 8 + length + (length % 2), 0)
}

function encapsulatedPixels({ frames, offsets }: EncapsulatedData): Uint8Array {
  const table = offsets === 'basic' ? numbers('UL', offsetsOf(frames)) : new Uint8Array()
  const head = new Uint8Array(12)
  const view = new DataView(head.buffer)
  view.setUint16(0, 0x7fe0, true)
  view.setUint16(2, 0x0010, true)
  head.set(UTF8('OB'), 4)
  view.setUint32(8, UNDEFINED_LENGTH, true)
  const items = frames.flatMap((fragments) => fragments.flatMap(item))
  return joined([head, ...item(table), ...items, marker(SEQUENCE_END, 0)])
}

function offsetsOf(frames: readonly (readonly Uint8Array[])[]): number[] {
  let at = 0
  return frames.map((fragments) => {
    const start = at
    at += frameLength(fragments)
    return start
  })
}

/** PS3.3 C.7.6.3.1.8: 64-bit offsets and lengths; each frame is then one fragment. */
function extendedOffsets({ frames }: EncapsulatedData): DicomTag[] {
  const words = (values: readonly number[]): Uint8Array => {
    const bytes = new Uint8Array(8 * values.length)
    values.forEach((value, i) => new DataView(bytes.buffer).setBigUint64(8 * i, BigInt(value), true))
    return bytes
  }
  const lengths = frames.map((fragments) => fragments.reduce((sum, { length }) => sum + length, 0))
  return [
    { tag: 0x7fe00001, vr: 'OV', value: words(offsetsOf(frames)) },
    { tag: 0x7fe00002, vr: 'OV', value: words(lengths) },
  ]
}

function item(value: Uint8Array): Uint8Array[] {
  const padding = value.length % 2
  return [marker(ITEM, value.length + padding), value, new Uint8Array(padding)]
}

function marker(tag: number, length: number): Uint8Array {
  const bytes = new Uint8Array(8)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, tag >>> 16, true)
  view.setUint16(2, tag & 0xffff, true)
  view.setUint32(4, length, true)
  return bytes
}
