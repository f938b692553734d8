import type { Element } from 'dicom-parser'
import { textDecoding, type TextDecoding } from './charset.ts'

const SPECIFIC_CHARACTER_SET = 'x00080005'
/** No text of an ECG is longer; a statement has a few hundred characters. */
const TEXT_BYTES_MAX = 64 * 1024

/** One data set, the file's own or an item of a sequence, with its values by tag (`x003a0210`). */
export class DicomItem {
  readonly #bytes: Uint8Array
  readonly #elements: Readonly<Record<string, Element>>
  readonly #isBigEndian: boolean
  readonly #decoding: TextDecoding

  constructor(
    bytes: Uint8Array,
    elements: Readonly<Record<string, Element>>,
    isBigEndian: boolean,
    decoding?: TextDecoding,
  ) {
    this.#bytes = bytes
    this.#elements = elements
    this.#isBigEndian = isBigEndian
    this.#decoding = decoding ?? textDecoding([])
    const declared = this.values(SPECIFIC_CHARACTER_SET)
    if (declared.length > 0) this.#decoding = textDecoding(declared)
  }

  has(tag: string): boolean {
    return tag in this.#elements
  }

  get isBigEndian(): boolean {
    return this.#isBigEndian
  }

  /** The value's bytes, without its padding taken off; null where the file has no such element, or an empty one. */
  raw(tag: string): Uint8Array | null {
    const element = this.#elements[tag]
    if (!element || element.length === 0 || element.items) return null
    return this.#bytes.subarray(element.dataOffset, element.dataOffset + element.length)
  }

  /** All values of a text element; blanks and NULs at the ends are padding. */
  values(tag: string): string[] {
    const text = this.#decoded(tag)
    return text === '' ? [] : text.split('\\').map(trimmed)
  }

  /** The first value as text, or '' where there is none. */
  text(tag: string): string {
    return this.values(tag)[0] ?? ''
  }

  /** A text that may hold backslashes and several lines (ST, LT, UT). */
  lines(tag: string): string[] {
    return this.#decoded(tag)
      .split(/[\r\n\f\0]+/)
      .map(trimmed)
      .filter((line) => line !== '')
  }

  /** A decimal or integer string (DS, IS); null where it is none. */
  number(tag: string): number | null {
    const text = this.text(tag).replace(',', '.')
    const value = Number(text)
    return text !== '' && Number.isFinite(value) ? value : null
  }

  /** Binary unsigned numbers of two bytes (US). */
  uint16s(tag: string): number[] {
    const bytes = this.raw(tag)
    if (bytes === null) return []
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const count = Math.min(1024, Math.floor(bytes.length / 2))
    return Array.from({ length: count }, (_, i) => view.getUint16(2 * i, !this.#isBigEndian))
  }

  /** One binary unsigned number of two or four bytes (US, UL). */
  uint(tag: string): number | null {
    const bytes = this.raw(tag)
    if (bytes === null || bytes.length < 2) return null
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return bytes.length < 4 ? view.getUint16(0, !this.#isBigEndian) : view.getUint32(0, !this.#isBigEndian)
  }

  items(tag: string): DicomItem[] {
    const items = this.#elements[tag]?.items ?? []
    return items.map(
      ({ dataSet }) => new DicomItem(this.#bytes, dataSet?.elements ?? {}, this.#isBigEndian, this.#decoding),
    )
  }

  #decoded(tag: string): string {
    const bytes = this.raw(tag)
    return bytes === null ? '' : trimmed(this.#decoding(bytes.subarray(0, TEXT_BYTES_MAX)))
  }
}

function trimmed(text: string): string {
  return text.replace(/^[\0\s]+|[\0\s]+$/g, '')
}
