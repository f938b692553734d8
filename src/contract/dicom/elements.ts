import type { ByteStream } from 'dicom-parser'
import { DEPTH_MAX, ELEMENTS_MAX, FRAGMENTS_MAX, ITEMS_MAX, KEPT_ELEMENTS_MAX } from './limits.ts'
import { ascii, dicomParser, isExplicitAt } from './source.ts'
import { tagOf } from './tags.ts'

const ITEM = 'xfffee000'
const ITEM_END = 'xfffee00d'
const SEQUENCE_END = 'xfffee0dd'
const PIXEL_DATA = 'x7fe00010'
const UNDEFINED_LENGTH = 0xffffffff
/** Representations with a length of four bytes that the library takes for one of two. */
const LONG_UNKNOWN_TO_LIBRARY = /^(?:OV|SV|UV)$/

interface Bytes {
  readonly at: number
  readonly length: number
}

/** Elements of one data set or item by tag (`x00100010`). */
export type Elements = ReadonlyMap<string, DicomElement>

export interface DicomElement extends Bytes {
  /** As the file says it, else by the allow-list. */
  readonly vr: string
  /** Of a sequence. */
  readonly items?: readonly Elements[]
  /** Of encapsulated pixels: the items as they stand, the offset table first. */
  readonly fragments?: readonly Bytes[]
}

export interface ParsedElements {
  readonly elements: Elements
  /** Not a single element was met, kept or not. */
  readonly isEmpty: boolean
  /** Parts that could not be read, by name (`Waveform Sequence`) or by tag (`(0009,1010)`). */
  readonly unreadable: readonly string[]
  /** The part in which the file ends although it says that it goes on; null where it is whole. */
  readonly cutIn: string | null
  /** What stopped the reading before the end, beside broken parts. */
  readonly refused: 'too-deep' | 'too-many' | null
}

/**
 * Walks over a data set: heads of elements by the library, sequences by ourselves (bounded in number and depth), and
 * keeps where the elements of the allow-list stand. What cannot be read is passed over and named. Never throws.
 * Source: PS3.5 7.1 (elements), 7.5 (sequences), A.4 (encapsulated pixels), 6.2.2 (UN holds implicit little endian).
 */
export function parseElements(
  bytes: Uint8Array,
  from: number,
  isExplicit: boolean,
  isBigEndian: boolean,
): ParsedElements {
  const walk = new Walk(bytes, isBigEndian)
  const { elements, end } = walk.elements(from, bytes.length, isExplicit, 0)
  return {
    elements,
    isEmpty: end === from,
    unreadable: [...walk.unreadable],
    cutIn: walk.cutIn,
    refused: walk.refused,
  }
}

/**
 * After a broken length: a sequence is looked for by its tag, wherever it is.
 * @returns null where no place reads as this sequence with at least one item
 */
export function findSequence(
  bytes: Uint8Array,
  tag: string,
  from: number,
  isExplicit: boolean,
  isBigEndian: boolean,
): { readonly element: DicomElement; readonly unreadable: readonly string[] } | null {
  const [a, b, c, d] = [1, 3, 5, 7].map((i) => Number.parseInt(tag.slice(i, i + 2), 16))
  const wanted = isBigEndian ? [a, b, c, d] : [b, a, d, c]
  // Files are full of zeros: the first byte of the tag that is none is looked for.
  const lead = wanted.findIndex((byte) => byte !== 0)
  const walk = new Walk(bytes, isBigEndian)
  for (let found = bytes.indexOf(wanted[lead]!, from); found >= 0;) {
    const at = found - lead
    found = bytes.indexOf(wanted[lead]!, found + 1)
    if (at < from || at + 12 > bytes.length || wanted.some((byte, i) => bytes[at + i] !== byte)) continue
    if (isExplicit && ascii(bytes, at + 4, 2) !== 'SQ') continue
    const element = walk.element(tag, at, bytes.length, isExplicit, 0)
    if (element?.kept?.items?.length) return { element: element.kept, unreadable: [...walk.unreadable] }
  }
  return null
}

