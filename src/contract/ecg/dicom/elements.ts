import * as loaded from 'dicom-parser'
import type { ByteStream, Element } from 'dicom-parser'
import { DicomItem } from './item.ts'

/** Node hands out the package as its default export, bundlers by its names. */
const dicomParser = ('default' in loaded ? loaded.default : loaded) as typeof loaded

export const WAVEFORM_SEQUENCE = 'x54000100'
const TRANSFER_SYNTAX = 'x00020010'
const ITEM = 'xfffee000'
const ITEM_END = 'xfffee00d'
const SEQUENCE_END = 'xfffee0dd'
const UNDEFINED_LENGTH = 0xffffffff

/** No part beside the waveforms is larger; the library builds an object for each element it meets. */
const PART_BYTES_MAX = 4 * 1024 * 1024
/** What is worth keeping piece by piece where a piece is broken: groups, their channels, and annotations. */
const TAKEN_APART: ReadonlyMap<string, string> = new Map([
  [WAVEFORM_SEQUENCE, 'Waveform Sequence'],
  ['x003a0200', 'Channel Definition Sequence'],
  ['x0040b020', 'Waveform Annotation Sequence'],
])
/** Elements of a whole file, at about 400 bytes each; a cart that marks every wave of every beat has some ten thousand. */
const ELEMENTS_MAX = 100_000
/** Items of one sequence; the numbers and statements of a recording stand among the first annotations. */
const ITEMS_MAX = 5000

export interface ParsedDicom {
  readonly root: DicomItem
  /** The parts that could not be read, by name or by tag (`(0008,0005)`). */
  readonly unreadable: readonly string[]
}

interface Source {
  readonly bytes: Uint8Array
  readonly isExplicit: boolean
  readonly isBigEndian: boolean
  readonly unreadable: string[]
  /** Elements that may still be met. */
  left: number
}

/** Explicit value representations, as far as one can open a data set. */
const VALUE_REPRESENTATIONS =
  /^(?:AE|AS|AT|CS|DA|DS|DT|FD|FL|IS|LO|LT|OB|OW|PN|SH|SL|SQ|SS|ST|TM|UI|UL|UN|US|UT)$/

/**
 * Whether these bytes are DICOM: by its mark behind the preamble, or, for files without one, by two elements of
 * group 2 or 8 that follow each other. Explicit or implicit, little endian.
 */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  if (ascii(bytes, 128, 4) === 'DICM') return true
  const first = headerAt(bytes, 0)
  if (first === null || (first.group !== 2 && first.group !== 8) || first.length > 1024) return false
  const second = headerAt(bytes, first.dataOffset + first.length)
  return (
    second !== null &&
    (second.group === 2 || second.group === 8) &&
    second.group * 65536 + second.element > first.group * 65536 + first.element &&
    second.length <= 1024
  )
}

/** The head of an element, explicit where its two letters are a representation, else implicit. Little endian. */
function headerAt(
  bytes: Uint8Array,
  at: number,
): { group: number; element: number; length: number; dataOffset: number } | null {
  if (at + 12 > bytes.length) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const group = view.getUint16(at, true)
  const element = view.getUint16(at + 2, true)
  const representation = ascii(bytes, at + 4, 2)
  if (!VALUE_REPRESENTATIONS.test(representation)) {
    return { group, element, length: view.getUint32(at + 4, true), dataOffset: at + 8 }
  }
  return /^(?:OB|OW|SQ|UN|UT)$/.test(representation)
    ? { group, element, length: view.getUint32(at + 8, true), dataOffset: at + 12 }
    : { group, element, length: view.getUint16(at + 6, true), dataOffset: at + 8 }
}

function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length))
}

/**
 * Takes a DICOM file apart, with or without preamble and meta header; explicit little and big endian, implicit little
 * endian. What the library cannot read is passed over and named; a waveform sequence that is cut short keeps the
 * groups, and the part of a group, that are there.
 * @returns `deflated` for the one transfer syntax that needs another library
 */
