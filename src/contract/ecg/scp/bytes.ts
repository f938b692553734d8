/**
 * Reads little-endian numbers one after the other and never past the end: beyond it every number is 0, and
 * `ranOut` says so.
 */
export class ByteReader {
  readonly bytes: Uint8Array
  at = 0
  ranOut = false
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  u8(): number {
    return this.#take(1) ? this.#view.getUint8(this.at - 1) : 0
  }

  u16(): number {
    return this.#take(2) ? this.#view.getUint16(this.at - 2, true) : 0
  }

  i16(): number {
    return this.#take(2) ? this.#view.getInt16(this.at - 2, true) : 0
  }

  u32(): number {
    return this.#take(4) ? this.#view.getUint32(this.at - 4, true) : 0
  }

  /** As many of these bytes as there are. */
  take(count: number): Uint8Array {
    const from = this.at
    const to = Math.min(this.bytes.length, from + count)
    if (to - from < count) this.ranOut = true
    this.at = to
    return this.bytes.subarray(from, to)
  }

  #take(count: number): boolean {
    if (this.left < count) {
      this.ranOut = true
      this.at = this.bytes.length
      return false
    }
    this.at += count
    return true
  }
}