interface Head extends Bytes {
  readonly tag: string
  readonly vr: string
  readonly isOpen: boolean
}

/** One walk over one file: what may still be met is counted over all of it. */
class Walk {
  readonly unreadable = new Set<string>()
  cutIn: string | null = null
  refused: ParsedElements['refused'] = null
  readonly #bytes: Uint8Array
  readonly #stream: ByteStream
  #left = ELEMENTS_MAX
  #keepable = KEPT_ELEMENTS_MAX

  constructor(bytes: Uint8Array, isBigEndian: boolean) {
    const { bigEndianByteArrayParser, littleEndianByteArrayParser } = dicomParser
    this.#bytes = bytes
    this.#stream = new dicomParser.ByteStream(
      isBigEndian ? bigEndianByteArrayParser : littleEndianByteArrayParser,
      bytes,
      0,
    )
  }

  /** Elements one after the other, to `to` or, in an item of open length, to its end. */
  elements(
    from: number,
    to: number,
    isExplicit: boolean,
    depth: number,
  ): { elements: Map<string, DicomElement>; end: number } {
    const elements = new Map<string, DicomElement>()
    let at = from
    while (at + 8 <= to && this.refused === null) {
      const tag = this.#tagAt(at)
      if (tag === ITEM_END) return { elements, end: at + 8 }
      // The end of the sequence around: an item of open length whose own end is missing.
      if (depth > 0 && (tag === SEQUENCE_END || tag === ITEM)) return { elements, end: at }
      // Zeros behind the last element: copied with the blocks of a medium.
      if (depth === 0 && tag === 'x00000000') break
      const read = this.element(tag, at, to, isExplicit, depth)
      if (read === null) {
        this.unreadable.add(nameOf(tag))
        break
      }
      if (read.kept && this.#keepable-- > 0) elements.set(tag, read.kept)
      at = read.end
    }
    if (this.#keepable < 0) this.refused ??= 'too-many'
    return { elements, end: at }
  }

  /** One element and where the next one begins; `kept` is null for what is not read. */
  element(
    tag: string,
    at: number,
    to: number,
    isExplicit: boolean,
    depth: number,
  ): { kept: DicomElement | null; end: number } | null {
    if (this.#left-- <= 0) {
      this.refused ??= 'too-many'
      return null
    }
    const head = this.#headAt(tag, at, isExplicit)
    if (head === null) {
      this.#isCut(tag)
      return null
    }
    const known = tagOf(head.tag)
    const vr = head.vr === '' || head.vr === 'UN' ? (known?.vr ?? '') : head.vr
    if (head.isOpen && head.tag === PIXEL_DATA) return this.#fragments(head, to)
    if (head.isOpen || (known && (vr === 'SQ' || known.vr === 'SQ'))) {
      const items = this.#items(head, to, isExplicit && head.vr !== 'UN', depth)
      if (items === null) return null
      return { kept: known ? { ...items.place, vr: 'SQ', items: items.items } : null, end: items.end }
    }
    // The last byte may be a pad that a copy left off.
    if (head.at + head.length > to + 1) this.#isCut(head.tag)
    const length = Math.min(head.length, to - head.at)
    return { kept: known ? { vr, at: head.at, length } : null, end: head.at + length }
  }

  /** The items of a sequence, each by itself, so that a broken or shortened one does not cost the others. */
  #items(
    head: Head,
    limit: number,
    isExplicit: boolean,
    depth: number,
  ): { items: Elements[]; place: Bytes; end: number } | null {
    if (depth >= DEPTH_MAX) {
      this.refused ??= 'too-deep'
      return null
    }
    const to = head.isOpen ? limit : Math.min(limit, head.at + head.length)
    const items: Elements[] = []
    let at = head.at
    let isEnded = false
    while (at + 8 <= to && this.refused === null) {
      const tag = this.#tagAt(at)
      isEnded = tag === SEQUENCE_END
      if (isEnded) at += 8
      if (tag !== ITEM || items.length >= ITEMS_MAX) break
      const length = this.#uint32(at + 4)
      const start = at + 8
      const isOpen = length === UNDEFINED_LENGTH || start + length > to
      const end = isOpen ? to : start + length
      const read = this.elements(start, end, this.#isItemExplicit(start, end, isExplicit), depth + 1)
      items.push(read.elements)
      at = isOpen ? read.end : end
    }
    const isWhole = isEnded || (!head.isOpen && at >= to)
    if (!isWhole && at + 8 > this.#bytes.length) this.#isCut(head.tag)
    else if (!isWhole) this.unreadable.add(nameOf(head.tag))
    const end = head.isOpen ? at : to
    // The end of an open sequence that is broken inside is not known; what follows would be read as what it is not.
    if (!isWhole && head.isOpen && items.length === 0) return null
    return { items, place: { at: head.at, length: end - head.at }, end }
  }

  /** Items within UN, and those of some writers within explicit sequences, are implicit. */
  #isItemExplicit(start: number, end: number, isExplicit: boolean): boolean {
    if (start + 8 > end) return isExplicit
    return isExplicit && isExplicitAt(this.#bytes, start)
  }

  #fragments(head: Head, to: number): { kept: DicomElement; end: number } {
    const fragments: Bytes[] = []
    let at = head.at
    let isEnded = false
    while (at + 8 <= to && !isEnded) {
      const tag = this.#tagAt(at)
      isEnded = tag === SEQUENCE_END
      if (!isEnded && (tag !== ITEM || fragments.length >= FRAGMENTS_MAX)) {
        this.unreadable.add(nameOf(head.tag))
        break
      }
      const length = isEnded ? 0 : this.#uint32(at + 4)
      const start = at + 8
      if (!isEnded) fragments.push({ at: start, length: Math.min(length, to - start) })
      if (start + length > to) this.#isCut(head.tag)
      at = Math.min(to, start + length)
    }
    if (!isEnded && at + 8 > to) this.#isCut(head.tag)
    return { kept: { vr: 'OB', at: head.at, length: at - head.at, fragments }, end: at }
  }

  /** By the library, which stops behind the head of the tag it is told to stop at; null beyond the end of the file. */
  #headAt(tag: string, at: number, isExplicit: boolean): Head | null {
    const letters = isExplicit ? ascii(this.#bytes, at + 4, 2) : ''
    const hasLetters = /^[A-Z]{2}$/.test(letters)
    const isLong = LONG_UNKNOWN_TO_LIBRARY.test(letters)
    try {
      this.#stream.position = at
      const { length, dataOffset } = hasLetters
        ? dicomParser.readDicomElementExplicit(this.#stream, [], tag)
        : dicomParser.readDicomElementImplicit(this.#stream, tag)
      const place = isLong ? { length: this.#uint32(at + 8), at: at + 12 } : { length, at: dataOffset }
      if (place.at > this.#bytes.length) return null
      return { ...place, tag, vr: hasLetters ? letters : '', isOpen: place.length === UNDEFINED_LENGTH }
    } catch {
      // The library throws where a head reaches over the end.
      return null
    }
  }

  #tagAt(at: number): string {
    this.#stream.position = at
    return dicomParser.readTag(this.#stream)
  }

  #uint32(at: number): number {
    return this.#stream.byteArrayParser.readUint32(this.#bytes, at)
  }

  #isCut(tag: string): void {
    this.cutIn ??= nameOf(tag)
  }
}

function nameOf(tag: string): string {
  const known = tagOf(tag)
  if (tag.startsWith('x0002')) return 'File Meta Information'
  if (known === null) return `(${tag.slice(1, 5)},${tag.slice(5)})`.toUpperCase()
  return known.keyword.replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ')
}