export function parseDicomFile(bytes: Uint8Array): ParsedDicom | 'deflated' {
  const unreadable: string[] = []
  let from = ascii(bytes, 128, 4) === 'DICM' ? 132 : 0
  const meta: Source = { bytes, isExplicit: true, isBigEndian: false, unreadable, left: 100 }
  let syntax = ''
  while (from + 8 <= bytes.length && bytes[from] === 2 && bytes[from + 1] === 0) {
    const element = readElement(meta, from, bytes.length)
    if (element === null) break
    if (element.tag === TRANSFER_SYNTAX) {
      syntax = ascii(bytes, element.dataOffset, element.length).replace(/[\0 ]+$/, '')
    }
    from = element.dataOffset + element.length
  }
  if (syntax === '1.2.840.10008.1.2.1.99') return 'deflated'
  const source: Source = {
    bytes,
    // What the bytes are counts more than what the header calls them: writers get this wrong.
    isExplicit: VALUE_REPRESENTATIONS.test(ascii(bytes, from + 4, 2)),
    isBigEndian: syntax === '1.2.840.10008.1.2.2',
    unreadable,
    left: ELEMENTS_MAX,
  }
  const { elements } = readElements(source, from, bytes.length)
  if (!(WAVEFORM_SEQUENCE in elements)) resync(source, from, elements)
  return { root: new DicomItem(bytes, elements, source.isBigEndian), unreadable }
}

/** Elements one after the other; inside a waveform group, up to its end or to the end of the file. */
function readElements(
  source: Source,
  from: number,
  to: number,
): { elements: Record<string, Element>; end: number } {
  const elements: Record<string, Element> = {}
  let at = from
  while (at + 8 <= to && source.left-- > 0) {
    const tag = tagAt(source, at)
    if (tag === ITEM_END) return { elements, end: at + 8 }
    const element = TAKEN_APART.has(tag) ? readItems(source, at, to) : readElement(source, at, to)
    if (element === null) {
      source.unreadable.push(nameOf(tag))
      const header = lengthAt(source, at)
      // An implausible length says that the place is lost; what follows would be read as something it is not.
      if (header === null || header.length === UNDEFINED_LENGTH || header.dataOffset + header.length > to)
        break
      at = header.dataOffset + header.length
      continue
    }
    elements[element.tag] = element
    if (!TAKEN_APART.has(tag)) source.left -= countOf(element)
    at = element.dataOffset + element.length
  }
  return { elements, end: at }
}

/** The elements that the library made for this one. */
function countOf({ items = [] }: Element): number {
  const within = items.flatMap(({ dataSet }) => Object.values(dataSet?.elements ?? {}))
  return within.reduce((sum, element) => sum + 1 + countOf(element), items.length)
}

/** One element by the library, with all that is in it; a value that the file cuts short is as long as it is. */
function readElement(source: Source, at: number, to: number): Element | null {
  const header = lengthAt(source, at)
  if (header === null) return null
  const isLarge = header.length > PART_BYTES_MAX
  if (isLarge && header.length !== UNDEFINED_LENGTH) {
    if (header.isSequence) return null
    const length = Math.min(header.length, to - header.dataOffset)
    return { tag: tagAt(source, at), length, dataOffset: header.dataOffset }
  }
  try {
    const stream = streamAt(source, at, Math.min(to, header.dataOffset + PART_BYTES_MAX))
    const element = source.isExplicit
      ? dicomParser.readDicomElementExplicit(stream, stream.warnings)
      : dicomParser.readDicomElementImplicit(stream)
    if (element.dataOffset + element.length > to) element.length = Math.max(0, to - element.dataOffset)
    return element
  } catch {
    return null
  }
}

