import { textDecoding, type TextDecoding } from './charset.ts'
import type { DicomElement, Elements } from './elements.ts'
import { NUMBERS_MAX, TEXT_BYTES_MAX } from './limits.ts'
import { viewOf } from './source.ts'
import { tagFor, type Keyword } from './tags.ts'

/** One data set, the file's own or an item of a sequence, with its values by keyword. */
export class DicomItem {
  readonly #bytes: Uint8Array
  readonly #elements: Elements
  readonly #isBigEndian: boolean
  readonly #decoding: TextDecoding
  readonly #plane: number

  /** @param plane of overlays that `Overlay…` keywords stand for */
  constructor(
    bytes: Uint8Array,
    elements: Elements,
    isBigEndian: boolean,
    decoding: TextDecoding | null = null,
    plane = 0,
  ) {
    this.#bytes = bytes
    this.#elements = elements
    this.#isBigEndian = isBigEndian
    this.#plane = plane
    this.#decoding = decoding ?? textDecoding([])
    const declared = this.values('SpecificCharacterSet')
    if (declared.length > 0 && plane === 0) this.#decoding = textDecoding(declared)
  }

  get isBigEndian(): boolean {
    return this.#isBigEndian
  }

  has(keyword: Keyword): boolean {
    return this.#element(keyword) !== undefined
  }

  /** Value representation as the file says it, else by the standard; `''` where the element is not there. */
  vr(keyword: Keyword): string {
    return this.#element(keyword)?.vr ?? ''
  }

  /** The value's bytes with their padding; null where the file has no such element, or an empty one. */
  raw(keyword: Keyword): Uint8Array | null {
    const element = this.#element(keyword)
    if (!element || element.length === 0 || element.items || element.fragments) return null
    return this.#bytes.subarray(element.at, element.at + element.length)
  }

  /** The items of encapsulated pixels, the offset table first; null where they are not encapsulated. */
  fragments(keyword: Keyword): Uint8Array[] | null {
    const { fragments } = this.#element(keyword) ?? {}
    return fragments?.map(({ at, length }) => this.#bytes.subarray(at, at + length)) ?? null
  }

  /** All values of a text element; blanks and NULs at the ends are padding. */
  values(keyword: Keyword): string[] {
    const text = this.#decoded(keyword)
    return text === '' ? [] : text.split('\\').map(trimmed)
  }

  /** The first value as text, or '' where there is none. */
  text(keyword: Keyword): string {
    return this.values(keyword)[0] ?? ''
  }

  /** A text of one value that may hold backslashes (ST, LT, UT), or '' where there is none. */
  whole(keyword: Keyword): string {
    return this.#decoded(keyword)
  }

  /** Such a text line by line, without empty lines. */
  lines(keyword: Keyword): string[] {
    return this.#decoded(keyword)
      .split(/[\r\n\f\0]+/)
      .map(trimmed)
      .filter((line) => line !== '')
  }

  /** The first number, whatever its representation; null where it is none. */
  number(keyword: Keyword): number | null {
    const element = this.#element(keyword)
    if (element && element.vr in BINARY) return this.numbers(keyword)[0] ?? null
    if (element?.vr === 'xs' || element?.vr === 'xw') return this.numbers(keyword)[0] ?? null
    return decimal(this.text(keyword))
  }

  /**
   * Numbers in text (DS, IS) or binary, by what the file calls them; empty where any is none.
   * @param isSigned of elements that are US or SS by Pixel Representation, where the file does not say which
   */
  numbers(keyword: Keyword, isSigned = false): number[] {
    const bytes = this.raw(keyword)
    if (bytes === null) return []
    const vr = this.#element(keyword)!.vr
    const binary = BINARY[vr === 'xs' ? (isSigned ? 'SS' : 'US') : vr === 'xw' || vr === 'OW' ? 'US' : vr]
    if (!binary) return this.#decimals(keyword)
    const view = viewOf(bytes)
    const count = Math.min(NUMBERS_MAX, Math.floor(bytes.length / binary.width))
    return Array.from({ length: count }, (_, i) => binary.read(view, binary.width * i, !this.#isBigEndian))
  }

  /** Words of two bytes, whatever the file calls them (tables; a look-up table has up to 65,536). */
  words(keyword: Keyword): Uint16Array {
    const bytes = this.raw(keyword) ?? new Uint8Array(0)
    const view = viewOf(bytes)
    return Uint16Array.from({ length: Math.min(65_536, bytes.length >> 1) }, (_, i) =>
      view.getUint16(2 * i, !this.#isBigEndian),
    )
  }

  items(keyword: Keyword): DicomItem[] {
    const items = this.#element(keyword)?.items ?? []
    return items.map((elements) => new DicomItem(this.#bytes, elements, this.#isBigEndian, this.#decoding))
  }

  /** The first item of a sequence; null where there is none. */
  item(keyword: Keyword): DicomItem | null {
    const [elements] = this.#element(keyword)?.items ?? []
    return elements ? new DicomItem(this.#bytes, elements, this.#isBigEndian, this.#decoding) : null
  }

  /** The same data set, with `Overlay…` keywords standing for this plane. @param plane 0 (group 6000) to 15 (601E) */
  overlayPlane(plane: number): DicomItem {
    return new DicomItem(this.#bytes, this.#elements, this.#isBigEndian, this.#decoding, plane)
  }

  #element(keyword: Keyword): DicomElement | undefined {
    return this.#elements.get(tagFor(keyword, isOverlay(keyword) ? this.#plane : 0))
  }

  #decimals(keyword: Keyword): number[] {
    const numbers = this.values(keyword).map(decimal)
    return numbers.length <= NUMBERS_MAX && numbers.every((number) => number !== null) ? numbers : []
  }

  #decoded(keyword: Keyword): string {
    const bytes = this.raw(keyword)
    return bytes === null ? '' : trimmed(this.#decoding(bytes.subarray(0, TEXT_BYTES_MAX)))
  }
}

interface Binary {
  readonly width: number
  readonly read: (view: DataView, at: number, littleEndian: boolean) => number
}

const BINARY: Readonly<Record<string, Binary>> = {
  US: { width: 2, read: (view, at, little) => view.getUint16(at, little) },
  SS: { width: 2, read: (view, at, little) => view.getInt16(at, little) },
  UL: { width: 4, read: (view, at, little) => view.getUint32(at, little) },
  SL: { width: 4, read: (view, at, little) => view.getInt32(at, little) },
  FL: { width: 4, read: (view, at, little) => view.getFloat32(at, little) },
  FD: { width: 8, read: (view, at, little) => view.getFloat64(at, little) },
  SV: { width: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  UV: { width: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  OV: { width: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
}

function isOverlay(keyword: Keyword): boolean {
  return (
    keyword.startsWith('Overlay') || keyword === 'NumberOfFramesInOverlay' || keyword === 'ImageFrameOrigin'
  )
}

/** A decimal or integer string; machines of some countries write a decimal comma. */
function decimal(text: string): number | null {
  const value = Number(text.replace(',', '.'))
  return text !== '' && Number.isFinite(value) ? value : null
}

function trimmed(text: string): string {
  return text.replace(/^[\0\s]+|[\0\s]+$/g, '')
}
