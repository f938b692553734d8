/** Value representations that this writer needs. */
type TextVr =
  'AS' | 'CS' | 'DA' | 'DS' | 'DT' | 'IS' | 'LO' | 'LT' | 'PN' | 'SH' | 'ST' | 'TM' | 'UC' | 'UI' | 'UT'

interface WrittenElement {
  readonly tag: number
  readonly bytes: Uint8Array
}

const UTF8 = new TextEncoder()
/** Those with a length of 32 bits (PS3.5 7.1.2). */
const LONG_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])

/**
 * A DICOM data set in explicit little endian, written in the order of its tags.
 * Source: PS3.5 7.1.2 (explicit VR), 7.5 (sequences, here with defined lengths), 6.2 (padding).
 */
export class ElementWriter {
  readonly #elements: WrittenElement[] = []
  readonly #encode: (text: string) => Uint8Array

  /** @param encode text to the bytes of the data set's character set; UTF-8 where left out */
  constructor(encode: (text: string) => Uint8Array = (text) => UTF8.encode(text)) {
    this.#encode = encode
  }

  /** @param tag group and element as one number, `0x00100010` */
  text(tag: number, vr: TextVr, value: string): this {
    const bytes = this.#encode(value)
    return this.#add(tag, vr, padded(bytes, vr === 'UI' ? 0x00 : 0x20))
  }

  /** US: 16-bit unsigned numbers. */
  uint16(tag: number, ...values: number[]): this {
    const bytes = new Uint8Array(2 * values.length)
    const view = new DataView(bytes.buffer)
    values.forEach((value, i) => view.setUint16(2 * i, value, true))
    return this.#add(tag, 'US', bytes)
  }

  /** UL: one 32-bit unsigned number. */
  uint32(tag: number, value: number): this {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setUint32(0, value, true)
    return this.#add(tag, 'UL', bytes)
  }

  /** FL: 32-bit floating point numbers. */
  float32(tag: number, values: readonly number[]): this {
    const bytes = new Uint8Array(4 * values.length)
    const view = new DataView(bytes.buffer)
    values.forEach((value, i) => view.setFloat32(4 * i, value, true))
    return this.#add(tag, 'FL', bytes)
  }

  /** @param vr OW: 16-bit words, already little endian */
  binary(tag: number, vr: 'OB' | 'OW', bytes: Uint8Array): this {
    return this.#add(tag, vr, padded(bytes, 0x00))
  }

  /** A value of any representation whose bytes the caller has laid out, little endian and even in length. */
  raw(tag: number, vr: string, bytes: Uint8Array): this {
    return this.#add(tag, vr, bytes)
  }

  sequence(tag: number, items: readonly ElementWriter[]): this {
    const parts = items.map((item) => {
      const content = item.bytes()
      const head = new Uint8Array(8)
      const view = new DataView(head.buffer)
      view.setUint16(0, 0xfffe, true)
      view.setUint16(2, 0xe000, true)
      view.setUint32(4, content.length, true)
      return joined([head, content])
    })
    return this.#add(tag, 'SQ', joined(parts))
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return joined([...this.#elements].sort((a, b) => a.tag - b.tag).map((element) => element.bytes))
  }

  #add(tag: number, vr: string, value: Uint8Array): this {
    const isLong = LONG_VRS.has(vr)
    const bytes = new Uint8Array((isLong ? 12 : 8) + value.length)
    const view = new DataView(bytes.buffer)
    view.setUint16(0, tag >>> 16, true)
    view.setUint16(2, tag & 0xffff, true)
    bytes.set(UTF8.encode(vr), 4)
    if (isLong) view.setUint32(8, value.length, true)
    else view.setUint16(6, value.length, true)
    bytes.set(value, isLong ? 12 : 8)
    this.#elements.push({ tag, bytes })
    return this
  }
}

function padded(bytes: Uint8Array, padding: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : joined([bytes, Uint8Array.of(padding)])
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** What a Code Value takes; a longer one is a Long Code Value. */
const CODE_VALUE_MAX = 16

/** An item of a code sequence (PS3.3 8). */
export function codeItem(value: string, scheme: string, meaning: string): ElementWriter {
  const item = new ElementWriter()
  const coded =
    value.length <= CODE_VALUE_MAX ? item.text(0x00080100, 'SH', value) : item.text(0x00080119, 'UC', value)
  return coded.text(0x00080102, 'SH', scheme).text(0x00080104, 'LO', meaning)
}

/** A decimal string has sixteen characters (PS3.5 6.2). */
export function decimal(value: number): string {
  const plain = String(value)
  if (plain.length <= 16) return plain
  for (let digits = 12; ; digits--) {
    const text = String(Number(value.toPrecision(digits)))
    if (text.length <= 16) return text
  }
}