/** The items of a sequence, each by itself, so that a broken or shortened one does not cost the others. */
function readItems(source: Source, at: number, end: number): Element | null {
  const header = lengthAt(source, at)
  if (header === null) return null
  const { bytes } = source
  const hasLength = header.length !== UNDEFINED_LENGTH
  const to = hasLength ? Math.min(end, header.dataOffset + header.length) : end
  const items: Element[] = []
  let next = header.dataOffset
  while (next + 8 <= to && items.length < ITEMS_MAX && tagAt(source, next) === ITEM) {
    const dataOffset = next + 8
    const length = viewOf(bytes).getUint32(next + 4, !source.isBigEndian)
    const isOpen = length === UNDEFINED_LENGTH || dataOffset + length > to
    const read = readElements(source, dataOffset, isOpen ? to : dataOffset + length)
    next = isOpen ? read.end : dataOffset + length
    const dataSet = { elements: read.elements } as NonNullable<Element['dataSet']>
    items.push({ tag: ITEM, length: next - dataOffset, dataOffset, dataSet })
  }
  const isEnded = next + 8 <= bytes.length && tagAt(source, next) === SEQUENCE_END
  if (isEnded) next += 8
  else if (next + 8 <= to && items.length < ITEMS_MAX) source.unreadable.push(nameOf(tagAt(source, at)))
  const length = (hasLength ? Math.max(next, to) : next) - header.dataOffset
  return { tag: tagAt(source, at), length, dataOffset: header.dataOffset, items }
}

function nameOf(tag: string): string {
  return TAKEN_APART.get(tag) ?? `(${tag.slice(1, 5)},${tag.slice(5)})`.toUpperCase()
}

/** After a broken length: the waveform sequence is found by its tag, wherever it is. */
function resync(source: Source, from: number, elements: Record<string, Element>): void {
  const { bytes } = source
  const tag = source.isBigEndian ? [0x54, 0x00, 0x01, 0x00] : [0x00, 0x54, 0x00, 0x01]
  const lead = tag.indexOf(0x54)
  source.left = ELEMENTS_MAX
  for (let found = bytes.indexOf(0x54, from); found >= 0; found = bytes.indexOf(0x54, found + 1)) {
    const at = found - lead
    if (at < from || at + 12 > bytes.length || tag.some((byte, i) => bytes[at + i] !== byte)) continue
    if (source.isExplicit && ascii(bytes, at + 4, 2) !== 'SQ') continue
    const sequence = readItems(source, at, bytes.length)
    if (!sequence?.items?.length) continue
    elements[WAVEFORM_SEQUENCE] = sequence
    return
  }
}

function lengthAt(
  source: Source,
  at: number,
): { length: number; dataOffset: number; isSequence: boolean } | null {
  const { bytes, isExplicit, isBigEndian } = source
  if (at + 8 > bytes.length) return null
  if (!isExplicit) {
    const length = viewOf(bytes).getUint32(at + 4, true)
    const isSequence = at + 12 <= bytes.length && tagAt(source, at + 8) === ITEM
    return { length, dataOffset: at + 8, isSequence }
  }
  const representation = ascii(bytes, at + 4, 2)
  if (!/^(?:O[BDLVW]|OF|SQ|UC|UN|UR|UT|SV|UV)$/.test(representation)) {
    return { length: viewOf(bytes).getUint16(at + 6, !isBigEndian), dataOffset: at + 8, isSequence: false }
  }
  if (at + 12 > bytes.length) return null
  const length = viewOf(bytes).getUint32(at + 8, !isBigEndian)
  return { length, dataOffset: at + 12, isSequence: representation === 'SQ' || representation === 'UN' }
}

function tagAt({ bytes, isBigEndian }: Source, at: number): string {
  const hex = (high: number, low: number): string => ((high << 8) | low).toString(16).padStart(4, '0')
  const [a, b, c, d] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!]
  return isBigEndian ? `x${hex(a, b)}${hex(c, d)}` : `x${hex(b, a)}${hex(d, c)}`
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function streamAt({ bytes, isBigEndian }: Source, at: number, to: number): ByteStream {
  const { bigEndianByteArrayParser, littleEndianByteArrayParser } = dicomParser
  const parser = isBigEndian ? bigEndianByteArrayParser : littleEndianByteArrayParser
  return new dicomParser.ByteStream(parser, bytes.subarray(0, to), at)
}
